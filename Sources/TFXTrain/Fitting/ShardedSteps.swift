import TFXCore
import TFXData
import TFXGraph
import TFXModel
import TFXRanks
import TFXRuntime

/// Steps on batches that are cut into shards by place, on one rank or several. The gradients of each
/// shard are computed by themselves and added up in a fixed order, so that the bytes of the result are
/// the same for any number of ranks that divides the shards.
///
/// With the gradients go, as doubles, the loss, what the metrics have counted, what layers remember of
/// the batch, and whether somebody wants to stop: a step takes one exchange.
struct ShardedSteps: StepTaker {
  private let model: Sequential
  private let shardCount: Int
  private let communicator: (any Communicator)?
  private let training: ModelGraph.Training
  private let shards: ModelGraph.Shards

  /// Computes the gradients of a shard.
  private var computing: BatchRunner
  /// Computes those of shards that add up something on their way.
  private var together: SynchronizedShards?
  private let updating: Callable
  private let accumulating: Callable?
  private var measuring: Measuring
  private let sum: ShardSum
  /// The memory of the variables that layers change in a step, with what they held before it.
  private let states: [UnsafeMutableBufferPointer<Float>]
  private var before: [[Float]] = []

  private var wish = StopWish()
  private var agreed = StopWish()
  /// What was measured in the epoch, and in the last step.
  private var totals: [Double]
  private var last: [Double]

  /// The places of the doubles: by what the loss is divided, the loss times that, samples, who wants to
  /// stop, and for time; behind them what is measured, and then the states of layers.
  private enum Extra {
    static let divisor = 0
    static let loss = 1
    static let samples = 2
    static let stops = 3
    static let isForTime = 4
    static let measured = 5
  }

  /// - Parameters:
  ///   - shardCount: A multiple of the number of ranks.
  ///   - communicator: The ranks; nil for one alone.
  init(
    _ model: Sequential, _ training: ModelGraph.Training, shards shardCount: Int,
    _ communicator: (any Communicator)?
  ) throws {
    guard let shards = training.shards else { preconditionFailure("a graph without shards") }
    self.model = model
    self.shardCount = shardCount
    self.communicator = communicator
    self.training = training
    self.shards = shards
    let session = try model.session
    let measures = training.trainMeasures
    computing = BatchRunner(
      session, fetches: [measures.loss] + [measures.divisor].compactMap { $0 },
      targets: measures.metricUpdates + [shards.gradientStep], input: try model.graph.input,
      target: training.target, weights: training.sampleWeights, place: shards.place,
      share: shards.share)
    updating = try session.prepare([], targets: [training.trainStep])
    accumulating = try training.accumulationStep.map { try session.prepare([], targets: [$0]) }
    measuring = try Measuring(training, in: session)
    states = try shards.states.map { try session.elements(of: $0, as: Float.self) }
    totals = [Double](repeating: 0, count: measuring.sumCount)
    last = totals
    let gradients = try ShardedSteps.gradients(shards, session)
    let sum = try ShardSum(
      shards: shardCount, communicator, floats: gradients.all, in: model.gradientMemory,
      readyAt: gradients.ends,
      extraCount: Extra.measured + totals.count + states.map(\.count).reduce(0, +))
    self.sum = sum
    if shards.isSynchronized {
      together = SynchronizedShards(sum.shards, of: shardCount, communicator, computing)
    }
    shards.listen(sum.listener)
  }

