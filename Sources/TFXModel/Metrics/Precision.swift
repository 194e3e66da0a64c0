import TFXCore

/// The part of what is predicted that is so: true positives / (true + false positives); 0 if nothing
/// is predicted. What has a probability above the threshold is predicted.
///
/// As [Keras's Precision](https://keras.io/api/metrics/classification_metrics/#precision-class).
public struct Precision: PredictionMetric {
  public static let kind = "Precision"

  public var thresholds: ThresholdField?
  public var topK: Int?
  public var classID: Int?

  public init() {}

  func result(_ counts: ConfusionCounts) -> Double { counts.precision[0] }
}

/// The part of what is so that is predicted: true positives / (true positives + false negatives); 0 if
/// nothing is so. What has a probability above the threshold is predicted.
///
/// As [Keras's Recall](https://keras.io/api/metrics/classification_metrics/#recall-class).
public struct Recall: PredictionMetric {
  public static let kind = "Recall"

  public var thresholds: ThresholdField?
  public var topK: Int?
  public var classID: Int?

  public init() {}

  func result(_ counts: ConfusionCounts) -> Double { counts.recall[0] }
}

/// What precision and recall share.
protocol PredictionMetric: ThresholdMetric {
  /// The probability above which something is predicted; nil for ½, or for all of the k greatest.
  var thresholds: ThresholdField? { get set }
  /// How many of a sample's greatest outputs can be predicted; all if nil.
  var topK: Int? { get set }
  /// The output that it is about; all of them if nil.
  var classID: Int? { get set }
}

extension PredictionMetric {
  public var isHigherBetter: Bool { true }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.threshold(&thresholds)
    f.optional(
      "top_k", &topK, in: Limits.atLeast(1).orNone,
      "how many of a sample's greatest outputs can be predicted; all if left out")
    f.classID(&classID)
  }

  var counting: ThresholdCounting {
    let threshold = thresholds?.value ?? (topK == nil ? 0.5 : ThresholdCounting.belowAll)
    return ThresholdCounting(thresholds: [threshold], classID: classID, topK: topK)
  }
}

/// How much is predicted and so.
///
/// As [Keras's TruePositives](https://keras.io/api/metrics/classification_metrics/).
public struct TruePositives: CountMetric {
  public static let kind = "TruePositives"

  public let isHigherBetter = true
  public var thresholds: ThresholdField?

  public init() {}

  func result(_ counts: ConfusionCounts) -> Double { counts.truePositives[0] }
}

/// How much is neither predicted nor so.
///
/// As [Keras's TrueNegatives](https://keras.io/api/metrics/classification_metrics/).
public struct TrueNegatives: CountMetric {
  public static let kind = "TrueNegatives"

  public let isHigherBetter = true
  public var thresholds: ThresholdField?

  public init() {}

  func result(_ counts: ConfusionCounts) -> Double { counts.trueNegatives[0] }
}

/// How much is predicted, but not so.
///
/// As [Keras's FalsePositives](https://keras.io/api/metrics/classification_metrics/).
public struct FalsePositives: CountMetric {
  public static let kind = "FalsePositives"

  public let isHigherBetter = false
  public var thresholds: ThresholdField?

  public init() {}

  func result(_ counts: ConfusionCounts) -> Double { counts.falsePositives[0] }
}

/// How much is so, but not predicted.
///
/// As [Keras's FalseNegatives](https://keras.io/api/metrics/classification_metrics/).
public struct FalseNegatives: CountMetric {
  public static let kind = "FalseNegatives"

  public let isHigherBetter = false
  public var thresholds: ThresholdField?

  public init() {}

  func result(_ counts: ConfusionCounts) -> Double { counts.falseNegatives[0] }
}

/// What the four counts share.
protocol CountMetric: ThresholdMetric {
  /// The probability above which something is predicted; ½ if nil.
  var thresholds: ThresholdField? { get set }
}

extension CountMetric {
  public mutating func fields(_ f: inout some FieldVisitor) { f.threshold(&thresholds) }

  var counting: ThresholdCounting {
    ThresholdCounting(thresholds: [thresholds?.value ?? 0.5])
  }
}
