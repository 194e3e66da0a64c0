public import TFXCore
public import TFXGraph
import TFXOps

/// The mean over some classes of intersection over union: true positives / (true positives + false
/// positives + false negatives). Classes of which there are neither targets nor predictions are left
/// out.
///
/// As [Keras's IoU](https://keras.io/api/metrics/segmentation_metrics/#iou-class). Samples count by
/// their weights, which Keras cuts to whole numbers.
public struct IoU: OverlapMetric {
  public static let kind = "IoU"
  public static let aliases = ["io_u", "iou"]

  public var form = OverlapForm()
  /// The classes that it is the mean of.
  public var targetClassIDs = [0]

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.classCount(&form)
    f.targetClasses(&targetClassIDs, isRequired: true)
    f.overlap(&form, hasSparseTargets: true)
  }
}

/// The mean of the intersection over union of 0 and of 1, where what has a probability of at least the
/// threshold is 1.
///
/// As [Keras's BinaryIoU](https://keras.io/api/metrics/segmentation_metrics/#binaryiou-class).
public struct BinaryIoU: OverlapMetric {
  public static let kind = "BinaryIoU"
  public static let aliases = ["binary_io_u", "binary_iou"]

  public var form = OverlapForm(classCount: 2)
  /// The classes that it is the mean of.
  public var targetClassIDs = [0, 1]
  /// The probability from which 1 is predicted.
  public var threshold = 0.5

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.targetClasses(&targetClassIDs, isRequired: false)
    f.optional(
      "threshold", &threshold, in: .from(0, to: 1), "probability from which 1 is predicted")
  }

  public func check(_ site: MetricSite) throws(MetricError) { try site.requireRows() }

  public func update(_ batch: inout MetricBatch) throws(GraphError) {
    let prediction = try batch.prediction()
    let limit = try batch.graph.constant(threshold, prediction.dtype)
    try batch.count(
      batch.target, batch.graph.greaterEqual(prediction, limit), classes: form.classCount)
  }
}

/// The mean of the intersection over union of all classes.
///
/// As [Keras's MeanIoU](https://keras.io/api/metrics/segmentation_metrics/#meaniou-class).
public struct MeanIoU: OverlapMetric {
  public static let kind = "MeanIoU"
  public static let aliases = ["mean_io_u", "mean_iou"]

  public var form = OverlapForm()

  public var targetClassIDs: [Int] { Array(0..<form.classCount) }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.classCount(&form)
    f.overlap(&form, hasSparseTargets: true)
  }
}

/// The mean over some classes of intersection over union, for targets that are one-hot rows.
///
/// As [Keras's OneHotIoU](https://keras.io/api/metrics/segmentation_metrics/#onehotiou-class).
public struct OneHotIoU: OverlapMetric {
  public static let kind = "OneHotIoU"
  public static let aliases = ["one_hot_io_u", "one_hot_iou"]

  public var form = OverlapForm(isOneHot: true)
  /// The classes that it is the mean of.
  public var targetClassIDs = [0]

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.classCount(&form)
    f.targetClasses(&targetClassIDs, isRequired: true)
    f.overlap(&form, hasSparseTargets: false)
  }
}

/// The mean of the intersection over union of all classes, for targets that are one-hot rows.
///
/// As [Keras's OneHotMeanIoU](https://keras.io/api/metrics/segmentation_metrics/).
public struct OneHotMeanIoU: OverlapMetric {
  public static let kind = "OneHotMeanIoU"
  public static let aliases = ["one_hot_mean_io_u", "one_hot_mean_iou"]

  public var form = OverlapForm(isOneHot: true)

  public var targetClassIDs: [Int] { Array(0..<form.classCount) }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.classCount(&form)
    f.overlap(&form, hasSparseTargets: false)
  }
}

/// What targets and predictions of an overlap metric look like.
public struct OverlapForm: Sendable {
  /// The number of classes.
  public var classCount = 2
  /// A class of targets that does not count.
  public var ignoreClass: Int?
  /// Whether targets are class numbers, not rows with 1 in the place of the class.
  public var hasSparseTargets = true
  /// Whether predictions are class numbers, not a number for each class.
  public var hasSparsePredictions = true
  /// The axis of the classes.
  public var axis = -1

