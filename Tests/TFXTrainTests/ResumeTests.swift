import TFXCore
import TFXModel
import TFXTrain
import TestSupport
import Testing

/// A training that is interrupted and gone on with ends as an uninterrupted one, byte for byte: with
/// each schedule, callback and option that remembers something.
@Suite(.serialized) struct ResumeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var optimizer = "Adam"
    var fit = ""

    init(optimizer: String = "Adam", fit: String = "") {
      self.optimizer = optimizer
      self.fit = fit
    }

    var testDescription: String { "\(optimizer) \(fit)" }
  }

  static let cases: [Case] =
    [
      "ExponentialDecay: {initial_learning_rate: 0.1, decay_steps: 5, decay_rate: 0.5}",
      "InverseTimeDecay: {initial_learning_rate: 0.1, decay_steps: 5, decay_rate: 0.5}",
      "PolynomialDecay: {initial_learning_rate: 0.1, decay_steps: 40}",
      "CosineDecay: {initial_learning_rate: 0, decay_steps: 30, warmup_target: 0.1, warmup_steps: 9}",
      "CosineDecayRestarts: {initial_learning_rate: 0.1, first_decay_steps: 10}",
      "PiecewiseConstantDecay: {boundaries: [7, 20], values: [0.1, 0.05, 0.01]}",
      "CosineDecay: {initial_learning_rate: 0.1, decay_steps: all}",
      "OneCycle: {max_learning_rate: 0.1}",
    ].map { Case(optimizer: "{SGD: {momentum: 0.9, learning_rate: {\($0)}}}") }
    + [
      "use_ema: true, ema_momentum: 0.9",
      "use_ema: true, ema_overwrite_frequency: 7",
      "gradient_accumulation_steps: 3",
      "gradient_accumulation_steps: 3, use_ema: true, ema_overwrite_frequency: 2",
      "weight_decay: 0.1, exclude_from_weight_decay: [bias, gamma, beta], global_clipnorm: 1",
    ].flatMap { options in
      ["SGD", "Adam", "Muon"].map { Case(optimizer: "{\($0): {learning_rate: 0.03, \(options)}}") }
    }
    + [
      "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion", "Adafactor",
      "Lamb",
    ]
    .map { Case(optimizer: "{\($0): {learning_rate: 0.03}}") }
    + [
      "EarlyStopping: {patience: 3, restore_best_weights: true}",
      "EarlyStopping: {patience: 2, monitor: val_accuracy}",
      "ReduceLROnPlateau: {patience: 1, factor: 0.5, cooldown: 1, min_delta: 0.02}",
      "ModelCheckpoint: {save_freq: 5, keep: 3}",
      "ModelCheckpoint: {save_best_only: true, monitor: loss}",
      "TerminateOnNaN: {}",
    ].map { Case(optimizer: "{Adam: {learning_rate: 0.1}}", fit: "callbacks: [{\($0)}]") }
    + [
      "validation_freq: 3, callbacks: [{EarlyStopping: {patience: 1}}]", "validation_freq: [1, 6]",
      "steps_per_epoch: 2", "steps_per_epoch: 3", "max_time: 9h",
    ]
    .map { Case(fit: $0) }

  @Test(arguments: cases) func endsAsAnUninterruptedOne(_ test: Case) throws {
    let whole = try run(test, [9])
    for ends in [[1, 9], [4, 9], [2, 5, 6, 9]] {
      let parts = try run(test, ends)
      #expect(parts.last == whole.last, "\(ends)")
      #expect(parts.best == whole.best, "\(ends)")
      #expect(parts.metrics == whole.metrics, "\(ends)")
      #expect(parts.files == whole.files, "\(ends)")
    }
  }

  /// What a run leaves.
  private struct Outcome {
    let last: [UInt8]
    let best: [UInt8]
    let metrics: [String]
    let files: [String]
  }

  /// Stops behind an epoch.
  private final class Stopper: Callback {
    private let last: Int
    private(set) var wantsStop = false

    init(after last: Int) { self.last = last }
    func epochEnds(_ log: EpochLog) { wantsStop = log.epoch == last }
  }

  /// Trains nine epochs, interrupted behind the given ones, each time from what is on disk.
  private func run(_ test: Case, _ ends: [Int]) throws -> Outcome {
    let directory = try TemporaryDirectory()
    let run = try RunDirectory.make(at: directory["run"])
    var (done, best) = (0, Checkpoint.Best?.none)
    for end in ends {
      var diagnostics = Diagnostics()
      let optimizer = OptimizerField.read(try node(test.optimizer), &diagnostics)
      let fit = FitOptions.read(
        try node("{epochs: 9, batch_size: 4\(test.fit.isEmpty ? "" : ", ")\(test.fit)}"),
        &diagnostics)
      let options = try #require(fit, "\(diagnostics.all)")
      let model = try smallModel(try #require(optimizer, "\(diagnostics.all)").value)
      try model.build(sampleShape: [4])
      var saved: [String: Tensor] = [:]
      if done > 0 {
        let last = try Checkpoint.read(run.last)
        (saved, best, done) = (last.tensorsByName, last.best, last.epoch)
        try model.setState(saved, from: run.last)
      }
      let writer = CheckpointWriter(
        run, model, config: "c", preprocessing: nil, best: best, interval: .zero)
      let log = try MetricsLog(run.metrics, keeping: done)
      try model.fit(
        points(22), options, validation: points(9), initialEpoch: done, saved: saved,
        callbacks: [log, writer, Stopper(after: end)])
      done = end
    }
    let rows = try text(of: run.metrics).split(separator: "\n").map { line in
      // Without times.
      line.split(separator: ",", omittingEmptySubsequences: false).dropLast(2)
        .joined(separator: ",")
    }
    let tensors = { (path: String) in
      Safetensors(tensors: try Checkpoint.read(path).tensors).serialized()
    }
    return Outcome(
      last: try tensors(run.last), best: try tensors(run.best), metrics: rows,
      files: try names(in: run.checkpoints).sorted())
  }

  /// In the end the model has the averages, as Keras leaves it; the best checkpoint has those of its
  /// epoch, and the last the weights to go on with.
  @Test func averagesAreTheWeightsInTheEnd() throws {
    var sgd = SGD(0.1)
    sgd.settings.averaging.isOn = true
    sgd.settings.averaging.momentum = 0.5
    let directory = try TemporaryDirectory()
    let run = try RunDirectory.make(at: directory["run"])
    let model = try smallModel(sgd)
    try model.build(sampleShape: [4])
    let writer = CheckpointWriter(
      run, model, config: "c", preprocessing: nil, monitor: Monitor("loss"), interval: .zero)
    try model.fit(points(22), FitOptions(epochs: 1, batchSize: 4), callbacks: [writer])
    let last = try Checkpoint.read(run.last).tensorsByName
    let best = try Checkpoint.read(run.best).tensorsByName
    let average = try #require(last["optimizer/dense/kernel/average"])
    #expect(try model.weights.first { $0.name == "dense/kernel" }?.value == average)
    #expect(best["dense/kernel"] == average)
    #expect(last["dense/kernel"] != average)
  }

  /// Three steps of which one updates are one step of all their samples, where nothing is random.
  @Test func accumulatedGradientsAreThoseOfOneBatch() throws {
    func model(_ steps: Int?) throws -> Sequential {
      var sgd = SGD(0.5)
      sgd.settings.gradientAccumulationSteps = steps
      let model = Sequential([Dense(3, activation: .softmax)], seed: 3)
      try model.compile(optimizer: sgd, loss: SparseCategoricalCrossentropy())
      return model
    }
    let (one, three) = (try model(nil), try model(3))
    try one.fit(points(24), FitOptions(epochs: 3, batchSize: 12, shuffle: false))
    try three.fit(points(24), FitOptions(epochs: 3, batchSize: 4, shuffle: false))
    for (a, b) in zip(try one.weights, try three.weights) {
      #expect(difference(a.value, b.value, Tolerance(1e-5, ofLargest: 1e-6)) == nil)
    }
  }
}
