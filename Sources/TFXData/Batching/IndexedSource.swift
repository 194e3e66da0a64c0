import TFXCore

/// Samples in memory, which can be gone through in any order.
protocol IndexedSource: BatchSource {
  /// The targets of all samples.
  var targets: Tensor? { get }

  /// Goes through the samples of a plan.
  func pass(_ plan: BatchPlan) -> any BatchPass
}
