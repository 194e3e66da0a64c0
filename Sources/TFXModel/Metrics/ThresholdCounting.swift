import TFXCore
import TFXGraph
import TFXOps

/// How much is predicted rightly and wrongly at each of several thresholds.
public struct ConfusionCounts: Sendable {
  /// What is 1 and predicted, at each threshold.
  public var truePositives: [Double] = []
  /// What is 0 and predicted.
  public var falsePositives: [Double] = []
  /// What is 0 and not predicted.
  public var trueNegatives: [Double] = []
  /// What is 1 and not predicted.
  public var falseNegatives: [Double] = []

  /// The part of what is predicted that is 1.
  var precision: [Double] { ConfusionCounts.part(truePositives, falsePositives) }
  /// The part of what is 1 that is predicted.
  var recall: [Double] { ConfusionCounts.part(truePositives, falseNegatives) }
  /// The part of what is 0 that is not predicted.
  var specificity: [Double] { ConfusionCounts.part(trueNegatives, falsePositives) }
  /// The part of what is 0 that is predicted.
  var fallout: [Double] { ConfusionCounts.part(falsePositives, trueNegatives) }

  private static func part(_ these: [Double], _ others: [Double]) -> [Double] {
    zip(these, others).map { ratio($0, $0 + $1) }
  }
}

/// `a / b`, 0 where b is 0.
func ratio(_ a: Double, _ b: Double) -> Double { b == 0 ? 0 : a / b }

/// What metrics of thresholds share: a count of predictions between any two neighbours of them.
///
/// What has a probability above a threshold is predicted. The states are how much of what is 1, and
/// how much of what is 0, has exactly k thresholds below its probability, k from 0 to their number:
/// one sweep over the predictions, however many thresholds there are.
struct ThresholdCounting {
  /// From low to high.
  var thresholds: [Double]
  /// Whether they are 0, 1 / n, … 1, up to a little at both ends.
  var areEven = false
  /// The output that it is about; all of them if nil.
  var classID: Int?
  /// If not nil, only as many of a sample's greatest outputs can be predicted.
  var topK: Int?
  /// Whether each output is counted by itself.
  var isByLabel = false
  /// How much each output counts; 1 if nil.
  var labelWeights: [Double]?
  /// Whether outputs are logits, although the loss does not say so.
  var fromLogits = false

  /// `count` thresholds from 0 to 1.
  static func even(_ count: Int) -> ThresholdCounting {
    if count == 1 { return ThresholdCounting(thresholds: [0.5]) }
    return ThresholdCounting(
      thresholds: (0..<count).map { Double($0) / Double(count - 1) }, areEven: true)
  }

  private var buckets: Int { thresholds.count + 1 }

  func check(_ site: MetricSite) throws(MetricError) {
    try site.requireRowsOrClassNumbers()
    let width = site.output.shape[-1]
    if let classID, classID >= width {
      throw MetricError(
        expected: "a class_id below \(width), the outputs", found: "it is \(classID)",
        help: "outputs are counted from 0")
    }
    if let topK, topK > width {
      throw MetricError(
        expected: "a top_k of at most \(width), the outputs", found: "it is \(topK)",
        help: "give it less")
    }
    if let labelWeights, labelWeights.count != width {
      throw MetricError(
        expected: "label_weights for \(width) outputs", found: "there are \(labelWeights.count)",
        help: "give one for each output")
    }
  }

  func states(for output: Output) -> [MetricState] {
    let count = buckets * (isByLabel ? output.shape[-1] : 1)
    return [MetricState("positives", [count]), MetricState("negatives", [count])]
  }

