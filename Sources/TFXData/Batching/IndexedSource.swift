import TFXCore

/// Samples that can be taken in any order, some of them several times.
protocol IndexedSource: BatchSource {
  /// The targets of all samples; nil if there are none.
  var targets: Tensor? { get }

  /// The batch that some samples are.
  func batch(_ samples: ArraySlice<Int>) -> Batch
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
    let own = source.batch(rows.places(share.places(step, rows.count)))
    return Batch(samples: own.samples, rows: own.rows, first: own.first, count: rows.count)
  }
}
