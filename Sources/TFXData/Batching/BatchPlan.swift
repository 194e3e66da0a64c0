import TFXCore

/// Which rows each step of an epoch takes. The last batch is smaller if the rows don't fill it.
package struct BatchPlan: Sendable {
  /// The rows in the order in which the epoch takes them.
  package let order: [Int]
  /// Rows per batch.
  package let batchSize: Int

  /// The plan of one epoch, counted from 0. Shuffled, the order depends on seed and epoch alone;
  /// else it is the order of the data.
  package init(count: Int, batchSize: Int, shuffle: Bool, seed: UInt64 = 0, epoch: Int = 0) {
    precondition(
      count >= 0 && batchSize > 0 && epoch >= 0,
      "batches of \(batchSize) from \(count) rows in epoch \(epoch)")
    // Of whatever size, a batch has no more than all rows; sums of sizes then cannot overflow.
    self.batchSize = min(batchSize, max(count, 1))
    order =
      shuffle
      ? Philox(seed: seed, .shuffle, step: UInt32(truncatingIfNeeded: epoch)).permutation(of: count)
      : Array(0..<count)
  }

  /// A plan of rows in an order, in which some may stand several times.
  init(order: [Int], batchSize: Int) {
    precondition(batchSize > 0, "batches of \(batchSize)")
    self.batchSize = min(batchSize, max(order.count, 1))
    self.order = order
  }

  /// The number of batches.
  package var stepCount: Int { (order.count + batchSize - 1) / batchSize }

  /// The rows of the batch at a step, counted from 0.
  package func rows(at step: Int) -> ArraySlice<Int> {
    precondition(step >= 0 && step < stepCount, "batch \(step) of \(stepCount)")
    let start = step * batchSize
    return order[start..<min(start + batchSize, order.count)]
  }
}
