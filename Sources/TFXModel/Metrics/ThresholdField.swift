public import TFXCore

/// The probability above which something is predicted. Keras takes several, and then has as many
/// results; a metric here has one.
public struct ThresholdField: FieldValue, Hashable {
  /// The probability.
  public var value: Double

  /// The given probability.
  public init(_ value: Double) { self.value = value }

  public static var expectation: String { "a number" }

  public static var schema: ValueSchema { .oneOrList(.number, count: 1...1) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ThresholdField? {
    var node = node
    if case .sequence(let items) = node.content {
      if items.count != 1 {
        return mismatch(
          node, &diagnostics,
          help: "list the metric once for each threshold, each time with another name")
      }
      node = items[0]
    }
    return Double.read(node, &diagnostics).map { ThresholdField($0) }
  }

  public func write() -> ConfigNode { value.write() }
}

extension Limits where Value == ThresholdField {
  /// From 0 to 1.
  static var probability: Limits {
    let limits = Limits<Double>.from(0, to: 1)
    return Limits(limits.description, bounds: limits.bounds) { limits.contains($0.value) }
  }
}

extension FieldVisitor {
  /// The threshold of a metric.
  mutating func threshold(_ threshold: inout ThresholdField?) {
    optional(
      "thresholds", &threshold, in: Limits.probability.orNone,
      "probability above which something is predicted; 0.5 if left out")
  }

  /// The output that a metric is about.
  mutating func classID(_ classID: inout Int?) {
    optional(
      "class_id", &classID, in: Limits.atLeast(0).orNone,
      "the output that it is about, from 0; all if left out")
  }

  /// The number of even thresholds.
  mutating func thresholdCount(_ count: inout Int, atLeast least: Int) {
    optional(
      "num_thresholds", &count, in: .from(least, to: 100_000),
      "number of thresholds from 0 to 1 that are tried")
  }
}
