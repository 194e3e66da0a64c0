public import TFXCore
import TFXGraph
import TFXOps

/// (1 + β²) · precision · recall / (β² · precision + recall), of all outputs together or the mean of each
/// one's.
///
/// As [Keras's FBetaScore](https://keras.io/api/metrics/classification_metrics/#fbetascore-class).
/// Keras's default is one number for each output; a metric here is a single one, by default their mean.
public struct FBetaScore: FScore {
  public static let kind = "FBetaScore"
  public static let aliases = ["fbeta_score"]

  public var average = ScoreAverage.macro
  /// How much more recall counts than precision.
  public var beta = 1.0
  public var threshold: Double?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "beta", &beta, in: .moreThan(0), "how much more recall counts than precision")
    f.score(&average, &threshold)
  }
}

/// The harmonic mean of precision and recall: ``FBetaScore`` with β = 1.
///
/// As [Keras's F1Score](https://keras.io/api/metrics/classification_metrics/#f1score-class).
public struct F1Score: FScore {
  public static let kind = "F1Score"
  public static let aliases = ["f1_score", "f1"]

  public var average = ScoreAverage.macro
  public var threshold: Double?

  public var beta: Double { 1 }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) { f.score(&average, &threshold) }
}

/// How the scores of several outputs become one number.
public enum ScoreAverage: String, Choice {
  /// The score of all outputs together.
  case micro
  /// The mean of each output's score.
  case macro
  /// The mean of each output's score, weighted by how often it is true.
  case weighted

  /// A choice, or a word on why there is no `none`.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ScoreAverage? {
    var name: String?
    if case .scalar(let text, _) = node.content { name = text }
    if let name, let choice = ScoreAverage(rawValue: name) { return choice }
    let isNone = name?.lowercased() == "none" || node.found == "nothing"
    return mismatch(
      node, &diagnostics,
      help: isNone
        ? "a metric is a single number; use Precision and Recall with class_id for one class"
        : name.flatMap { Spelling.suggestion(for: $0, among: allCases.map(\.rawValue)) })
  }
}

/// What the scores share.
protocol FScore: Metric {
  /// How the scores of several outputs become one number.
  var average: ScoreAverage { get set }
  /// How much more recall counts than precision.
  var beta: Double { get }
  /// The probability above which an output is predicted. If nil, the greatest of several outputs is;
  /// a single one, which Keras would predict for every sample then, above ½.
  var threshold: Double? { get set }
}

extension FScore {
  public var isHigherBetter: Bool { true }

  public func check(_ site: MetricSite) throws(MetricError) {
    try site.requireRowsOrClassNumbers()
  }

  public func states(for output: Output) -> [MetricState] {
    let shape: Shape = average == .micro ? [] : [output.shape[-1]]
    return ["true_positives", "false_positives", "false_negatives"].map { MetricState($0, shape) }
  }

  public func update(_ batch: inout MetricBatch) throws(GraphError) {
    let graph = batch.graph
    let prediction = try batch.prediction()
    let width = prediction.shape[-1]
    let target = try batch.targetRows()
    let isPredicted: Output
    if let threshold = threshold ?? (width == 1 ? 0.5 : nil) {
      isPredicted = try graph.greater(prediction, graph.constant(threshold, prediction.dtype))
    } else {
      // Zeros are not predicted, even where they are the greatest.
      let isGreatest = try graph.greaterEqual(
        prediction, graph.max(prediction, axes: [-1], keepDims: true))
      let isSomething = try graph.greater(
        graph.abs(prediction), graph.constant(1e-9, prediction.dtype))
      isPredicted = try graph.logicalAnd(isGreatest, isSomething)
    }
    let predicted = try graph.cast(isPredicted, to: target.dtype)
    let axes: [Int]? = average == .micro ? nil : Array(0..<(target.shape.rank - 1))
    let counts = try [predicted * target, predicted * (1 - target), (1 - predicted) * target]
    for (state, var values) in counts.enumerated() {
      if let weights = try batch.weights(for: values) { values = try values * weights }
      try batch.add(graph.sum(values, axes: axes), to: state)
    }
  }

  public func result(_ states: [[Double]]) -> Double {
    let epsilon = kerasEpsilon
    var (scores, sizes): ([Double], [Double]) = ([], [])
    for place in states[0].indices {
      let (hits, wrong, missed) = (states[0][place], states[1][place], states[2][place])
      let precision = hits / (hits + wrong + epsilon)
      let recall = hits / (hits + missed + epsilon)
      let squared = beta * beta
      scores.append(
        precision * recall / (squared * precision + recall + epsilon) * (1 + squared))
      sizes.append(hits + missed)
    }
    if average == .weighted {
      let all = sizes.reduce(0, +) + epsilon
      return zip(scores, sizes).map { $0 * ($1 / all) }.reduce(0, +)
    }
    return scores.reduce(0, +) / Double(scores.count)
  }
}

extension FieldVisitor {
  fileprivate mutating func score(_ average: inout ScoreAverage, _ threshold: inout Double?) {
    optional("average", &average, "how the scores of several outputs become one number")
    optional(
      "threshold", &threshold, in: Limits<Double>.positiveProbability.orNone,
      "probability above which an output is predicted; if left out, the greatest of several is")
  }
}

extension Limits where Value == Double {
  /// Above 0, at most 1.
  fileprivate static var positiveProbability: Limits {
    .above(0, to: 1)
  }
}
