import TFXRanks
import Testing

/// What shards have computed is added up to the same bits on all ranks, however many there are.
@Suite struct ShardSumTests {
  /// What a shard has computed: numbers of very different sizes, so that the order of a sum shows.
  private static func leaf(_ shard: Int, _ index: Int) -> Float {
    let mixed = UInt32(truncatingIfNeeded: (shard + 1) &* 2_654_435_761 &+ index &* 40_503)
    return (Float(mixed % 2001) - 1000)
      * Float(sign: .plus, exponent: Int(mixed >> 20) % 24 - 12, significand: 1)
  }

  /// The bits of the sum on each rank, floats first.
  private func sums(
    shards: Int, ranks: Int, count: Int, extras: Int = 2, scale: Float = 1
  ) throws -> [[UInt64]] {
    try LocalRanks.run(ranks) { communicator in
      let floats = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
      defer { floats.deallocate() }
      let sum = ShardSum(
        shards: shards, ranks == 1 ? nil : communicator, floats: floats, extraCount: extras)
      var results: [UInt64] = []
      // Twice: memory is used again.
      for round in 0..<2 {
        for shard in sum.shards {
          for index in 0..<count {
            floats.initializeElement(at: index, to: ShardSumTests.leaf(shard + round, index))
          }
          for index in 0..<extras {
            sum.extras[index] = Double(ShardSumTests.leaf(shard + round, index + 7)) / 3
          }
          sum.take(shard)
        }
        try sum.finish { _ in scale }
        results += floats.map { UInt64($0.bitPattern) } + sum.extras.map(\.bitPattern)
      }
      return results
    }
  }

  /// The same by the definition, without any ranks.
  private func reference(shards: Int, _ index: Int, _ scale: Float) -> UInt64 {
    func sum(_ level: Int, _ node: Int) -> Float {
      if level == 0 { return ShardSumTests.leaf(node, index) }
      let left = sum(level - 1, 2 * node)
      let right = 2 * node + 1
      return right << (level - 1) < shards ? left + sum(level - 1, right) : left
    }
    var level = 0
    while 1 << level < shards { level += 1 }
    return UInt64((sum(level, 0) * scale).bitPattern)
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 12, 16])
  func bitsDoNotDependOnRanks(shards: Int) throws {
    let one = try sums(shards: shards, ranks: 1, count: 37, scale: 0.3)[0]
    for index in 0..<37 { #expect(one[index] == reference(shards: shards, index, 0.3)) }
    for ranks in 2...8 where shards % ranks == 0 {
      let all = try sums(shards: shards, ranks: ranks, count: 37, scale: 0.3)
      for own in all { #expect(own == one, "\(ranks) ranks") }
    }
  }

  @Test(arguments: [0, 1, 2, 3, 7, 64, 1000])
  func anyNumberOfElementsIsDivided(count: Int) throws {
    for ranks in [1, 2, 3, 4, 6, 8] {
      let all = try sums(shards: 24, ranks: ranks, count: count, extras: count % 3)
      #expect(Set(all).count == 1)
      #expect(all[0] == (try sums(shards: 24, ranks: 1, count: count, extras: count % 3)[0]))
    }
  }

  @Test(arguments: [2, 3, 4, 6])
  func oneNaNReachesEveryRank(ranks: Int) throws {
    let sums = try LocalRanks.run(ranks) { communicator in
      let floats = UnsafeMutableBufferPointer<Float>.allocate(capacity: 5)
      defer { floats.deallocate() }
      floats.initialize(repeating: 1)
      if communicator.rank == 1 { floats[3] = .nan }
      let sum = ShardSum(shards: ranks, communicator, floats: floats, extraCount: 1)
      sum.extras[0] = communicator.rank == 1 ? .infinity : 0
      sum.take(communicator.rank)
      try sum.finish { $0[0].isFinite ? 1 : 2 }
      return floats.map { $0 } + [Float(sum.extras[0])]
    }
    for own in sums {
      #expect(own[3].isNaN)
      #expect(own[0] == Float(2 * ranks))
      #expect(own[5] == .infinity)
    }
  }

  @Test func nodesAreAsFewAsTheTreeAllows() {
    let tree = ShardTree(count: 6)
    #expect(tree.nodes(of: 0..<6).map { tree.shards(of: $0) } == [0..<6])
    #expect(tree.nodes(of: 0..<3).map { tree.shards(of: $0) } == [0..<2, 2..<3])
    #expect(tree.nodes(of: 3..<6).map { tree.shards(of: $0) } == [3..<4, 4..<6])
    #expect(ShardTree(count: 1).nodes(of: 0..<1).count == 1)
    #expect(ShardTree(count: 8).shards(ofRank: 3, of: 4) == 6..<8)
  }
}
