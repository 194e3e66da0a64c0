import TFXCore
import TFXData
import TFXModel
import TFXRanks
import TFXTrain
import Testing

/// Training on shards gives the same bytes for any number of ranks, and about the numbers of training
/// on whole batches.
@Suite struct ShardTests {
  /// What a rank has in the end: the state's bytes, and the logs but for times.
  private struct Outcome: Hashable, Sendable {
    var state: [UInt8]
    var logs: [[UInt64]]
  }

  private static func values(_ logs: [EpochLog]) -> [[UInt64]] {
    logs.map { log in
      [UInt64(log.epoch), UInt64(log.step), log.learningRate.bitPattern]
        + log.values.map(\.value.bitPattern)
    }
  }

  /// Trains on some ranks, each of which makes its own model and data.
  private func train(
    ranks: Int, ranksPerHost: Int? = nil, _ options: FitOptions,
    _ data: @escaping @Sendable () -> any BatchSource,
    validation: (@Sendable () -> any BatchSource)? = nil,
    _ model: @escaping @Sendable () throws -> Sequential
  ) throws -> [Outcome] {
    try LocalRanks.run(ranks, ranksPerHost: ranksPerHost) { communicator in
      let model = try model()
      let logs = try model.fit(
        data(), options, validation: validation?(), initialEpoch: 0, saved: [:], callbacks: [],
        on: ranks == 1 ? nil : communicator)
      return Outcome(state: try stateBytes(model), logs: ShardTests.values(logs))
    }
  }

  private func options(
    epochs: Int = 3, batchSize: Int = 16, shards: Int? = 4,
    isSynchronized: Bool = false, callbacks: [any CallbackDescription] = []
  ) -> FitOptions {
    var options = FitOptions(epochs: epochs, batchSize: batchSize, callbacks: callbacks)
    options.shards = shards
    options.syncBatchNorm = isSynchronized
    return options
  }

  /// Asserts that all ranks of all numbers of ranks end with the same bytes.
  private func expectSame(
    _ options: FitOptions, ranks: [Int] = [1, 2, 4],
    _ data: @escaping @Sendable () -> any BatchSource,
    _ model: @escaping @Sendable () throws -> Sequential
  ) throws {
    let one = try train(ranks: 1, options, data, validation: data, model)[0]
    #expect(!one.logs.isEmpty)
    for count in ranks.dropFirst() {
      for own in try train(ranks: count, options, data, validation: data, model) {
        #expect(own.logs == one.logs, "\(count) ranks")
        #expect(own.state == one.state, "\(count) ranks")
      }
    }
  }

  // MARK: The same bytes

  /// Batch normalization, dropout and a last batch of 5 samples, which leaves shards of 1 and 2.
  @Test func bytesDoNotDependOnRanks() throws {
    try expectSame(options(), { points(53) }) { try smallModel() }
  }

  /// Some shards of the last batch, of 2 samples, are empty.
  @Test func shardsMayBeEmpty() throws {
    try expectSame(options(), { points(50) }) { try smallModel() }
  }

  @Test func anyNumberOfShardsWillDo() throws {
    try expectSame(options(batchSize: 18, shards: 6), ranks: [1, 2, 3, 6], { points(50) }) {
      try smallModel()
    }
  }

  @Test func callbacksDecideAlike() throws {
    var plateau = ReduceLROnPlateau()
    (plateau.monitor, plateau.patience) = ("loss", 1)
    plateau.minDelta = 0.2
    var stop = EarlyStopping(patience: 2, restoreBestWeights: true)
    stop.minDelta = 0.05
    try expectSame(
      options(epochs: 12, callbacks: [plateau, stop]), { points(48) }
    ) { try smallModel() }
  }

  @Test func accumulatedGradientsAndAveragesGoAlong() throws {
    try expectSame(options(), { points(53) }) {
      var adam = Adam(0.01)
      adam.settings.gradientAccumulationSteps = 2
      adam.settings.averaging.isOn = true
      adam.gradientOptions.globalClipNorm = 0.5
      return try smallModel(adam)
    }
  }

  /// Some shards of the last batch are empty, of all that a rank has too.
  @Test func synchronizedShardsGoAlong() throws {
    try expectSame(options(isSynchronized: true), { points(50) }) { try smallModel() }
  }

  /// Layers that draw in other ways, or change weights before the update.
  @Test func otherRandomLayersGoAlong() throws {
    try expectSame(options(epochs: 2), { points(35) }) {
      var shared = Dropout(0.2)
      shared.noiseShape = [1, nil]
      var (noise, alpha) = (GaussianNoise(), AlphaDropout())
      (noise.stddev, alpha.rate) = (0.1, 0.1)
      let model = Sequential(
        [
          noise, SpectralNormalization(Dense(8, activation: .selu)),
          alpha, shared, Dense(3, activation: .softmax),
        ], name: "noise", seed: 3)
      try model.compile(
        optimizer: SGD(0.1), loss: SparseCategoricalCrossentropy(), metrics: [Accuracy()])
      return model
    }
  }

