import TFXCore
import TFXData
import TFXRanks
import TFXRuntime

/// The part of a batch that a shard has.
struct ShardPart {
  /// The samples.
  let rows: ArraySlice<Int>
  /// The place of the first one in the batch.
  let place: Int
  /// How much of the batch they are.
  let share: Double

  /// Nil for a part without samples.
  init?(_ shard: Int, of shardCount: Int, in batch: Batch, from first: Int) {
    let places = ShardPart.places(of: shard, of: shardCount, in: batch.count)
    if places.isEmpty { return nil }
    rows = batch.rows.places(places.lowerBound - first..<places.upperBound - first)
    place = places.lowerBound
    share = Double(places.count) / Double(batch.count)
  }

  /// The places in a batch of so many samples that a shard has.
  static func places(of shard: Int, of shardCount: Int, in count: Int) -> Range<Int> {
    count * shard / shardCount..<count * (shard + 1) / shardCount
  }
}

/// Shards that add up something on their way, such as the sums of which a synchronized
/// `BatchNormalization` makes the mean of the whole batch. Each of this rank's has a plan of its own; all
/// run up to their next pause, then the sums of all shards are made, and all go on with them.
struct SynchronizedShards {
  private let shards: Range<Int>
  private let shardCount: Int
  private let communicator: (any Communicator)?
  /// What computes each of this rank's shards.
  private var runners: [BatchRunner]
  /// The runs of this step; nil for shards without samples.
  private var runs: [Callable?]
  /// What adds up at each pause.
  private var sums: [ShardSum] = []

  /// - Parameters:
  ///   - shards: This rank's.
  ///   - runner: What computes a shard.
  init(
    _ shards: Range<Int>, of shardCount: Int, _ communicator: (any Communicator)?,
    _ runner: BatchRunner
  ) {
    self.shards = shards
    self.shardCount = shardCount
    self.communicator = communicator
    runners = shards.map { _ in runner }
    runs = shards.map { _ in nil }
  }

  /// Computes the shards of a step up to their last pause.
  ///
  /// - Parameter parts: Those of this rank's shards.
  mutating func begin(_ parts: [ShardPart?], of samples: Dataset) throws {
    for (index, part) in parts.enumerated() {
      runs[index] = try part.map {
        try runners[index].fill($0.rows, of: samples, place: $0.place, share: $0.share)
      }
    }
    if sums.isEmpty { sums = try makeSums(samples) }
    for (pause, sum) in sums.enumerated() {
      for (shard, run) in zip(shards, runs) {
        try run?.run(stage: pause)
        if let values = run?.pause(pause) {
          for (index, value) in values.enumerated() { sum.extras[index] = Double(value) }
        } else {
          sum.extras.update(repeating: 0)
        }
        try sum.take(shard)
      }
      try sum.finish { _ in 1 }
      for run in runs {
        guard let values = run?.pause(pause) else { continue }
        for index in values.indices { values[index] = Float(sum.extras[index]) }
      }
    }
  }

  /// Computes the rest of one of the shards that have samples.
  func end(_ shard: Int) throws -> Callable {
    let run = runs[shard - shards.lowerBound]!
    try run.run(stage: sums.count)
    return run
  }

  /// What adds up, of as many numbers as the graph says, which a rank must know whose first shards have no
  /// samples.
  private mutating func makeSums(_ samples: Dataset) throws -> [ShardSum] {
    let run =
      try runs.compactMap { $0 }.first
      ?? runners[0].callable(for: 1, targets: samples.targets?.shape)
    return try (0..<run.pauseCount).map { pause in
      try ShardSum(
        shards: shardCount, communicator, floats: .init(start: nil, count: 0),
        extraCount: run.pause(pause).count)
    }
  }
}
