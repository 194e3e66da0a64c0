import TFXCore
import TFXData
import TFXModel
import TFXTrain
import TestSupport
import Testing

@Suite(.serialized) struct FitOptionTests {
  /// Notes what it is told.
  private final class Listener: Callback {
    var steps: [Int] = []
    var running = 0
    var reason: String?
    private var training: TrainingControl?

    func trainingBegins(_ training: TrainingControl) { self.training = training }
    func epochBegins(_ epoch: Int, of epochs: Int, steps: Int) { self.steps.append(steps) }
    func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) { self.running += 1 }
    func trainingEnds() {
      reason = training?.stopReason
      training = nil
    }
  }

  /// Spoils the weights in a step.
  private final class Spoiler: Callback {
    private let after: Int
    private var done = 0
    private var training: TrainingControl?

    init(after: Int) { self.after = after }
    func trainingBegins(_ training: TrainingControl) { self.training = training }
    func trainingEnds() { training = nil }
    func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) throws {
      done += 1
      if done < after { return }
      let weights = try training!.model.weights
      try training!.model.setWeights(
        Dictionary(
          uniqueKeysWithValues: weights.map {
            ($0.name, Tensor(repeating: Double.nan, shape: $0.value.shape).converted(to: .float32))
          }))
    }
  }

  @Test(arguments: [
    ("1", [1, 2, 3, 4, 5, 6]), ("2", [2, 4, 6]), ("[1, 4]", [1, 4]), ("[6, 9]", [6]),
  ])
  func validatesSomeEpochs(_ text: String, _ validated: [Int]) throws {
    var diagnostics = Diagnostics()
    let section = try node("{epochs: 6, validation_freq: \(text)}")
    let read = FitOptions.read(section, &diagnostics)
    let options = try #require(read, "\(diagnostics.all)")
    let logs = try smallModel().fit(points(30), options, validation: points(9))
    #expect(logs.filter { $0.validation != nil }.map(\.epoch) == validated)
    #expect(logs.allSatisfy { $0.names == ["loss", "accuracy", "val_loss", "val_accuracy"] })
  }

  /// Epochs that are not validated have empty cells, and do not count for who watches.
  @Test func skippedEpochs() throws {
    let directory = try TemporaryDirectory()
    let run = try RunDirectory.make(at: directory["run"])
    let model = try smallModel()
    var options = FitOptions(epochs: 5, callbacks: [EarlyStopping(patience: 1)])
    options.validationFreq = 2
    let writer = CheckpointWriter(run, model, config: "c", preprocessing: nil, interval: .zero)
    let logs = try model.fit(
      points(30), options, validation: points(9),
      callbacks: [try MetricsLog(run.metrics), writer])
    #expect(logs.count == 5)
    let rows = try text(of: run.metrics).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows[0][2...5] == ["loss", "accuracy", "val_loss", "val_accuracy"])
    #expect(rows.dropFirst().map { $0[4].isEmpty } == [true, false, true, false, true])
    #expect(rows.allSatisfy { $0.count == 9 })
    #expect([2, 4].contains(writer.best?.epoch))
    #expect(FileAccess.exists(run.best))
  }

  /// As Keras: epochs go on in the data, and end where the data end.
  @Test(arguments: [
    (4, [4, 4, 2, 4, 4, 2, 4]), (5, [5, 5, 5, 5, 5, 5, 5]), (14, [10, 10, 10, 10, 10, 10, 10]),
    (1, [1, 1, 1, 1, 1, 1, 1]),
  ])
  func stepsPerEpoch(_ count: Int, _ steps: [Int]) throws {
    let listener = Listener()
    var options = FitOptions(epochs: 7, batchSize: 3)
    options.stepsPerEpoch = count
    let logs = try smallModel().fit(points(29), options, callbacks: [listener])
    #expect(listener.steps == steps)
    #expect(logs.last?.step == steps.reduce(0, +))
    #expect(listener.running == steps.reduce(0, +))
  }

  /// Five epochs of two steps are one of ten, in the same order of samples.
  @Test func partsOfAPassAreThePass() throws {
    let whole = try smallModel()
    try whole.fit(points(30), FitOptions(epochs: 2, batchSize: 3))
    let parts = try smallModel()
    var options = FitOptions(epochs: 10, batchSize: 3)
    options.stepsPerEpoch = 2
    try parts.fit(points(30), options)
    #expect(try stateBytes(parts) == stateBytes(whole))
    // Interrupted within the data.
    let halves = try smallModel()
    options.epochs = 3
    try halves.fit(points(30), options)
    options.epochs = 10
    try halves.fit(points(30), options, initialEpoch: 3)
    #expect(try stateBytes(halves) == stateBytes(whole))
  }

  @Test func timeIsLimited() throws {
    let listener = Listener()
    var options = FitOptions(epochs: 1_000_000, batchSize: 3)
    options.maxTime = TimeSpan(seconds: 1)
    let model = try smallModel()
    let logs = try model.fit(points(30), options, callbacks: [listener])
    #expect(listener.reason == "max_time of 1s is over")
    #expect(logs.count < 1_000_000 && logs.count > 0)
    #expect(logs.last!.elapsedSeconds < 100)
  }

  /// There is something to show even if the first epoch takes longer.
  @Test func theFirstEpochEndsInTime() throws {
    final class Sleeper: Callback {
      func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) throws {
        let end = ContinuousClock.now + .milliseconds(400)
        while ContinuousClock.now < end {}
      }
    }
    var options = FitOptions(epochs: 2, batchSize: 1)
    options.maxTime = TimeSpan(seconds: 1)
    let model = try smallModel()
    let logs = try model.fit(points(60), options, validation: points(3), callbacks: [Sleeper()])
    #expect(logs.map(\.epoch) == [1])
    #expect(logs[0].step < 10 && logs[0].validation != nil)
  }

  @Test func aLossThatIsNotFiniteEndsTheTraining() throws {
    let listener = Listener()
    let logs = try smallModel().fit(
      points(30), FitOptions(epochs: 5, batchSize: 10, callbacks: [TerminateOnNaN()]),
      callbacks: [Spoiler(after: 7), listener])
    #expect(logs.map(\.epoch) == [1, 2])
    #expect(listener.reason == "the loss became nan at epoch 3, step 2")
  }

  @Test(arguments: [true, false])
  func aLossThatIsNotFiniteIsAnErrorOtherwise(_ isNamed: Bool) throws {
    var callback = TerminateOnNaN()
    callback.raiseError = true
    let options = FitOptions(epochs: 5, batchSize: 10, callbacks: isNamed ? [callback] : [])
    #expect(throws: TrainError.self) {
      try smallModel().fit(points(30), options, callbacks: [Spoiler(after: 2)])
    }
  }

  /// `decay_steps: all` is known when the training begins.
  @Test func allStepsOfASchedule() throws {
    var decay = PolynomialDecay()
    decay.initialLearningRate = 1
    decay.endLearningRate = 0
    decay.decaySteps = .all
    var sgd = SGD()
    sgd.learningRate = .schedule(decay)
    let model = try smallModel(sgd)
    let logs = try model.fit(points(30), FitOptions(epochs: 4, batchSize: 10))
    for (log, rate) in zip(logs, [0.75, 0.5, 0.25, 0]) {
      #expect(abs(log.learningRate - rate) < 1e-6)
    }
    // It goes on for two more epochs, six steps of eighteen.
    let more = try model.fit(points(30), FitOptions(epochs: 6, batchSize: 10), initialEpoch: 4)
    for (log, rate) in zip(more, [1.0 / 6, 0]) { #expect(abs(log.learningRate - rate) < 1e-6) }
  }

  @Test(arguments: [
    ("90s", 90, "1m30s"), ("10m", 600, "10m"), ("1h30m", 5400, "1h30m"), ("2d", 172_800, "2d"),
    ("36h", 129_600, "1d12h"), ("0s", 0, "0s"), ("60m5s", 3605, "1h5s"),
  ])
  func times(_ text: String, _ seconds: Int, _ written: String) {
    #expect(TimeSpan(text)?.seconds == seconds)
    #expect(TimeSpan(text)?.description == written)
    #expect(TimeSpan(written)?.seconds == seconds)
  }

  @Test(arguments: ["", "5", "m", "1.5h", "10 m", "5s3m", "3m3m", "-1s", "1y", "99999999s"])
  func noTimes(_ text: String) { #expect(TimeSpan(text) == nil) }
}