  init(classCount: Int = 2, isOneHot: Bool = false) {
    self.classCount = classCount
    hasSparseTargets = !isOneHot
    hasSparsePredictions = !isOneHot
  }
}

/// What the metrics of overlap share.
protocol OverlapMetric: Metric {
  /// What targets and predictions look like.
  var form: OverlapForm { get set }
  /// The classes that it is the mean of.
  var targetClassIDs: [Int] { get }
}

extension OverlapMetric {
  public var isHigherBetter: Bool { true }

  public func problems() -> [FieldProblem] {
    guard let wrong = targetClassIDs.first(where: { $0 >= form.classCount }) else { return [] }
    return [
      FieldProblem(
        "target_class_ids", "class \(wrong) is not among \(form.classCount) classes",
        help: "they are counted from 0")
    ]
  }

  public func check(_ site: MetricSite) throws(MetricError) {
    try site.requireRowsOrClassNumbers()
    try site.requireAxis(form.axis)
    if site.hasClassNumbers || site.loss.target == .oneHotClasses {
      // The outputs have an axis of classes then.
      if form.hasSparsePredictions {
        throw MetricError(
          expected: "predicted class numbers (sparse_y_pred: true)",
          found: "the last layer has an output for each class", help: "give sparse_y_pred: false")
      }
      if form.hasSparseTargets != site.hasClassNumbers {
        throw MetricError(
          expected: "targets that are \(site.hasClassNumbers ? "one-hot rows" : "class numbers")",
          found: "those of \(site.loss.kind) are not",
          help: site.hasClassNumbers
            ? "use IoU or MeanIoU, with sparse_y_pred: false" : "use OneHotIoU or OneHotMeanIoU")
      }
    } else if form.hasSparseTargets != form.hasSparsePredictions {
      throw MetricError(
        expected: "targets and predictions of one kind",
        found: "sparse_y_true is \(form.hasSparseTargets) and sparse_y_pred is not",
        help: "give both")
    }
  }

  public func states(for output: Output) -> [MetricState] {
    [MetricState("total_confusion_matrix", [form.classCount * form.classCount])]
  }

  public func update(_ batch: inout MetricBatch) throws(GraphError) {
    let graph = batch.graph
    try batch.count(
      form.hasSparseTargets ? batch.target : graph.argMax(batch.target, axis: form.axis),
      form.hasSparsePredictions ? batch.output : graph.argMax(batch.output, axis: form.axis),
      classes: form.classCount, ignored: form.ignoreClass)
  }

  public func result(_ states: [[Double]]) -> Double {
    let matrix = ConfusionMatrix(states[0])
    let (actual, predicted, hits) = (matrix.actual, matrix.predicted, matrix.diagonal)
    var (sum, count) = (0.0, 0.0)
    for place in targetClassIDs {
      let union = actual[place] + predicted[place] - hits[place]
      if union <= 1e-9 { continue }
      sum += hits[place] / (union + kerasEpsilon)
      count += 1
    }
    return sum / (count + kerasEpsilon)
  }
}

extension FieldVisitor {
  fileprivate mutating func classCount(_ form: inout OverlapForm) {
    required("num_classes", &form.classCount, in: .from(1, to: 10_000), "number of classes")
  }

  fileprivate mutating func targetClasses(_ classes: inout [Int], isRequired: Bool) {
    let limits = Limits<[Int]>("classes from 0, at least one") {
      !$0.isEmpty && $0.allSatisfy { $0 >= 0 }
    }
    let text = "the classes that it is the mean of"
    if isRequired {
      required("target_class_ids", &classes, in: limits, text)
    } else {
      optional("target_class_ids", &classes, in: limits, text)
    }
  }

  /// The fields of a form; targets of one-hot metrics are rows.
  fileprivate mutating func overlap(_ form: inout OverlapForm, hasSparseTargets: Bool) {
    optional("ignore_class", &form.ignoreClass, "a class of targets that does not count")
    if hasSparseTargets {
      optional(
        "sparse_y_true", &form.hasSparseTargets,
        "whether targets are class numbers, not rows with 1 in the place of the class")
    }
    optional(
      "sparse_y_pred", &form.hasSparsePredictions,
      "whether predictions are class numbers, not a number for each class")
    optional("axis", &form.axis, in: .outputAxis, "the axis of the classes")
  }
}