  func update(_ batch: inout MetricBatch) throws(GraphError) {
    let graph = batch.graph
    var prediction = fromLogits ? try graph.sigmoid(batch.output) : try batch.prediction()
    if let topK { prediction = try greatest(topK, of: prediction) }
    prediction = try column(prediction)
    let target = try column(try batch.targetRows())
    let dtype = prediction.dtype
    let isTrue = try graph.cast(graph.notEqual(target, graph.zerosLike(target)), to: dtype)

    var ones = try graph.onesLike(isTrue)
    if let weights = try batch.weights(for: isTrue) { ones = weights }
    if let labelWeights {
      ones = try ones * graph.constant(Tensor(labelWeights).converted(to: dtype))
    }
    let positives = try isTrue * ones
    var places = try graph.cast(try below(prediction), to: .int32)
    var count = buckets
    if isByLabel {
      let labels = prediction.shape[-1]
      count *= labels
      let offsets = (0..<labels).map { Int32($0 * buckets) }
      places = try places + graph.constant(Tensor(offsets))
    }
    try batch.add(graph.unsortedSegmentSum(positives, places, numSegments: count), to: 0)
    try batch.add(graph.unsortedSegmentSum(ones - positives, places, numSegments: count), to: 1)
  }

  /// The counts of each output that is counted by itself, or of all together.
  func counts(_ states: [[Double]]) -> [ConfusionCounts] {
    stride(from: 0, to: states[0].count, by: buckets).map { start in
      let (positives, negatives) =
        (states[0][start..<start + buckets], states[1][start..<start + buckets])
      return ConfusionCounts(
        truePositives: ThresholdCounting.sums(positives.dropFirst().reversed()).reversed(),
        falsePositives: ThresholdCounting.sums(negatives.dropFirst().reversed()).reversed(),
        trueNegatives: ThresholdCounting.sums(negatives.dropLast()),
        falseNegatives: ThresholdCounting.sums(positives.dropLast()))
    }
  }

  /// The sums of all elements up to each one.
  private static func sums(_ values: some Sequence<Double>) -> [Double] {
    var sum = 0.0
    return values.map {
      sum += $0
      return sum
    }
  }

  /// How many thresholds lie below each probability.
  private func below(_ prediction: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    if areEven {
      let last = Double(thresholds.count - 1)
      let place = try graph.ceil(graph.clipByValue(prediction, min: 0, max: 1) * last)
      // A first threshold below 0 is below every probability.
      if thresholds[0] == 0 { return place }
      return try graph.maximum(place, graph.onesLike(place))
    }
    var below: Output?
    for threshold in thresholds {
      let isAbove = try graph.greater(prediction, graph.constant(threshold, prediction.dtype))
      let one = try graph.cast(isAbove, to: prediction.dtype)
      if let others = below { below = try others + one } else { below = one }
    }
    guard let below else { preconditionFailure("a metric without thresholds") }
    return below
  }

  /// The predictions with what is not among the k greatest of a sample below every threshold.
  private func greatest(_ k: Int, of prediction: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let places = try graph.topK(prediction, k: k).indices
    let isAmong = try graph.sum(
      graph.oneHot(places, depth: prediction.shape[-1], dtype: prediction.dtype), axes: [-2])
    return try prediction * isAmong + (1 - isAmong) * ThresholdCounting.belowAll
  }

  /// Keras's threshold where every one of the k greatest outputs is predicted is this too.
  static let belowAll = -1e10

  /// The column of the class that it is about.
  private func column(_ rows: Output) throws(GraphError) -> Output {
    guard let classID else { return rows }
    let rank = rows.shape.rank
    return try rows.graph.slice(
      rows, begin: [Int](repeating: 0, count: rank - 1) + [classID],
      size: [Int](repeating: -1, count: rank - 1) + [1])
  }
}

/// A metric of what is predicted rightly and wrongly at thresholds.
protocol ThresholdMetric: Metric {
  /// What is counted.
  var counting: ThresholdCounting { get }

  /// The metric, given the counts of all outputs together.
  func result(_ counts: ConfusionCounts) -> Double
}

extension ThresholdMetric {
  public func check(_ site: MetricSite) throws(MetricError) { try counting.check(site) }

  public func states(for output: Output) -> [MetricState] { counting.states(for: output) }

  public func update(_ batch: inout MetricBatch) throws(GraphError) {
    try counting.update(&batch)
  }

  public func result(_ states: [[Double]]) -> Double { result(counting.counts(states)[0]) }
}
