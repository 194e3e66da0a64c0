import TFXCore
import TFXData
import TFXModel
import TFXTrain
import TestSupport
import Testing

@Suite(.serialized) struct CallbackTests {
  /// A callback of a configuration that halves the learning rate after each epoch, and remembers how
  /// often it did.
  private struct Halving: CallbackDescription {
    static let kind = "Halving"
    var monitor = "val_accuracy"

    mutating func fields(_ f: inout some FieldVisitor) {
      f.optional("monitor", &monitor, "the value that it watches")
    }

    var watched: WatchedValue? { WatchedValue(monitor) }

    func callback(_ monitor: Monitor?) -> any Callback { Halver(monitor!) }
  }

  private final class Halver: Callback {
    static nonisolated(unsafe) var monitors: [Monitor] = []
    private var times = 0.0
    private var training: TrainingControl?

    init(_ monitor: Monitor) { Halver.monitors.append(monitor) }

    func trainingBegins(_ training: TrainingControl) { self.training = training }

    func epochEnds(_ log: EpochLog) throws {
      times += 1
      let rate = try #require(training).learningRate
      try #require(training).setLearningRate(rate / 2)
      if times == 5 { try training?.model.setWeights(zeros()) }
    }

    func trainingEnds() { training = nil }

    private func zeros() throws -> [String: Tensor] {
      let weights = try #require(training).model.weights
      return Dictionary(
        uniqueKeysWithValues: weights.map {
          ($0.name, Tensor(shape: $0.value.shape, dtype: .float32))
        })
    }

    var wantsStop: Bool { times >= 5 }
    var stopReason: String? { "five times" }
    var state: [(name: String, value: Tensor)] { [("times", Tensor(times))] }
    func restore(_ state: [String: Tensor]) { times = state["times"]!.doubles()[0] }
  }

  /// Gathers what the training says in the end.
  private final class Listener: Callback {
    private var training: TrainingControl?
    var states: [[String]] = []
    var reason: String?

    func trainingBegins(_ training: TrainingControl) { self.training = training }
    func epochEnds(_ log: EpochLog) {
      states.append(training!.callbackState.map { "\($0.name) \($0.value.doubles())" })
    }
    func trainingEnds() {
      reason = training!.stopReason
      training = nil
    }
  }

