/// Adds up what all shards of a batch have computed, on all ranks, to the same bits on each: many
/// floats, such as gradients, and few doubles beside them, such as losses.
///
/// Each rank has consecutive shards. It computes one after the other into the same memory and calls
/// ``take(_:)`` for each, then ``finish(_:)``. Where messages go over a network, it may say before the
/// last one which floats become ready first (``begin(_:scale:)``): they are sent while the rest is
/// computed.
package final class ShardSum {
  /// The shards of this rank.
  package let shards: Range<Int>
  /// The doubles: to be set before each ``take(_:)``, and the sums after ``finish(_:)``.
  package var extras: UnsafeMutableBufferPointer<Double>

  let tree: ShardTree
  let communicator: (any Communicator)?
  /// The floats of the shard that was computed last, then those of the sum.
  package let floats: UnsafeMutableBufferPointer<Float>
  /// The same floats of other ranks, where they can be read.
  let others: FloatsOfOthers?
  /// The parts of the floats that are added up one after the other, if that is done while the rest is
  /// computed.
  let buckets: [Range<Int>]
  /// Adds up those that are there already.
  let early: EarlySums?
  /// How many buckets of this step have been added up.
  var bucketsDone = 0
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
  ///   - memory: That which the floats lie in, if other ranks of the host may read them there. All ranks
  ///     have them at the same place of it.
  ///   - ends: Where the parts of the floats end that become ready one after the other; of which the
  ///     last is the end of all.
  ///   - bucket: The fewest floats that are worth a message of their own: 1 MB unless told otherwise.
  ///   - extraCount: How many doubles there are.
  package init(
    shards: Int, _ communicator: (any Communicator)?, floats: UnsafeMutableBufferPointer<Float>,
    in memory: SharedMemory? = nil, readyAt ends: [Int] = [], bucket: Int = 1 << 18,
    extraCount: Int
  ) throws(RankError) {
    tree = ShardTree(count: shards)
    self.communicator = communicator
    self.shards = tree.shards(ofRank: communicator?.rank ?? 0, of: communicator?.size ?? 1)
    self.floats = floats
    var others: FloatsOfOthers?
    var buckets: [Range<Int>] = []
    if let communicator, communicator.size > 1, let memory {
      others = try FloatsOfOthers(floats, memory, communicator)
      // On one host a thread that sends would take the processor from those that compute.
      if let others, !others.areNear, others.haveThreads {
        buckets = EarlySums.buckets(ends, ofAtLeast: bucket)
      }
    }
    self.others = others
    self.buckets = buckets.count > 1 ? buckets : [0..<floats.count]
    early = self.buckets.count > 1 ? EarlySums(ends: ends, self.buckets) : nil
    extras = .allocate(capacity: extraCount)
    extras.initialize(repeating: 0)
  }

  deinit {
    early?.end()
    extras.deallocate()
    for partial in pending + free {
      partial.floats.deallocate()
      partial.extras.deallocate()
    }
    for buffer in scratch { buffer.deallocate() }
    for buffer in extraScratch { buffer.deallocate() }
  }

  /// The node that a shard completes, and the sums before it that become one with it, in order.
  private func neighbours(of shard: Int) -> (node: ShardTree.Node, left: [Partial]) {
    var node = ShardTree.Node(level: 0, index: shard)
    var left: [Partial] = []
    var waiting = pending
    func merge() {
      while let last = waiting.last, last.node.level == node.level,
        node.index == last.node.index + 1, node.index % 2 == 1
      {
        node = .init(level: node.level + 1, index: node.index / 2)
        left.append(waiting.removeLast())
      }
    }
    merge()
    if shard + 1 == tree.count {
      // Nobody stands to the right of the last one any more.
      while let last = waiting.last, last.node.level > node.level {
        node = .init(level: node.level + 1, index: node.index / 2)
        merge()
      }
    }
    return (node, left)
  }

  /// Counts in what the shard of a number has computed: the next one of ``shards``.
  package func take(_ shard: Int) throws(RankError) {
    // From here on the processor has nothing to do but to send.
    communicator?.isPatient = false
    try early?.wait()
    let (node, left) = neighbours(of: shard)
    let rest = buckets.count > bucketsDone ? buckets[bucketsDone].lowerBound : floats.count
    for partial in left {
      ShardSum.add(slice(partial.floats, rest..<floats.count), slice(rest..<floats.count))
      ShardSum.add(partial.extras, extras, to: extras)
    }
    pending.removeLast(left.count)
    free += left
    if shard + 1 < shards.upperBound {
      var kept =
        free.popLast()
        ?? Partial(
          node: node, floats: .allocate(capacity: floats.count),
          extras: .allocate(capacity: extras.count))
      kept.node = node
      _ = kept.floats.update(from: floats)
      _ = kept.extras.update(from: extras)
      pending.append(kept)
    } else {
      current = Partial(node: node, floats: floats, extras: extras)
    }
  }

  /// Adds up the sums of all ranks.
  ///
  /// - Parameter scale: What the sums of the floats are multiplied by, given those of the doubles.
  package func finish(
    _ scale: (UnsafeMutableBufferPointer<Double>) -> Float
  ) throws(RankError) {
    guard let last = current else { preconditionFailure("a sum without shards") }
    current = nil
    let isBegun = bucketsDone > 0
    defer {
      free += pending
      pending = []
      bucketsDone = 0
    }
    guard let communicator, communicator.size > 1 else {
      precondition(pending.isEmpty, "shards \(shards) left in \(pending.count + 1) parts")
      ShardSum.multiply(floats, by: scale(extras))
      return
    }
    let rest = isBegun ? buckets[bucketsDone] : 0..<floats.count
    try exchange(rest, pending + [last], communicator, withExtras: true) { [self] in scale(extras) }
  }

  // MARK: While the rest is computed

  /// Says before the last shard is computed that its floats will be ready one part after the other, in
  /// each step of all ranks or in none.
  ///
  /// - Parameter scale: What the sums will be multiplied by.
  package func begin(_ shard: Int, scale: Float) {
    guard let early, let communicator else { return }
    precondition(shard + 1 == shards.upperBound, "shard \(shard) is not the last of \(shards)")
    let (node, left) = neighbours(of: shard)
    let own =
      pending.dropLast(left.count) + [Partial(node: node, floats: floats, extras: extras)]
    communicator.isPatient = true
    early.begin { [unowned(unsafe) self] (bucket) throws(RankError) in
      let range = buckets[bucket]
      for partial in left { ShardSum.add(slice(partial.floats, range), slice(range)) }
      try exchange(range, Array(own), communicator, withExtras: false) { scale }
      bucketsDone = bucket + 1
    }
  }

  /// To be told while the last shard is computed that a part of the floats is ready, by its place among
  /// those that ``init`` was told of; nil if nothing is done with them before the end.
  package var listener: (@Sendable (_ part: Int) -> Void)? {
    guard let early else { return nil }
    return { early.ready($0) }
  }

  /// Adds up a range of the floats of all ranks, given this one's sums.
  private func exchange(
    _ range: Range<Int>, _ own: [Partial], _ communicator: any Communicator, withExtras: Bool,
    _ scale: () -> Float
  ) throws(RankError) {
    let size = communicator.size
    // Each rank's shards are one node, and so are those of any two, four, … neighbours.
    if own.count == 1, size & (size - 1) == 0, shards.count & (shards.count - 1) == 0 {
      try halveAndDouble(range, communicator, withExtras: withExtras, scale)
    } else {
      var own = own
      own[own.count - 1].node = tree.nodes(of: shards).last!
      try exchangeAll(range, communicator, own, withExtras: withExtras, scale)
    }
  }

  /// Memory for messages: so many floats and the doubles.
  func makeScratch(_ count: Int, floats floatCount: Int) {
    if let first = scratch.first, first.count < floatCount {
      for buffer in scratch { buffer.deallocate() }
      for buffer in extraScratch { buffer.deallocate() }
      (scratch, extraScratch) = ([], [])
    }
    while scratch.count < count {
      scratch.append(.allocate(capacity: max(floatCount, scratch.first?.count ?? 0)))
      extraScratch.append(.allocate(capacity: extras.count))
    }
  }

  func slice(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Float> { slice(floats, range) }

  func slice(
    _ floats: UnsafeMutableBufferPointer<Float>, _ range: Range<Int>
  ) -> UnsafeMutableBufferPointer<Float> { .init(rebasing: floats[range]) }

  // MARK: Loops

  /// right = left + right, element by element.
  static func add(
    _ left: UnsafeMutableBufferPointer<Float>, _ right: UnsafeMutableBufferPointer<Float>
  ) { add(left, right, to: right) }

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
    _ left: UnsafeBufferPointer<Float>, _ right: UnsafeBufferPointer<Float>,
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
