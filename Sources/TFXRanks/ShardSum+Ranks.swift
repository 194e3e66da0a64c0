// How the sums of the ranks become one, the same on all of them. Both ways move 2·(N − 1)/N of the
// bytes in and out of each rank, which is the least possible (Thakur, Rabenseifner and Gropp,
// "Optimization of collective communication operations in MPICH", 2005), and both add in the order of
// the tree, so that their bits are the same.
extension ShardSum {
  private typealias Floats = UnsafeMutableBufferPointer<Float>

  /// For 2ⁿ ranks of which each has one node: neighbours add up a half each, then pairs of neighbours a
  /// quarter, and so on; then the parts go back the same way. The doubles go along whole.
  func halveAndDouble(
    _ communicator: any Communicator, _ scale: (UnsafeMutableBufferPointer<Double>) -> Float
  ) throws(RankError) {
    let (rank, size) = (communicator.rank, communicator.size)
    makeScratch(1, floats: (floats.count + 1) / 2)
    // What this rank adds up, and the parts that it has left to others on the way.
    var own = 0..<floats.count
    var halves: [(partner: Int, theirs: Range<Int>)] = []
    var distance = 1
    while distance < size {
      let partner = rank ^ distance
      let middle = own.lowerBound + own.count / 2
      let isLower = rank < partner
      let lower = own.lowerBound..<middle
      let upper = middle..<own.upperBound
      let (mine, theirs) = isLower ? (lower, upper) : (upper, lower)
      let received = Floats(rebasing: scratch[0][0..<mine.count])
      try communicator.receive(UnsafeMutableRawBufferPointer(extraScratch[0]), from: partner)
      try communicator.receive(UnsafeMutableRawBufferPointer(received), from: partner)
      try communicator.send(UnsafeRawBufferPointer(extras), to: partner)
      try communicator.send(UnsafeRawBufferPointer(slice(theirs)), to: partner)
      try communicator.wait()
      let (left, right) = isLower ? (slice(mine), received) : (received, slice(mine))
      let (leftExtras, rightExtras) =
        isLower ? (extras, extraScratch[0]) : (extraScratch[0], extras)
      ShardSum.add(leftExtras, rightExtras, to: extras)
      distance *= 2
      if distance < size {
        ShardSum.add(left, right, to: slice(mine))
      } else {
        ShardSum.add(left, right, to: slice(mine), times: scale(extras))
      }
      halves.append((partner, theirs))
      own = mine
    }
    for (partner, theirs) in halves.reversed() {
      try communicator.receive(UnsafeMutableRawBufferPointer(slice(theirs)), from: partner)
      try communicator.send(UnsafeRawBufferPointer(slice(own)), to: partner)
      try communicator.wait()
      own = min(own.lowerBound, theirs.lowerBound)..<max(own.upperBound, theirs.upperBound)
    }
  }

  /// For any number of ranks: each adds up its part of what it gets from all others, then gives it to
  /// them.
  func exchangeAll(
    _ communicator: any Communicator, _ own: [Partial],
    _ scale: (UnsafeMutableBufferPointer<Double>) -> Float
  ) throws(RankError) {
    let (rank, size) = (communicator.rank, communicator.size)
    let nodes = (0..<size).map { tree.nodes(of: tree.shards(ofRank: $0, of: size)) }
    precondition(own.map(\.node) == nodes[rank], "shards \(shards) in parts of others (our bug)")
    let count = nodes.map(\.count).reduce(0, +) - own.count
    makeScratch(count, floats: (floats.count + size - 1) / size)
    let mine = part(of: rank, size)
    var values: [Int: (node: ShardTree.Node, value: Partial)] = [:]
    for partial in own {
      values[partial.node.first] = (
        partial.node,
        Partial(
          node: partial.node, floats: Floats(rebasing: partial.floats[mine]),
          extras: partial.extras)
      )
    }
    var place = 0
    for distance in 1..<size {
      let (to, from) = ((rank + distance) % size, (rank - distance + size) % size)
      for node in nodes[from] {
        let received = Partial(
          node: node, floats: Floats(rebasing: scratch[place][0..<mine.count]),
          extras: extraScratch[place])
        try communicator.receive(UnsafeMutableRawBufferPointer(received.extras), from: from)
        try communicator.receive(UnsafeMutableRawBufferPointer(received.floats), from: from)
        values[node.first] = (node, received)
        place += 1
      }
      let theirs = part(of: to, size)
      for partial in own {
        try communicator.send(UnsafeRawBufferPointer(partial.extras), to: to)
        try communicator.send(
          UnsafeRawBufferPointer(Floats(rebasing: partial.floats[theirs])), to: to)
      }
      try communicator.wait()
    }
    let sum = tree.sum(values) { $0.add($1) }
    if sum.extras.baseAddress != extras.baseAddress { _ = extras.update(from: sum.extras) }
    let result = slice(mine)
    if result.baseAddress != sum.floats.baseAddress { _ = result.update(from: sum.floats) }
    ShardSum.multiply(result, by: scale(extras))
    for distance in 1..<size {
      let (to, from) = ((rank + distance) % size, (rank - distance + size) % size)
      try communicator.receive(
        UnsafeMutableRawBufferPointer(slice(part(of: from, size))), from: from)
      try communicator.send(UnsafeRawBufferPointer(result), to: to)
      try communicator.wait()
    }
  }

  private func slice(_ range: Range<Int>) -> Floats { Floats(rebasing: floats[range]) }
}
