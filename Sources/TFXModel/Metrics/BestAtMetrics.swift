import TFXCore

// The best of one measure among the thresholds where another is good enough.

/// The greatest precision among the thresholds at which recall is at least as given.
///
/// As [Keras's PrecisionAtRecall](https://keras.io/api/metrics/classification_metrics/).
public struct PrecisionAtRecall: BestAtMetric {
  public static let kind = "PrecisionAtRecall"
  static let required = "recall"

  public var least = 0.5
  public var thresholdCount = 200
  public var classID: Int?

  public init() {}

  func best(_ counts: ConfusionCounts) -> (of: [Double], where: [Double]) {
    (counts.precision, counts.recall)
  }
}

/// The greatest recall among the thresholds at which precision is at least as given.
///
/// As [Keras's RecallAtPrecision](https://keras.io/api/metrics/classification_metrics/).
public struct RecallAtPrecision: BestAtMetric {
  public static let kind = "RecallAtPrecision"
  static let required = "precision"

  public var least = 0.5
  public var thresholdCount = 200
  public var classID: Int?

  public init() {}

  func best(_ counts: ConfusionCounts) -> (of: [Double], where: [Double]) {
    (counts.recall, counts.precision)
  }
}

/// The greatest sensitivity, which is the recall of what is 1, among the thresholds at which
/// specificity, which is the recall of what is 0, is at least as given.
///
/// As [Keras's SensitivityAtSpecificity](https://keras.io/api/metrics/classification_metrics/).
public struct SensitivityAtSpecificity: BestAtMetric {
  public static let kind = "SensitivityAtSpecificity"
  static let required = "specificity"

  public var least = 0.5
  public var thresholdCount = 200
  public var classID: Int?

  public init() {}

  func best(_ counts: ConfusionCounts) -> (of: [Double], where: [Double]) {
    (counts.recall, counts.specificity)
  }
}

/// The greatest specificity among the thresholds at which sensitivity is at least as given.
///
/// As [Keras's SpecificityAtSensitivity](https://keras.io/api/metrics/classification_metrics/).
public struct SpecificityAtSensitivity: BestAtMetric {
  public static let kind = "SpecificityAtSensitivity"
  static let required = "sensitivity"

  public var least = 0.5
  public var thresholdCount = 200
  public var classID: Int?

  public init() {}

  func best(_ counts: ConfusionCounts) -> (of: [Double], where: [Double]) {
    (counts.specificity, counts.recall)
  }
}

/// What they share.
protocol BestAtMetric: ThresholdMetric {
  /// The field of what must be good enough.
  static var required: String { get }
  /// How good that must be.
  var least: Double { get set }
  /// How many thresholds are tried.
  var thresholdCount: Int { get set }
  /// The output that it is about; all of them if nil.
  var classID: Int? { get set }

  /// What is to be great, and what must be good enough, at each threshold.
  func best(_ counts: ConfusionCounts) -> (of: [Double], where: [Double])
}

extension BestAtMetric {
  public var isHigherBetter: Bool { true }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(Self.required, &least, in: .from(0, to: 1), "what \(Self.required) must be at least")
    f.thresholdCount(&thresholdCount, atLeast: 1)
    f.classID(&classID)
  }

  var counting: ThresholdCounting {
    var counting = ThresholdCounting.even(thresholdCount)
    counting.classID = classID
    return counting
  }

  func result(_ counts: ConfusionCounts) -> Double {
    let best = best(counts)
    return zip(best.of, best.where).map { $1 >= least ? $0 : 0 }.max() ?? 0
  }
}
