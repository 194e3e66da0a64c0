public import TFXCore
import TFXGraph
import TFXOps

/// What metrics of a confusion matrix share: how much of each class is predicted as each class.
struct ConfusionMatrix {
  /// The number of classes.
  let classes: Int
  /// How much of class `row` is predicted as class `column`, row by row.
  let counts: [Double]

  init(_ counts: [Double]) {
    self.counts = counts
    classes = Int(Double(counts.count).squareRoot().rounded())
  }

  subscript(row: Int, column: Int) -> Double { counts[row * classes + column] }

  /// How much of each class there is.
  var actual: [Double] {
    (0..<classes).map { row in (0..<classes).map { self[row, $0] }.reduce(0, +) }
  }

  /// How much is predicted as each class.
  var predicted: [Double] {
    (0..<classes).map { column in (0..<classes).map { self[$0, column] }.reduce(0, +) }
  }

  /// What is predicted rightly, by class.
  var diagonal: [Double] { (0..<classes).map { self[$0, $0] } }

  /// All that is counted.
  var total: Double { counts.reduce(0, +) }
}

extension MetricBatch {
  /// Counts a batch into a confusion matrix, the only state.
  ///
  /// - Parameters:
  ///   - wanted: Class numbers, `[batch, d…]`.
  ///   - predicted: Class numbers of the same shape.
  ///   - classes: The number of classes; what is not below it does not count.
  ///   - ignored: A wanted class that does not count.
  mutating func count(
    _ wanted: Output, _ predicted: Output, classes: Int, ignored: Int? = nil
  ) throws(GraphError) {
    let wanted = try graph.cast(wanted, to: .int32)
    let predicted = try graph.cast(predicted, to: .int32)
    let zeros = try graph.zerosLike(wanted)
    let limit = try graph.constant(Double(classes), .int32)
    var counts = try graph.logicalAnd(
      graph.logicalAnd(graph.greaterEqual(wanted, zeros), graph.less(wanted, limit)),
      graph.logicalAnd(graph.greaterEqual(predicted, zeros), graph.less(predicted, limit)))
    if let ignored {
      counts = try graph.logicalAnd(
        counts, graph.notEqual(wanted, graph.constant(Double(ignored), .int32)))
    }
    var ones = try graph.cast(counts, to: output.dtype)
    if let weights = try weights(for: ones) { ones = try ones * weights }
    let place = try graph.select(counts, wanted * limit + predicted, zeros)
    try add(graph.unsortedSegmentSum(ones, place, numSegments: classes * classes), to: 0)
  }

  /// The class numbers of targets and predictions: the greatest of several outputs, or whether a
  /// single one is above a threshold.
  func classNumbers() throws(GraphError) -> (wanted: Output, predicted: Output) {
    if output.shape[-1] == 1 {
      let prediction = try prediction()
      let half = try graph.constant(0.5, prediction.dtype)
      return (
        try graph.cast(graph.notEqual(target, graph.zerosLike(target)), to: .int32),
        try graph.cast(graph.greater(prediction, half), to: .int32)
      )
    }
    let wanted = loss.target == .classIndices ? target : try graph.argMax(target, axis: -1)
    return (wanted, try graph.argMax(output, axis: -1))
  }
}

/// A metric of the agreement of the predicted classes with the targets.
protocol AgreementMetric: Metric {
  /// The metric, given how much of each class is predicted as each class.
  func result(_ matrix: ConfusionMatrix) -> Double
}

extension AgreementMetric {
  public var isHigherBetter: Bool { true }

  public func check(_ site: MetricSite) throws(MetricError) {
    try site.requireRowsOrClassNumbers()
  }

  public func states(for output: Output) -> [MetricState] {
    let classes = max(2, output.shape[-1])
    return [MetricState("confusion_matrix", [classes * classes])]
  }

  public func update(_ batch: inout MetricBatch) throws(GraphError) {
    let (wanted, predicted) = try batch.classNumbers()
    try batch.count(wanted, predicted, classes: max(2, batch.output.shape[-1]))
  }

  public func result(_ states: [[Double]]) -> Double { result(ConfusionMatrix(states[0])) }
}

/// Cohen's κ = 1 − Σ w · observed / Σ w · expected: how much more often prediction and target agree
/// than if they were independent; 1 at best, 0 for chance. Cohen, 1960 and 1968.
///
/// As TensorFlow Addons' CohenKappa.
public struct CohenKappa: AgreementMetric {
  public static let kind = "CohenKappa"

  /// How disagreement of classes i and j counts.
  public enum Weightage: String, Choice {
    /// All the same.
    case none
    /// As |i − j|.
    case linear
    /// As (i − j)².
    case quadratic
  }

  public var weightage = Weightage.none

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "weightage", &weightage, "how disagreement counts by the distance of the class numbers")
  }

  func result(_ matrix: ConfusionMatrix) -> Double {
    let (actual, predicted, total) = (matrix.actual, matrix.predicted, matrix.total)
    var (observed, expected) = (0.0, 0.0)
    for row in 0..<matrix.classes {
      for column in 0..<matrix.classes {
        let distance = Double(abs(row - column))
        let weight =
          switch weightage {
          case .none: row == column ? 0.0 : 1
          case .linear: distance
          case .quadratic: distance * distance
          }
        observed += weight * matrix[row, column]
        expected += weight * ratio(actual[row] * predicted[column], total)
      }
    }
    return expected == 0 ? 0 : 1 - observed / expected
  }
}

/// Matthews' correlation of the predicted classes with the targets: 1 at best, 0 for chance.
/// (c · s − Σ pₖ tₖ) / √((s² − Σ pₖ²) (s² − Σ tₖ²)) with c predicted rightly of s, pₖ predicted as class k
/// and tₖ of class k; 0 where a root is 0. Matthews, 1975; Gorodkin, 2004.
///
/// As TensorFlow Addons' MatthewsCorrelationCoefficient.
public struct MatthewsCorrelation: AgreementMetric {
  public static let kind = "MatthewsCorrelation"
  public static let aliases = ["matthews_correlation", "mcc"]

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {}

  func result(_ matrix: ConfusionMatrix) -> Double {
    let (actual, predicted, total) = (matrix.actual, matrix.predicted, matrix.total)
    func products(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).map { $0 * $1 }.reduce(0, +)
    }
    let right = matrix.diagonal.reduce(0, +) * total - products(actual, predicted)
    let spread =
      (total * total - products(predicted, predicted)) * (total * total - products(actual, actual))
    return ratio(right, spread.squareRoot())
  }
}
