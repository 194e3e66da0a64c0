import TFXCore
import TFXData
import TFXModel
import TFXRuntime
import TFXTrain
import TestSupport
import Testing

@Suite(.serialized) struct FitTests {
  @Test func aSeedDecidesEveryByte() throws {
    let data = points(100)
    func trained(_ seed: UInt64) throws -> [UInt8] {
      let model = try smallModel(seed: seed)
      try model.fit(data, FitOptions(epochs: 3, batchSize: 16))
      return try stateBytes(model)
    }
    let first = try trained(7)
    #expect(try trained(7) == first)
    #expect(try trained(8) != first)
  }

  static let optimizers: [any Optimizer] = [
    Adam(0.01), SGD(0.05, momentum: 0.9), SGD(0.05, momentum: 0.9, nesterov: true), RMSprop(),
    Adagrad(),
  ]

  /// What each optimizer keeps before the first step, under its names in checkpoints.
  @Test(arguments: [
    (0, ["m": 0.0, "v": 0]), (1, ["momentum": 0]), (2, ["momentum": 0]), (3, ["velocity": 0]),
    (4, ["accumulator": 0.1]),
  ])
  func slotsBeginAtTheirFirstValues(_ index: Int, _ slots: [String: Double]) throws {
    let model = Sequential([Dense(2)])
    try model.compile(optimizer: FitTests.optimizers[index], loss: MeanSquaredError())
    try model.build(sampleShape: [3])
    let state = Dictionary(uniqueKeysWithValues: try model.state.map { ($0.name, $0.value) })
    #expect(state.count == 2 + 2 + 2 * slots.count)
    for weight in ["dense/kernel", "dense/bias"] {
      for (slot, value) in slots {
        let found = try #require(state["optimizer/\(weight)/\(slot)"])
        #expect(found.shape == state[weight]?.shape)
        #expect(found.scalars(as: Float.self).allSatisfy { $0 == Float(value) })
      }
    }
    let rate = try #require(FitTests.optimizers[index].learningRate.constant)
    #expect(state["optimizer/learning_rate"] == Tensor(Float(rate)))
  }

  /// Four epochs are the same as two, a file, a new model and two more.
  @Test(arguments: optimizers.indices)
  func resumingChangesNothing(_ index: Int) throws {
    let optimizer = FitTests.optimizers[index]
    let directory = try TemporaryDirectory()
    let data = points(70)
    let whole = try smallModel(optimizer)
    let wholeLogs = try whole.fit(data, FitOptions(epochs: 4, batchSize: 16))

    let firstHalf = try smallModel(optimizer)
    try firstHalf.fit(data, FitOptions(epochs: 2, batchSize: 16))
    try Safetensors(tensors: try firstHalf.state).write(directory["state"])

    let secondHalf = try smallModel(optimizer)
    try secondHalf.build(sampleShape: [4])
    let file = try Safetensors.read(directory["state"])
    try secondHalf.setState(file.tensorsByName, from: "state")
    let logs = try secondHalf.fit(
      data, FitOptions(epochs: 4, batchSize: 16), initialEpoch: 2)

    #expect(try stateBytes(secondHalf) == stateBytes(whole))
    #expect(try stateBytes(secondHalf) != stateBytes(firstHalf))
    #expect(logs.map(\.epoch) == [3, 4])
    #expect(logs.map(\.step) == wholeLogs.map(\.step).suffix(2))
    #expect(logs.map(\.train) == wholeLogs.map(\.train).suffix(2))
  }