  @Test func weightsOfSamplesGoAlong() throws {
    try expectSame(options(), ranks: [1, 2], { weighted(53) }) {
      try weightedModel(SparseCategoricalCrossentropy())
    }
  }

  /// The gradients of the last layers are sent while those of the first are computed.
  @Test func whatIsSentEarlyIsTheSame() throws {
    let wide: @Sendable () throws -> Sequential = {
      let layers = [
        Dense(512, activation: .relu), Dense(600, activation: .relu),
        Dense(3, activation: .softmax),
      ]
      let model = Sequential(layers, name: "wide")
      try model.compile(
        optimizer: SGD(0.05), loss: SparseCategoricalCrossentropy(),
        metrics: [Accuracy()])
      return model
    }
    let one = try train(ranks: 1, options(epochs: 2), { points(53) }, wide)[0]
    for ranksPerHost in [1, 2, 4] {
      for own in try train(
        ranks: 4, ranksPerHost: ranksPerHost, options(epochs: 2), { points(53) }, wide)
      {
        #expect(own == one, "\(ranksPerHost) ranks on a host")
      }
    }
  }

  @Test func withoutShardsThereIsOneForEachRank() throws {
    let options = options(shards: nil)
    let two = try train(ranks: 2, options, { points(48) }) { try smallModel() }
    let same = try train(ranks: 1, self.options(shards: 2), { points(48) }) { try smallModel() }
    #expect(two[0] == same[0])
    #expect(two[1] == same[0])
  }

  // MARK: The numbers of whole batches

  /// The largest difference of weights between training with and without shards.
  private func distance(
    _ shards: Int, isSynchronized: Bool = false,
    _ data: @escaping @Sendable () -> any BatchSource,
    _ model: @escaping @Sendable () throws -> Sequential
  ) throws -> Double {
    let whole = try model()
    let wholeLogs = try whole.fit(data(), options(shards: nil))
    let cut = try model()
    let cutLogs = try cut.fit(data(), options(shards: shards, isSynchronized: isSynchronized))
    var most = 0.0
    for (own, other) in zip(try whole.weights, try cut.weights) {
      for (x, y) in zip(own.value.doubles(), other.value.doubles()) { most = max(most, abs(x - y)) }
    }
    for (own, other) in zip(wholeLogs, cutLogs) {
      for (x, y) in zip(own.values, other.values) { most = max(most, abs(x.value - y.value)) }
    }
    return most
  }

  /// Dropout drops the same elements, since it goes by the sample's place in the whole batch.
  @Test(arguments: [1, 2, 3, 8])
  func shardsGiveTheNumbersOfWholeBatches(shards: Int) throws {
    let far = try distance(shards, { points(53) }) {
      var noise = GaussianNoise()
      noise.stddev = 0.1
      let model = Sequential(
        [Dense(16, activation: .relu), Dropout(0.3), noise, Dense(3, activation: .softmax)],
        name: "plain", seed: 5)
      try model.compile(
        optimizer: Adam(0.01), loss: SparseCategoricalCrossentropy(), metrics: [Accuracy()])
      return model
    }
    #expect(far < 2e-4)
  }

  /// One shard normalizes as the whole batch does.
  @Test func oneShardIsTheWholeBatch() throws {
    #expect(try distance(1, { points(53) }) { try smallModel() } < 2e-4)
  }

  /// The mean of a batch is far from 0, of which the last one leaves shards empty.
  @Test(arguments: [2, 3, 8])
  func synchronizedShardsNormalizeAsTheWholeBatch(shards: Int) throws {
    let model: @Sendable () throws -> Sequential = {
      let model = Sequential(
        [
          Rescaling(1, offset: 30), BatchNormalization(),
          Dense(16, activation: .relu), BatchNormalization(), Dropout(0.3),
          Dense(3, activation: .softmax),
        ], name: "deep", seed: 7)
      try model.compile(
        optimizer: SGD(0.1), loss: SparseCategoricalCrossentropy(), metrics: [Accuracy()])
      return model
    }
    #expect(try distance(shards, isSynchronized: true, { points(50) }, model) < 2e-4)
    #expect(try distance(shards, { points(50) }, model) > 1e-2)
  }

  /// Time steps that a mask leaves out count for none of the shards.
  @Test func masksHoldForSynchronizedShards() throws {
    let far = try distance(4, { sentences(37) }) {
      var norm = BatchNormalization()
      norm.synchronized = true
      let model = Sequential(
        [
          Embedding(9, 4, maskZero: true), norm, GlobalAveragePooling1D(),
          Dense(2, activation: .softmax),
        ],
        name: "sentences", seed: 3)
      try model.compile(
        optimizer: SGD(0.1), loss: SparseCategoricalCrossentropy(), metrics: [Accuracy()])
      return model
    }
    #expect(far < 2e-4)
  }

