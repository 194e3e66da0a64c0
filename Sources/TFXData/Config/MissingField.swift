public import TFXCore

/// What a configuration says of missing values: `mean`, or `{fill: mean, indicator: true}`.
struct MissingField: Configurable, FieldValue {
  var fill = MissingRule.error
  var indicator = false

  init() {}

  init(_ fill: MissingRule, indicator: Bool) {
    self.fill = fill
    self.indicator = indicator
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("fill", &fill, "what stands in for a missing value")
    f.optional("indicator", &indicator, "whether another feature says which values are missing")
  }

  func problems() -> [FieldProblem] {
    guard indicator, !fill.isForNumbers else { return [] }
    return [
      FieldProblem(
        "fill", "'indicator' needs a fill for numbers, found '\(fill)'",
        help: "use mean, median, zero or a number")
    ]
  }

  static var expectation: String { "\(MissingRule.expectation), or {fill: …, indicator: true}" }

  static var schema: ValueSchema {
    .either(MissingRule.schema, .fields("missing", MissingField.self))
  }

  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> MissingField? {
    if case .mapping = node.content {
      return FieldReader.read(from: node, owner: "'missing'", at: node.span, &diagnostics)
    }
    return MissingRule.read(node, &diagnostics).map { MissingField($0, indicator: false) }
  }

  func write() -> ConfigNode { indicator ? FieldWriter.write(self) : fill.write() }
}

/// The range that scaled numbers are brought into: `[-3, 3]`, or 3 for the same.
public struct ClipRange: FieldValue, Hashable, Codable {
  public var low: Double
  public var high: Double

  /// From `low` to `high`.
  public init(_ low: Double, _ high: Double) {
    self.low = low
    self.high = high
  }

  public static var expectation: String { "a number or a list of two" }

  public static var schema: ValueSchema { .oneOrList(.number, count: 2...2) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ClipRange? {
    if case .sequence(let items) = node.content {
      guard items.count == 2 else { return mismatch(node, &diagnostics) }
      let low = Double.read(items[0], &diagnostics)
      let high = Double.read(items[1], &diagnostics)
      guard let low, let high else { return nil }
      return ClipRange(low, high)
    }
    var findings = Diagnostics()
    guard let bound = Double.read(node, &findings) else {
      return mismatch(node, &diagnostics, help: findings.all.first?.help)
    }
    return ClipRange(-bound, bound)
  }

  public func write() -> ConfigNode { low == -high ? high.write() : [low, high].write() }

  static let allowed = Limits<ClipRange>("from a lower to a higher number") { $0.low < $0.high }
}