  @Test func threadsChangeOnlyRounding() throws {
    let before = Session.threads
    defer { Session.threads = before }
    let data = try mnist(256)
    func losses(threads: Int) throws -> [Double] {
      Session.threads = threads
      let trace = try #require(Trace.all.first { $0.name == "cnn_epsilon" })
      let recorder = LossRecorder()
      try trace.model().fit(
        data, FitOptions(epochs: 2, batchSize: 64, shuffle: false), callbacks: [recorder])
      return recorder.losses
    }
    let one = try losses(threads: 1)
    let two = try losses(threads: 2)
    #expect(one.count == 8)
    for (a, b) in zip(one, two) { #expect(abs(a / b - 1) < 1e-5) }
  }

  @Test func theLastBatchIsTrainedOn() throws {
    // Only the samples of the last, smaller batch have an input: its weight must move.
    var inputs = [Float](repeating: 0, count: 10)
    inputs[8] = 1
    inputs[9] = 1
    let data = Dataset(
      inputs: Tensor(inputs, shape: [10, 1]),
      targets: Tensor([Float](repeating: 1, count: 10), shape: [10, 1]))
    let model = Sequential([Dense(1, useBias: false)])
    try model.compile(optimizer: SGD(0.5), loss: MeanSquaredError())
    try model.build(sampleShape: [1])
    try model.setWeights(["dense/kernel": Tensor([0] as [Float], shape: [1, 1])])
    let recorder = LossRecorder()
    let logs = try model.fit(
      data, FitOptions(epochs: 1, batchSize: 4, shuffle: false), callbacks: [recorder])
    #expect(recorder.losses == [1, 1, 1])
    // w ← w − η · 2 · (w − 1) = 1, from the two samples of the last batch.
    #expect(try model.weights[0].value.doubles() == [1])
    #expect(logs[0].step == 3)
    #expect(logs[0].train.loss == 1)
  }

  @Test func anEpochsLossIsTheMeanOverItsSamples() throws {
    // Errors of 1 in eight samples and of 3 in two: (8 · 1 + 2 · 9) / 10, not (1 + 1 + 9) / 3.
    let data = Dataset(
      inputs: Tensor([Float](repeating: 0, count: 10), shape: [10, 1]),
      targets: Tensor([1, 1, 1, 1, 1, 1, 1, 1, 3, 3] as [Float], shape: [10, 1]))
    let model = Sequential([Dense(1)])
    try model.compile(
      optimizer: SGD(0), loss: MeanSquaredError(), metrics: [MeanAbsoluteErrorMetric()])
    let logs = try model.fit(data, FitOptions(epochs: 1, batchSize: 4), validation: data)
    #expect(abs(logs[0].train.loss - 2.6) < 1e-6)
    #expect(abs(try #require(logs[0].train["mean_absolute_error"]) - 1.4) < 1e-6)
    #expect(abs(try #require(logs[0].validation).loss - 2.6) < 1e-6)
    #expect(
      logs[0].values.map(\.name) == [
        "loss", "mean_absolute_error", "val_loss", "val_mean_absolute_error",
      ])
  }

  @Test func compilingAgainKeepsTheWeights() throws {
    let model = try smallModel()
    try model.fit(points(60), FitOptions(epochs: 1))
    let before = try Safetensors(tensors: model.weights).serialized()
    try model.compile(optimizer: SGD(0.1, momentum: 0.9), loss: SparseCategoricalCrossentropy())
    #expect(try Safetensors(tensors: model.weights).serialized() == before)
    // What the optimizer keeps begins anew.
    let state = Dictionary(uniqueKeysWithValues: try model.state.map { ($0.name, $0.value) })
    #expect(state["optimizer/iterations"] == Tensor(Int64(0)))
    #expect(state["optimizer/dense/kernel/m"] == nil)
    let slot = try #require(state["optimizer/dense/kernel/momentum"])
    #expect(slot.doubles().allSatisfy { $0 == 0 })
  }

  @Test func aCallbackCanStop() throws {
    final class StopAfterFive: Callback {
      var steps = 0
      var epochs = 0
      var wantsStop: Bool { steps >= 5 }
      func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) throws {
        steps += 1
        #expect(running().loss.isFinite)
      }
      func epochEnds(_ log: EpochLog) throws { epochs += 1 }
    }
    let callback = StopAfterFive()
    let logs = try smallModel().fit(
      points(60), FitOptions(epochs: 9, batchSize: 20), callbacks: [callback])
    #expect(callback.steps == 5)
    #expect(callback.epochs == 1)
    #expect(logs.count == 1)
  }

  @Test func everyCallbackHearsOfTheEndAndTheFirstFailureCounts() throws {
    struct Broken: Error, Equatable { let name: String }
    final class Fragile: Callback {
      let name: String
      let failsAtStep: Bool
      var ends = 0
      init(_ name: String, failsAtStep: Bool = false) {
        self.name = name
        self.failsAtStep = failsAtStep
      }
      func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) throws {
        if failsAtStep { throw Broken(name: "step of \(name)") }
      }
      func trainingEnds() throws {
        ends += 1
        throw Broken(name: "end of \(name)")
      }
    }
    let atEnd = [Fragile("a"), Fragile("b")]
    #expect(throws: Broken(name: "end of a")) {
      try smallModel().fit(points(6), callbacks: atEnd)
    }
    #expect(atEnd.map(\.ends) == [1, 1])
    let atStep = [Fragile("a"), Fragile("b", failsAtStep: true)]
    #expect(throws: Broken(name: "step of b")) {
      try smallModel().fit(points(6), callbacks: atStep)
    }
    #expect(atStep.map(\.ends) == [1, 1])
  }

  @Test func learnsThePoints() throws {
    let model = try smallModel()
    let logs = try model.fit(points(300), FitOptions(epochs: 30), validation: points(60))
    #expect(try #require(logs.last?.validation?["accuracy"]) > 0.9)
    #expect(logs.last!.train.loss < logs[0].train.loss)
  }
}