  /// With weights of samples and penalties.
  @Test(arguments: [BatchReduction.meanWithSampleWeight, .sum, .sumOverBatchSize])
  func reductionsHoldForSynchronizedShards(reduction: BatchReduction) throws {
    let far = try distance(4, isSynchronized: true, { weighted(53) }) {
      var loss = SparseCategoricalCrossentropy()
      loss.reduction = reduction
      return try weightedModel(
        loss, rate: reduction == .sum ? 0.001 : 0.05, BatchNormalization())
    }
    #expect(far < (reduction == .sum ? 2e-3 : 2e-4))
  }

  /// Losses that are divided by the sum of weights, and sums to which penalties are added once.
  @Test(arguments: [BatchReduction.meanWithSampleWeight, .sum, .sumOverBatchSize])
  func reductionsAreThoseOfTheWholeBatch(reduction: BatchReduction) throws {
    let far = try distance(4, { weighted(53) }) {
      var loss = SparseCategoricalCrossentropy()
      loss.reduction = reduction
      return try weightedModel(loss, rate: reduction == .sum ? 0.001 : 0.05)
    }
    #expect(far < (reduction == .sum ? 2e-3 : 2e-4))
  }

  // MARK: Ends

  /// A callback of one rank that wants to stop after some steps.
  private final class Stopper: Callback {
    let step: Int
    private(set) var wantsStop = false
    private(set) var steps = 0
    private(set) weak var control: TrainingControl?
    init(_ step: Int) { self.step = step }
    func trainingBegins(_ training: TrainingControl) { control = training }
    func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) {
      steps += 1
      if steps == self.step { wantsStop = true }
    }
  }

  @Test(arguments: [2, 3, 100])
  func allStopWhenOneWantsTo(step: Int) throws {
    let results = try LocalRanks.run(3) { communicator in
      let stopper = Stopper(communicator.rank == 1 ? step : .max)
      let model = try smallModel()
      let logs = try model.fit(
        points(48), self.options(epochs: 4, batchSize: 12, shards: 3), validation: nil,
        initialEpoch: 0, saved: [:], callbacks: [stopper], on: communicator)
      return [logs.count, stopper.steps]
    }
    // A wish goes with the next step, or with the end of the epoch.
    let steps = step == 100 ? 16 : step + 1
    #expect(results == Array(repeating: [steps / 4, steps], count: 3))
  }

  @Test func whatCannotBeDividedIsRefused() throws {
    #expect(throws: TrainError.self) {
      _ = try LocalRanks.run(2) { communicator in
        try smallModel().fit(
          points(20), self.options(shards: 3), validation: nil, initialEpoch: 0, saved: [:],
          callbacks: [], on: communicator)
      }
    }
    #expect(
      "\(TrainError.shards(3, ranks: 2)); \(TrainError.shards(3, ranks: 2).help ?? "")"
        == "3 shards cannot be divided among 2 ranks; give fit.shards a multiple of 2, or start as "
        + "many ranks as divide 3")
    #expect(
      "\(TrainError.smallBatch(2, shards: 4))" == "batches of 2 samples cannot be cut into 4 shards"
    )
    let lazy = try smallModel(LazyAdam())
    #expect(throws: TrainError.self) { try lazy.fit(points(20), self.options()) }
    #expect("\(TrainError.lazyUpdates)" == "LazyAdam cannot train on shards or several ranks")
  }

  @Test func aModelGoesOnWithAndWithoutShards() throws {
    let model = try smallModel()
    try model.fit(points(48), options(epochs: 1))
    let step = try model.state.first { $0.name == "optimizer/iterations" }?.value.doubles()
    #expect(step == [3])
    try model.fit(points(48), options(epochs: 2, shards: nil), initialEpoch: 1)
    let later = try model.state.first { $0.name == "optimizer/iterations" }?.value.doubles()
    #expect(later == [6])
  }
}

/// Points with weights.
private func weighted(_ count: Int) -> Dataset {
  let own = points(count)
  return Dataset(
    inputs: own.inputs, targets: own.targets,
    sampleWeights: Tensor((0..<count).map { Float($0 % 5) / 2 }))
}

/// Words of which 0 is none, with a class that goes by the first one.
private func sentences(_ count: Int) -> Dataset {
  var (words, targets): ([Int32], [Int32]) = ([], [])
  for row in 0..<count {
    for place in 0..<5 {
      words.append(place <= row % 5 ? Int32((row * 7 + place * 3) % 8 + 1) : 0)
    }
    targets.append(words[row * 5] > 4 ? 1 : 0)
  }
  return Dataset(inputs: Tensor(words, shape: [count, 5]), targets: Tensor(targets))
}

/// A model with penalties that takes weights.
private func weightedModel(
  _ loss: any Loss, rate: Double = 0.05, _ more: any Layer...
) throws -> Sequential {
  var dense = Dense(8, activation: .tanh)
  dense.kernel.regularizer = RegularizerField(L2(0.01))
  let model = Sequential(
    [dense] + more + [Dense(3, activation: .softmax)], name: "weighted", seed: 9)
  try model.compile(
    optimizer: SGD(rate), loss: loss, metrics: [Accuracy()],
    weighting: SampleWeighting(hasSampleWeights: true))
  return model
}