  /// The memory of all gradients, which lie one behind the other, and where each ends in it.
  private static func gradients(
    _ shards: ModelGraph.Shards, _ session: Session
  ) throws -> (all: UnsafeMutableBufferPointer<Float>, ends: [Int]) {
    var all = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)
    var ends: [Int] = []
    for variable in shards.gradients {
      precondition(variable.spec.dtype == .float32, "gradients of \(variable.spec)")
      let own = try session.elements(of: variable, as: Float.self)
      defer { ends.append(all.count) }
      guard let base = all.baseAddress, let start = own.baseAddress else {
        all = own
        continue
      }
      let gap = start - (base + all.count)
      // Between two there is what aligns the second.
      precondition(gap >= 0 && gap < 16, "a gap of \(gap) before '\(variable.name)' (our bug)")
      all = UnsafeMutableBufferPointer(start: base, count: start - base + own.count)
    }
    return (all, ends)
  }

  /// The places of this rank's shards.
  var share: BatchShare {
    let (own, shardCount) = (sum.shards, shardCount)
    return BatchShare { _, count in
      count * own.lowerBound / shardCount..<count * own.upperBound / shardCount
    }
  }

  mutating func reset() { totals = [Double](repeating: 0, count: totals.count) }

  mutating func take(from pass: any BatchPass, updates: Bool) throws -> TakenStep? {
    let own = sum.shards
    guard let batch = try pass.next() else { return nil }
    let first = ShardPart.places(of: own.lowerBound, of: shardCount, in: batch.count).lowerBound
    let parts = own.map { ShardPart($0, of: shardCount, in: batch, from: first) }
    // Equal shards need not be weighted.
    let isEven =
      batch.count.isMultiple(of: shardCount) && training.trainMeasures.divisor == nil
      && !shards.isSynchronized
    let count = Float(shardCount)
    if own.count > 1 { before = states.map { Array($0) } }
    try together?.begin(parts, of: batch.samples)
    for (shard, part) in zip(own, parts) {
      sum.extras.update(repeating: 0)
      if shard == own.lowerBound {
        sum.extras[Extra.stops] = wish.isAny ? 1 : 0
        sum.extras[Extra.isForTime] = wish.isForTime ? 1 : 0
      } else {
        for (state, value) in zip(states, before) { _ = state.update(from: value) }
      }
      if let part {
        if shard == own.last, isEven { sum.begin(shard, scale: shards.isSum ? 1 : 1 / count) }
        try compute(shard, part, of: batch.samples, isEven: isEven)
      } else {
        sum.floats.update(repeating: 0)
      }
      try sum.take(shard)
    }
    let isSum = shards.isSum
    try sum.finish { extras in
      if isSum { return 1 }
      if isEven { return 1 / count }
      return extras[Extra.divisor] == 0 ? 0 : Float(1 / extras[Extra.divisor])
    }
    receive()
    try (updates ? updating : accumulating!).run()
    let divisor = isSum ? 1 : sum.extras[Extra.divisor]
    return TakenStep(
      loss: divisor == 0 ? 0 : sum.extras[Extra.loss] / divisor, samples: batch.count)
  }

  /// Computes what a shard adds to the sum.
  private mutating func compute(
    _ shard: Int, _ part: ShardPart, of samples: Dataset, isEven: Bool
  ) throws {
    measuring.reset()
    let results =
      try together?.end(shard)
      ?? computing.run(part.rows, of: samples, place: part.place, share: part.share)
    let count = Double(part.rows.count)
    let divisor =
      shards.isSum
      ? 1
      : training.trainMeasures.divisor == nil ? count : results.scalar(1)
    let loss = results.scalar(0)
    if !isEven && !shards.isSum && !shards.isSynchronized {
      ShardSum.multiply(sum.floats, by: Float(divisor))
    }
    let extras = sum.extras
    extras[Extra.divisor] = divisor
    // A mean of nothing is 0, and not a number times that.
    extras[Extra.loss] = divisor == 0 ? 0 : loss * divisor
    extras[Extra.samples] = count
    var next = Extra.measured
    for value in measuring.sums {
      extras[next] = value
      next += 1
    }
    for state in states {
      for value in state {
        extras[next] = Double(value) * count
        next += 1
      }
    }
  }

  /// Takes over what the ranks have added up besides the gradients.
  private mutating func receive() {
    let extras = sum.extras
    agreed = StopWish(
      isAny: extras[Extra.stops] > 0, isForTime: extras[Extra.isForTime] > 0)
    for index in last.indices { last[index] = extras[Extra.measured + index] }
    var next = Extra.measured + last.count
    for state in states {
      for index in state.indices {
        state[index] = Float(extras[next] / extras[Extra.samples])
        next += 1
      }
    }
  }

  mutating func count(_ step: TakenStep) {
    for index in totals.indices { totals[index] += last[index] }
    // Of the batch as a whole.
    totals[0] += step.loss * Double(step.samples)
    totals[2] += Double(step.samples)
  }

  var measurements: Measurements { measuring.measurements(of: totals, hasWeightedLoss: false) }

  mutating func stop(_ own: StopWish, isEpoch: Bool) throws -> StopWish {
    wish = own
    guard let communicator, communicator.size > 1 else { return own }
    if !isEpoch { return agreed }
    let wishes = try ShardSum(
      shards: communicator.size, communicator, floats: .init(start: nil, count: 0), extraCount: 2)
    wishes.extras[0] = own.isAny ? 1 : 0
    wishes.extras[1] = own.isForTime ? 1 : 0
    try wishes.take(communicator.rank)
    try wishes.finish { _ in 1 }
    agreed = StopWish(isAny: wishes.extras[0] > 0, isForTime: wishes.extras[1] > 0)
    return agreed
  }

  /// Whole batches go to the shards in turn.
  func evaluate(_ data: any BatchSource) throws -> Measurements {
    var evaluation = try Evaluation(model, data)
    var sums: [Int: [Double]] = [:]
    let (own, shardCount) = (sum.shards, shardCount)
    let pass = data.pass(
      batchSize: Sequential.inferenceBatchSize, shuffle: false, seed: model.seed, epoch: 0,
      share: BatchShare { batch, count in own.contains(batch % shardCount) ? 0..<count : 0..<0 })
    var number = 0
    while let batch = try pass.next() {
      let shard = number % shardCount
      number += 1
      if batch.rows.isEmpty { continue }
      evaluation.measuring.reset()
      try evaluation.add(batch.rows, of: batch.samples)
      let new = evaluation.measuring.sums
      sums[shard] = sums[shard].map { zip($0, new).map { $0 + $1 } } ?? new
    }
    let all = try ShardSum(
      shards: shardCount, communicator, floats: .init(start: nil, count: 0),
      extraCount: evaluation.measuring.sumCount)
    for shard in own {
      all.extras.update(repeating: 0)
      for (index, value) in (sums[shard] ?? []).enumerated() { all.extras[index] = value }
      try all.take(shard)
    }
    try all.finish { _ in 1 }
    return evaluation.measuring.measurements(
      of: Array(all.extras), hasWeightedLoss: evaluation.hasWeightedLoss)
  }
}