  @Test func aCallbackSeesSetsStopsAndIsSaved() throws {
    Halver.monitors = []
    let model = try smallModel(Adam(0.5))
    let listener = Listener()
    let options = FitOptions(epochs: 9, callbacks: [Halving(), Halving()])
    let logs = try model.fit(
      points(30), options, validation: points(9), callbacks: [listener])
    // The direction is the metric's.
    let monitor = Monitor("val_accuracy", isHigherBetter: true)
    #expect(Halver.monitors == [monitor, monitor])
    // Both halve it, behind the log.
    #expect(logs.map(\.learningRate) == [0.5, 0.125, 0.03125, 0.0078125, 0.001953125])
    #expect(
      listener.states[1] == ["callbacks/halving/times [2.0]", "callbacks/halving_1/times [2.0]"])
    #expect(listener.reason == "five times")
    #expect(try model.weights.allSatisfy { $0.value.doubles().allSatisfy { $0 == 0 } })
  }

  /// A training that goes on from a checkpoint does what it would have done: rate, count and end.
  @Test func whatItRemembersIsRestored() throws {
    let directory = try TemporaryDirectory()
    func run(_ name: String, _ epochs: [Int]) throws -> [UInt8] {
      let run = try RunDirectory.make(at: directory[name])
      var done = 0
      for end in epochs {
        let model = try smallModel(SGD(0.5))
        try model.build(sampleShape: [4])
        var saved: [String: Tensor] = [:]
        if done > 0 {
          let last = try Checkpoint.read(run.last)
          saved = last.tensorsByName
          try model.setState(saved, from: run.last)
          done = last.epoch
        }
        let writer = CheckpointWriter(
          run, model, config: "c", preprocessing: nil, best: nil, interval: .zero)
        try model.fit(
          points(30), FitOptions(epochs: end, callbacks: [Halving()]), validation: points(9),
          initialEpoch: done, saved: saved, callbacks: [writer])
        done = end
      }
      return Safetensors(tensors: try Checkpoint.read(run.last).tensors).serialized()
    }
    let whole = try run("whole", [9])
    #expect(try run("halves", [2, 9]) == whole)
    // Nothing is done by one that had stopped.
    #expect(try run("thirds", [2, 9, 9]) == whole)
  }

  static let unknown: [(name: String, hasValidation: Bool, message: String, help: String?)] = [
    (
      "val_loss", false, "Halving watches 'val_loss', but the logs have loss, accuracy",
      "give the data a validation part: validation_split: 0.1"
    ),
    (
      "val_acuracy", true,
      "Halving watches 'val_acuracy', but the logs have loss, accuracy, val_loss, val_accuracy",
      "did you mean 'val_accuracy'?"
    ),
  ]

  @Test(arguments: unknown)
  func valuesThatTheLogsDoNotHave(
    _ name: String, _ hasValidation: Bool, _ message: String, _ help: String?
  ) throws {
    var halving = Halving()
    halving.monitor = name
    let error = #expect(throws: TrainError.self) {
      try smallModel().fit(
        points(9), FitOptions(epochs: 1, callbacks: [halving]),
        validation: hasValidation ? points(9) : nil)
    }
    #expect(error?.description == message)
    #expect(error?.help == help)
  }

  @Test func theBestIsWhatTheConfigurationSays() throws {
    let directory = try TemporaryDirectory()
    let run = try RunDirectory.make(at: directory["run"])
    let model = Sequential([Dense(1)])
    try model.build(sampleShape: [2])
    let writer = CheckpointWriter(
      run, model, config: "c", preprocessing: nil, monitor: Monitor("auc", isHigherBetter: true),
      interval: .zero)
    for (epoch, auc) in [(1, 0.5), (2, 0.7), (3, 0.7), (4, 0.6)] {
      try writer.epochEnds(
        EpochLog(
          epoch: epoch, step: epoch, train: Measurements([("loss", 1), ("auc", auc)]),
          validation: nil, learningRate: 0.1, samplesPerSecond: 1, elapsedSeconds: 1))
    }
    #expect(writer.best == Checkpoint.Best(epoch: 2, name: "auc", value: 0.7))
    #expect(try Checkpoint.read(run.best).epoch == 2)
  }
}

/// Learning rates that are functions of the step.
@Suite struct ScheduledFitTests {
  private func model() throws -> Sequential {
    var decay = ExponentialDecay()
    decay.initialLearningRate = 1
    decay.decaySteps = 1
    decay.decayRate = 0.5
    var sgd = SGD()
    sgd.learningRate = .schedule(decay)
    let model = Sequential([Dense(1, useBias: false)])
    try model.compile(optimizer: sgd, loss: MeanAbsoluteError())
    try model.build(sampleShape: [1])
    try model.setWeights(["dense/kernel": Tensor([0] as [Float], shape: [1, 1])])
    return model
  }

  private let data = Dataset(
    inputs: Tensor([1, 1, 1, 1] as [Float], shape: [4, 1]),
    targets: Tensor([9, 9, 9, 9] as [Float], shape: [4, 1]))

  @Test func eachStepHasItsRate() throws {
    let model = try model()
    #expect(try model.learningRate == 1)
    let logs = try model.fit(data, FitOptions(epochs: 2, batchSize: 2))
    // 1 + ½ + ¼ + ⅛, the gradient being −1.
    #expect(try model.weights[0].value.doubles() == [1.875])
    // The rate in force after the epoch, as in Keras.
    #expect(logs.map(\.learningRate) == [0.25, 0.0625])
    #expect(try !model.state.map(\.name).contains("optimizer/learning_rate"))
    let error = #expect(throws: TrainError.self) { try model.setLearningRate(0.1) }
    #expect(error?.description == "the learning rate follows a schedule, and cannot be set besides")
  }

  @Test func goesOnWhereItWas() throws {
    let first = try model()
    try first.fit(data, FitOptions(epochs: 1, batchSize: 2))
    let second = try model()
    try second.setState(
      Dictionary(uniqueKeysWithValues: try first.state.map { ($0.name, $0.value) }), from: "state")
    try second.fit(data, FitOptions(epochs: 2, batchSize: 2), initialEpoch: 1)
    #expect(try second.weights[0].value.doubles() == [1.875])
  }
}
