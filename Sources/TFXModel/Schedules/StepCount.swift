public import TFXCore

/// A number of training steps as a configuration gives it: a number, or `all` for those of the whole
/// training.
public enum StepCount: FieldValue, Hashable, ExpressibleByIntegerLiteral {
  /// So many.
  case steps(Int)
  /// Those of all epochs.
  case all

  public init(integerLiteral steps: Int) { self = .steps(steps) }

  public static var expectation: String { "a whole number or 'all'" }

  public static var schema: ValueSchema { .either(.integer, .words(["all"])) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> StepCount? {
    if case .scalar("all", _) = node.content { return .all }
    var findings = Diagnostics()
    guard let steps = Int.read(node, &findings) else {
      return mismatch(node, &diagnostics, help: findings.all.first?.help)
    }
    return .steps(steps)
  }

  public func write() -> ConfigNode {
    switch self {
    case .steps(let steps): steps.write()
    case .all: .plain("all")
    }
  }
}

extension Limits<StepCount> {
  /// `minimum` or more, or all.
  static func atLeast(_ minimum: Int) -> Limits {
    Limits("at least \(minimum), or 'all'", bounds: ValueBounds(minimum: Double(minimum))) {
      if case .steps(let steps) = $0 { steps >= minimum } else { true }
    }
  }
}
