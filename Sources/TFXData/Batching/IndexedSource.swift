import TFXCore

/// Samples that can be taken in any order, some of them several times.
protocol IndexedSource: BatchSource {
  /// The targets of all samples; nil if there are none.
  var targets: Tensor? { get }

  /// The samples of a batch, or what is wanted of it.
  ///
  /// - Parameter count: The number of samples of the whole batch.
  func batch(_ samples: ArraySlice<Int>, of count: Int) -> Batch
}

extension IndexedSource {
  /// Goes through the samples of a plan once.
  func pass(_ plan: BatchPlan, _ share: BatchShare) -> any BatchPass {
    PlannedPass(self, plan, share)
  }
}

/// One pass through samples in the order of a plan.
private final class PlannedPass<Source: IndexedSource>: BatchPass {
  private let source: Source
  private let plan: BatchPlan
  private let share: BatchShare
  private var step = 0

  init(_ source: Source, _ plan: BatchPlan, _ share: BatchShare) {
    self.source = source
    self.plan = plan
    self.share = share
  }

  var stepCount: Int { plan.stepCount }

  func next() -> Batch? {
    if step == plan.stepCount { return nil }
    defer { step += 1 }
    let rows = plan.rows(at: step)
    let own = share.isWhole ? rows : rows.places(share.places(step, rows.count))
    return source.batch(own, of: rows.count)
  }
}
