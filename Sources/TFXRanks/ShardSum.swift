/// Adds up what all shards of a batch have computed, on all ranks, to the same bits on each: many
/// floats, such as gradients, and few doubles beside them, such as losses.
///
/// Each rank has consecutive shards. It computes one after the other into the same memory and calls
/// ``take(_:)`` for each, then ``finish(_:)``.
package final class ShardSum {
  /// The shards of this rank.
  package let shards: Range<Int>
  /// The doubles: to be set before each ``take(_:)``, and the sums after ``finish(_:)``.
  package var extras: UnsafeMutableBufferPointer<Double>

  let tree: ShardTree
  let communicator: (any Communicator)?
  /// The floats of the shard that was computed last, then those of the sum.
  package let floats: UnsafeMutableBufferPointer<Float>
  /// Sums of shards before that one, which wait for their right neighbours.
  var pending: [Partial] = []
  var current: Partial?
  private var free: [Partial] = []
  /// Where messages come in.
  var scratch: [UnsafeMutableBufferPointer<Float>] = []
  var extraScratch: [UnsafeMutableBufferPointer<Double>] = []

  /// The sum of a node's shards.
  struct Partial {
    var node: ShardTree.Node
    let floats: UnsafeMutableBufferPointer<Float>
    let extras: UnsafeMutableBufferPointer<Double>

    /// Adds the sum of the right neighbour.
    func add(_ right: Partial) {
      ShardSum.add(floats, right.floats, to: floats)
      ShardSum.add(extras, right.extras, to: extras)
    }
  }

  /// - Parameters:
  ///   - communicator: The ranks; nil for one alone.
  ///   - floats: The memory of the floats, for as long as the sum is used.
  ///   - extraCount: How many doubles there are.
  package init(
    shards: Int, _ communicator: (any Communicator)?, floats: UnsafeMutableBufferPointer<Float>,
    extraCount: Int
  ) {
    tree = ShardTree(count: shards)
    self.communicator = communicator
    self.shards = tree.shards(ofRank: communicator?.rank ?? 0, of: communicator?.size ?? 1)
    self.floats = floats
    extras = .allocate(capacity: extraCount)
    extras.initialize(repeating: 0)
  }

  deinit {
    extras.deallocate()
    for partial in pending + free {
      partial.floats.deallocate()
      partial.extras.deallocate()
    }
    for buffer in scratch { buffer.deallocate() }
    for buffer in extraScratch { buffer.deallocate() }
  }

  /// Counts in what the shard of a number has computed: the next one of ``shards``.
  package func take(_ shard: Int) {
    var sum = Partial(node: .init(level: 0, index: shard), floats: floats, extras: extras)
    func mergePending() {
      while let left = pending.last, left.node.level == sum.node.level,
        sum.node.index == left.node.index + 1, sum.node.index % 2 == 1
      {
        ShardSum.add(left.floats, floats, to: floats)
        ShardSum.add(left.extras, extras, to: extras)
        sum.node = .init(level: left.node.level + 1, index: left.node.index / 2)
        free.append(pending.removeLast())
      }
    }
    mergePending()
    if shard + 1 == tree.count {
      // Nobody stands to the right of the last one any more.
      while let left = pending.last, left.node.level > sum.node.level {
        sum.node = .init(level: sum.node.level + 1, index: sum.node.index / 2)
        mergePending()
      }
    }
    if shard + 1 < shards.upperBound {
      var kept =
        free.popLast()
        ?? Partial(
          node: sum.node, floats: .allocate(capacity: floats.count),
          extras: .allocate(capacity: extras.count))
      kept.node = sum.node
      _ = kept.floats.update(from: floats)
      _ = kept.extras.update(from: extras)
      pending.append(kept)
    } else {
      current = sum
    }
  }

  /// Adds up the sums of all ranks.
  ///
  /// - Parameter scale: What the sums of the floats are multiplied by, given those of the doubles.
  package func finish(
    _ scale: (UnsafeMutableBufferPointer<Double>) -> Float
  ) throws(RankError) {
    guard var last = current else { preconditionFailure("a sum without shards") }
    current = nil
    defer {
      free += pending
      pending = []
    }
    let size = communicator?.size ?? 1
    guard let communicator, size > 1 else {
      precondition(pending.isEmpty, "shards \(shards) left in \(pending.count + 1) parts")
      ShardSum.multiply(floats, by: scale(extras))
      return
    }
    last.node = tree.nodes(of: shards).last!
    // Each rank's shards are one node, and so are those of any two, four, … neighbours.
    if pending.isEmpty, size & (size - 1) == 0, shards.count & (shards.count - 1) == 0 {
      try halveAndDouble(communicator, scale)
    } else {
      try exchangeAll(communicator, pending + [last], scale)
    }
  }

  /// The floats of a rank's part, one of `size` equal ones.
  func part(of rank: Int, _ size: Int) -> Range<Int> {
    floats.count * rank / size..<floats.count * (rank + 1) / size
  }

  /// Memory for messages: so many floats and the doubles.
  func makeScratch(_ count: Int, floats floatCount: Int) {
    while scratch.count < count {
      scratch.append(.allocate(capacity: floatCount))
      extraScratch.append(.allocate(capacity: extras.count))
    }
  }

  // MARK: Loops

  /// sum = left + right, element by element; it may be one of them.
  static func add<T: FloatingPoint>(
    _ left: UnsafeMutableBufferPointer<T>, _ right: UnsafeMutableBufferPointer<T>,
    to sum: UnsafeMutableBufferPointer<T>
  ) {
    guard let left = left.baseAddress, let right = right.baseAddress, let to = sum.baseAddress
    else { return }
    for index in 0..<sum.count { to[index] = left[index] + right[index] }
  }

  /// sum = (left + right) · scale, element by element; it may be one of them.
  static func add(
    _ left: UnsafeMutableBufferPointer<Float>, _ right: UnsafeMutableBufferPointer<Float>,
    to sum: UnsafeMutableBufferPointer<Float>, times scale: Float
  ) {
    guard let left = left.baseAddress, let right = right.baseAddress, let to = sum.baseAddress
    else { return }
    for index in 0..<sum.count { to[index] = (left[index] + right[index]) * scale }
  }

  /// Multiplies each element.
  package static func multiply(_ floats: UnsafeMutableBufferPointer<Float>, by scale: Float) {
    guard scale != 1, let base = floats.baseAddress else { return }
    for index in 0..<floats.count { base[index] *= scale }
  }
}
