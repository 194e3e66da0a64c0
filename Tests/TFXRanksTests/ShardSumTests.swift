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
  ///
  /// - Parameters:
  ///   - ranksPerHost: How many ranks can read each other's memory; none if nil.
  ///   - ends: Where parts of the floats end that are added up as soon as they are there.
  private func sums(
    shards: Int, ranks: Int, count: Int, extras: Int = 2, scale: Float = 1,
    ranksPerHost: Int? = nil, ends: [Int] = []
  ) throws -> [[UInt64]] {
    try LocalRanks.run(ranks, ranksPerHost: ranksPerHost) { communicator in
      let memory = SharedMemory(byteCount: count * 4)
      let floats = UnsafeMutableBufferPointer(
        rebasing: memory.bytes.bindMemory(to: Float.self)[0..<count])
      let sum = try ShardSum(
        shards: shards, ranks == 1 ? nil : communicator, floats: floats,
        in: ranksPerHost == nil ? nil : memory, readyAt: ends, bucket: 6, extraCount: extras)
      if ends.count > 1, let ranksPerHost, ranks > 1 {
        #expect((sum.listener == nil) == (ranksPerHost >= ranks))
      }
      var results: [UInt64] = []
      // Twice: memory is used again.
      for round in 0..<2 {
        for shard in sum.shards {
          // A step in two adds up early.
          if round == 1, shard == sum.shards.last { sum.begin(shard, scale: scale) }
          var first = 0
          for (part, end) in (ends.isEmpty ? [count] : ends).enumerated() {
            for index in first..<end {
              floats.initializeElement(at: index, to: ShardSumTests.leaf(shard + round, index))
            }
            sum.listener?(part)
            first = end
          }
          for index in 0..<extras {
            sum.extras[index] = Double(ShardSumTests.leaf(shard + round, index + 7)) / 3
          }
          try sum.take(shard)
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

  /// Ranks that read each other's memory, that send, and that do both; all at the end, or the parts that
  /// are there first while the rest is computed.
  @Test(arguments: [1, 2, 4, 8])
  func bitsDoNotDependOnHosts(ranksPerHost: Int) throws {
    for (shards, ranks) in [(8, 8), (16, 8), (8, 4), (8, 2), (6, 3), (6, 6), (12, 4)] {
      let one = try sums(shards: shards, ranks: 1, count: 37, scale: 0.3)[0]
      for ends in [[], [3, 10, 16, 17, 30, 33, 37]] {
        let all = try sums(
          shards: shards, ranks: ranks, count: 37, scale: 0.3, ranksPerHost: ranksPerHost,
          ends: ends)
        for own in all { #expect(own == one, "\(shards) shards, \(ranks) ranks") }
      }
    }
  }

  @Test(arguments: [2, 3, 4, 6])
  func oneNaNReachesEveryRank(ranks: Int) throws {
    let sums = try LocalRanks.run(ranks) { communicator in
      let floats = UnsafeMutableBufferPointer<Float>.allocate(capacity: 5)
      defer { floats.deallocate() }
      floats.initialize(repeating: 1)
      if communicator.rank == 1 { floats[3] = .nan }
      let sum = try ShardSum(shards: ranks, communicator, floats: floats, extraCount: 1)
      sum.extras[0] = communicator.rank == 1 ? .infinity : 0
      try sum.take(communicator.rank)
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
