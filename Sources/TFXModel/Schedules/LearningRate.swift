public import TFXCore

/// How far steps of training go: a number, or, where a number stands, a schedule.
public enum LearningRate: FieldValue, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// The same for all steps, until somebody sets another.
  case constant(Double)
  /// A function of the step.
  case schedule(any Schedule)

  /// The given rate for all steps.
  public init(_ rate: Double) { self = .constant(rate) }

  public init(floatLiteral rate: Double) { self = .constant(rate) }

  public init(integerLiteral rate: Int) { self = .constant(Double(rate)) }

  /// The rate of all steps; nil for a schedule.
  public var constant: Double? {
    if case .constant(let rate) = self { rate } else { nil }
  }

  public static var expectation: String { Double.expectation }

  public static var schema: ValueSchema { .either(.number, scheduleCatalog.schema()) }

  public static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> LearningRate? {
    let isNamed =
      switch node.content {
      case .mapping: true
      case .scalar(let text, _): scheduleCatalog.type(named: text) != nil
      case .null, .sequence: false
      }
    if isNamed {
      return (scheduleCatalog.read(node, &diagnostics) as? any Schedule).map { .schedule($0) }
    }
    if case .scalar(let text, isQuoted: false) = node.content, text.first?.isLetter == true {
      let names = scheduleCatalog.types.map { $0.kind }
      return mismatch(
        node, &diagnostics, help: Spelling.suggestion(for: text, among: names))
    }
    return Double.read(node, &diagnostics).map { .constant($0) }
  }

  public func write() -> ConfigNode {
    switch self {
    case .constant(let rate): rate.write()
    case .schedule(let schedule): Catalog.write(schedule)
    }
  }
}

extension Limits<LearningRate> {
  /// `minimum` or more; schedules have limits of their own.
  public static func atLeast(_ minimum: Double) -> Limits {
    let limits = Limits<Double>.atLeast(minimum)
    return Limits(limits.description, bounds: limits.bounds) {
      $0.constant.map(limits.contains) ?? true
    }
  }
}
