import Foundation
public import TFXCore
public import TFXGraph

/// The area under a curve through the points that thresholds give, as a sum of rectangles or
/// trapezoids: ROC, true positives over false ones, or PR, precision over recall.
///
/// As [Keras's AUC](https://keras.io/api/metrics/classification_metrics/#auc-class).
public struct AUC: Metric {
  public static let kind = "AUC"

  /// What is drawn.
  public enum Curve: String, Choice {
    case roc = "ROC"
    case pr = "PR"
    case prGain = "PRGAIN"

    public static var schema: ValueSchema {
      .words(allCases.map(\.rawValue) + allCases.map { $0.rawValue.lowercased() })
    }

    /// A curve, also in small letters.
    public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Curve? {
      guard case .scalar(let text, _) = node.content else { return mismatch(node, &diagnostics) }
      return Curve(rawValue: text == text.lowercased() ? text.uppercased() : text)
        ?? mismatch(
          node, &diagnostics,
          help: Spelling.suggestion(for: text, among: allCases.map(\.rawValue)))
    }
  }

  /// The height between two points.
  public enum Summation: String, Choice {
    /// On the line between them; for PR the line of true positives over all that is predicted.
    case interpolation
    /// The lesser.
    case minoring
    /// The greater.
    case majoring
  }

  public let isHigherBetter = true

  public var thresholdCount = 200
  public var curve = Curve.roc
  public var summation = Summation.interpolation
  /// Thresholds between 0 and 1 instead of even ones.
  public var thresholds: [Double]?
  /// Whether it is the mean of the areas of all outputs, instead of that of all together.
  public var isMultiLabel = false
  public var labelCount: Int?
  /// How much each output counts.
  public var labelWeights: [Double]?
  /// Whether outputs are logits.
  public var fromLogits = false

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.thresholdCount(&thresholdCount, atLeast: 2)
    f.optional("curve", &curve, "what is drawn")
    f.optional("summation_method", &summation, "the height of the curve between two points")
    f.optional(
      "thresholds", &thresholds, in: Limits.from(0, to: 1).each.orNone,
      "thresholds that are tried instead of even ones")
    f.optional(
      "multi_label", &isMultiLabel, "whether it is the mean of the areas of all outputs")
    f.optional(
      "num_labels", &labelCount, in: Limits.atLeast(1).orNone,
      "number of outputs, with multi_label")
    f.optional(
      "label_weights", &labelWeights, in: Limits.atLeast(0).each.orNone,
      "how much each output counts")
    f.optional("from_logits", &fromLogits, "whether outputs are logits, not probabilities")
  }

  public func problems() -> [FieldProblem] {
    if labelCount == nil || isMultiLabel { return [] }
    return [
      FieldProblem(
        "num_labels", "num_labels is for multi_label: true", help: "leave it out, or give both")
    ]
  }

  public func check(_ site: MetricSite) throws(MetricError) {
    try counting.check(site)
    let width = site.output.shape[-1]
    if let labelCount, labelCount != width {
      throw MetricError(
        expected: "num_labels: \(width), the outputs", found: "it is \(labelCount)",
        help: "leave it out")
    }
  }

  public func states(for output: Output) -> [MetricState] { counting.states(for: output) }

  public func update(_ batch: inout MetricBatch) throws(GraphError) {
    try counting.update(&batch)
  }

  public func result(_ states: [[Double]]) -> Double {
    let areas = counting.counts(states).map(area)
    guard isMultiLabel else { return areas[0] }
    guard let labelWeights else { return areas.reduce(0, +) / Double(areas.count) }
    return ratio(zip(areas, labelWeights).map { $0 * $1 }.reduce(0, +), labelWeights.reduce(0, +))
  }

  private var counting: ThresholdCounting {
    var counting = ThresholdCounting.even(thresholdCount)
    if let thresholds { counting = ThresholdCounting(thresholds: [0] + thresholds.sorted() + [1]) }
    // The ends lie beyond all probabilities, however these are rounded.
    counting.thresholds[0] = -kerasEpsilon
    counting.thresholds[counting.thresholds.count - 1] = 1 + kerasEpsilon
    counting.isByLabel = isMultiLabel
    counting.labelWeights = isMultiLabel ? nil : labelWeights
    counting.fromLogits = fromLogits
    return counting
  }

  private func area(_ counts: ConfusionCounts) -> Double {
    if curve == .pr && summation == .interpolation { return interpolatedPrecision(counts) }
    let (x, y) = points(counts)
    return (0..<x.count - 1).map { place in
      let (first, second) = (y[place], y[place + 1])
      let height =
        switch summation {
        case .interpolation: (first + second) / 2
        case .minoring: min(first, second)
        case .majoring: max(first, second)
        }
      return (x[place] - x[place + 1]) * height
    }.reduce(0, +)
  }

  private func points(_ counts: ConfusionCounts) -> (x: [Double], y: [Double]) {
    switch curve {
    case .roc: return (counts.fallout, counts.recall)
    case .pr: return (counts.recall, counts.precision)
    case .prGain:
      var (x, y): ([Double], [Double]) = ([], [])
      for place in counts.truePositives.indices {
        let hits = counts.truePositives[place]
        let scale = ratio(
          hits + counts.falseNegatives[place],
          counts.trueNegatives[place] + counts.falsePositives[place])
        x.append(hits == 0 ? 0 : max(0, 1 - scale * counts.falseNegatives[place] / hits))
        y.append(hits == 0 ? 1 : 1 - scale * counts.falsePositives[place] / hits)
      }
      return (x, y)
    }
  }

  /// The area under precision over recall where true positives grow along a line with all that is
  /// predicted. Davis and Goadrich, 2006.
  private func interpolatedPrecision(_ counts: ConfusionCounts) -> Double {
    let hits = counts.truePositives
    let predicted = zip(hits, counts.falsePositives).map { $0 + $1 }
    return (0..<hits.count - 1).map { place in
      let (before, after) = (predicted[place], predicted[place + 1])
      let gain = hits[place] - hits[place + 1]
      let slope = ratio(gain, max(before - after, 0))
      let intercept = hits[place + 1] - slope * after
      let factor = before > 0 && after > 0 ? before / after : 1
      let all = hits[place + 1] + counts.falseNegatives[place + 1]
      return ratio(slope * (gain + intercept * log(factor)), max(all, 0))
    }.reduce(0, +)
  }
}
