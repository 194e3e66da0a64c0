/// Which batches each epoch has: those of one pass through the data, or, with `steps_per_epoch`, so many
/// of them from where the epoch before ended. As in Keras, an epoch ends where a pass ends, even if it
/// has fewer steps then.
package struct EpochSteps {
  /// The batches of a pass.
  package let batches: Int
  private let limit: Int

  package init(samples: Int, _ options: FitOptions) {
    batches = (samples + options.batchSize - 1) / options.batchSize
    limit = max(1, min(options.stepsPerEpoch ?? batches, batches))
  }

  private var epochsPerPass: Int { (batches + limit - 1) / limit }

  /// The pass of an epoch; both are counted from 0.
  func pass(of epoch: Int) -> Int { epoch / epochsPerPass }

  /// The batches of its pass that are before an epoch.
  func first(of epoch: Int) -> Int { epoch % epochsPerPass * limit }

  /// The batches of an epoch.
  package func count(of epoch: Int) -> Int { min(limit, batches - first(of: epoch)) }

  /// The steps of some epochs.
  package func total(_ epochs: Range<Int>) -> Int {
    before(epochs.upperBound) - before(epochs.lowerBound)
  }

  private func before(_ epoch: Int) -> Int { pass(of: epoch) * batches + first(of: epoch) }
}
