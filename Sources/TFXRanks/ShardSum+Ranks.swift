import CMPI

// How the sums of the ranks become one, the same on all of them. Both ways move 2·(N − 1)/N of the
// bytes in and out of each rank, which is the least possible (Thakur, Rabenseifner and Gropp,
// "Optimization of collective communication operations in MPICH", 2005), and both add in the order of
// the tree, so that their bits are the same.
extension ShardSum {
  private typealias Floats = UnsafeMutableBufferPointer<Float>

  /// For 2ⁿ ranks of which each has one node: neighbours add up a half each, then pairs of neighbours a
  /// quarter, and so on; then the parts go back the same way. The doubles go along whole.
  ///
  /// Between ranks of one host nothing is sent but the doubles: each reads what the other has, after a
  /// message that it is there. It may be written over after the next message between the two.
  func halveAndDouble(
    _ range: Range<Int>, _ communicator: any Communicator, withExtras: Bool, _ scale: () -> Float
  ) throws(RankError) {
    let (rank, size) = (communicator.rank, communicator.size)
    makeScratch(1, floats: (floats.count + 1) / 2)
    let extras = withExtras ? self.extras : .init(start: nil, count: 0)
    let extraScratch = withExtras ? extraScratch[0] : .init(start: nil, count: 0)
    // What this rank adds up, and the parts that it has left to others on the way.
    var own = range
    var halves: [(partner: Int, theirs: Range<Int>)] = []
    var distance = 1
    while distance < size {
      let partner = rank ^ distance
      let middle = own.lowerBound + own.count / 2
      let isLower = rank < partner
      let lower = own.lowerBound..<middle
      let upper = middle..<own.upperBound
      let (mine, theirs) = isLower ? (lower, upper) : (upper, lower)
      let near = others?[partner]
      let received = near == nil ? Floats(rebasing: scratch[0][0..<mine.count]) : nil
      if withExtras || near != nil {
        try communicator.receive(UnsafeMutableRawBufferPointer(extraScratch), from: partner)
      }
      if let received {
        try communicator.receive(UnsafeMutableRawBufferPointer(received), from: partner)
      }
      if withExtras || near != nil {
        try communicator.send(UnsafeRawBufferPointer(extras), to: partner)
      }
      if received != nil {
        try communicator.send(UnsafeRawBufferPointer(slice(theirs)), to: partner)
      }
      try communicator.wait()
      let (leftExtras, rightExtras) = isLower ? (extras, extraScratch) : (extraScratch, extras)
      ShardSum.add(leftExtras, rightExtras, to: extras)
      distance *= 2
      let other = near.map { .init(rebasing: $0[mine]) } ?? UnsafeBufferPointer(received!)
      let this = UnsafeBufferPointer(slice(mine))
      let (left, right) = isLower ? (this, other) : (other, this)
      ShardSum.add(left, right, to: slice(mine), times: distance < size ? 1 : scale())
      halves.append((partner, theirs))
      own = mine
    }
    for (partner, theirs) in halves.reversed() {
      if let near = others?[partner] {
        try communicator.meet(partner)
        if let source = near.baseAddress, let target = floats.baseAddress {
          tfx_memory_copy(target + theirs.lowerBound, source + theirs.lowerBound, theirs.count)
        }
        try communicator.meet(partner)
      } else {
        try communicator.receive(UnsafeMutableRawBufferPointer(slice(theirs)), from: partner)
        try communicator.send(UnsafeRawBufferPointer(slice(own)), to: partner)
        try communicator.wait()
      }
      own = min(own.lowerBound, theirs.lowerBound)..<max(own.upperBound, theirs.upperBound)
    }
  }

  /// For any number of ranks: each adds up its part of what it gets from all others, then gives it to
  /// them.
  func exchangeAll(
    _ range: Range<Int>, _ communicator: any Communicator, _ own: [Partial], withExtras: Bool,
    _ scale: () -> Float
  ) throws(RankError) {
    let (rank, size) = (communicator.rank, communicator.size)
    let nodes = (0..<size).map { tree.nodes(of: tree.shards(ofRank: $0, of: size)) }
    precondition(own.map(\.node) == nodes[rank], "shards \(shards) in parts of others (our bug)")
    let none = UnsafeMutableBufferPointer<Double>(start: nil, count: 0)
    let count = nodes.map(\.count).reduce(0, +) - own.count
    makeScratch(count, floats: (floats.count + size - 1) / size)
    func part(of rank: Int) -> Range<Int> {
      range.lowerBound + range.count * rank / size..<range.lowerBound + range.count * (rank + 1)
        / size
    }
    let mine = part(of: rank)
    var values: [Int: (node: ShardTree.Node, value: Partial)] = [:]
    for partial in own {
      values[partial.node.first] = (
        partial.node,
        Partial(
          node: partial.node, floats: slice(partial.floats, mine),
          extras: withExtras ? partial.extras : none)
      )
    }
    var place = 0
    for distance in 1..<size {
      let (to, from) = ((rank + distance) % size, (rank - distance + size) % size)
      for node in nodes[from] {
        let received = Partial(
          node: node, floats: Floats(rebasing: scratch[place][0..<mine.count]),
          extras: withExtras ? extraScratch[place] : none)
        if withExtras {
          try communicator.receive(UnsafeMutableRawBufferPointer(received.extras), from: from)
        }
        try communicator.receive(UnsafeMutableRawBufferPointer(received.floats), from: from)
        values[node.first] = (node, received)
        place += 1
      }
      let theirs = part(of: to)
      for partial in own {
        if withExtras { try communicator.send(UnsafeRawBufferPointer(partial.extras), to: to) }
        try communicator.send(UnsafeRawBufferPointer(slice(partial.floats, theirs)), to: to)
      }
      try communicator.wait()
    }
    let sum = tree.sum(values) { $0.add($1) }
    if withExtras, sum.extras.baseAddress != extras.baseAddress {
      _ = extras.update(from: sum.extras)
    }
    let result = slice(mine)
    if result.baseAddress != sum.floats.baseAddress { _ = result.update(from: sum.floats) }
    ShardSum.multiply(result, by: scale())
    for distance in 1..<size {
      let (to, from) = ((rank + distance) % size, (rank - distance + size) % size)
      try communicator.receive(
        UnsafeMutableRawBufferPointer(slice(part(of: from))), from: from)
      try communicator.send(UnsafeRawBufferPointer(result), to: to)
      try communicator.wait()
    }
  }
}
