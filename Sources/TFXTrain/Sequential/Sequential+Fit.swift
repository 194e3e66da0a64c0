public import TFXCore
public import TFXData
import TFXGraph
import TFXModel
import TFXRuntime

extension Sequential {
  /// Trains the model.
  ///
  /// - Parameters:
  ///   - data: What to train on: inputs and targets.
  ///   - options: Epochs, batch size, shuffling.
  ///   - validation: What to evaluate after each epoch.
  ///   - initialEpoch: How many epochs have been done before; `options.epochs` counts them.
  ///   - saved: The tensors of the checkpoint that the training goes on from: of the states of
  ///     callbacks that are in it.
  ///   - callbacks: What looks on besides those of `options`, and is called behind them.
  /// - Returns: A log of each epoch.
  /// - Throws: ``TrainError``, or what a callback throws.
  @discardableResult
  public func fit(
    _ data: any BatchSource, _ options: FitOptions = FitOptions(),
    validation: (any BatchSource)? = nil,
    initialEpoch: Int = 0, saved: [String: Tensor] = [:], callbacks: [any Callback] = []
  ) throws -> [EpochLog] {
    let metrics = self.options?.reported.map(\.field) ?? []
    let described = try zip(options.callbacks, CallbackField.names(options.callbacks)).map {
      let monitor = try options.monitor(of: $0, metrics, hasValidation: validation != nil)
      return (name: $1, callback: $0.value.callback(monitor))
    }
    let control = TrainingControl(self, described: described, others: callbacks)
    // Callbacks need not keep it.
    defer { withExtendedLifetime(control) {} }
    let result = Result {
      try control.restore(saved)
      for callback in control.callbacks { try callback.trainingBegins(control) }
      return try fitEpochs(data, options, validation, initialEpoch: initialEpoch, control)
    }
    // Everyone hears of the end, and what failed first is what the caller learns.
    var failure: (any Error)?
    for callback in control.callbacks {
      do { try callback.trainingEnds() } catch { failure = failure ?? error }
    }
    let logs = try result.get()
    if let failure { throw failure }
    return logs
  }

  private func fitEpochs(
    _ data: any BatchSource, _ options: FitOptions, _ validation: (any BatchSource)?,
    initialEpoch: Int, _ control: TrainingControl
  ) throws -> [EpochLog] {
    let callbacks = control.callbacks
    let training = try prepareTraining(data)
    if let validation { _ = try prepareTraining(validation) }
    let session = try session
    var runner = try trainingRunner(training)
    var measuring = try Measuring(training, in: session)
    let clock = ContinuousClock()
    let start = clock.now
    var logs: [EpochLog] = []

    for epoch in initialEpoch..<max(initialEpoch, options.epochs) {
      if control.wantsStop { break }
      // The shuffle is part of the epoch's time.
      let epochStart = clock.now
      let pass = data.pass(
        batchSize: options.batchSize, shuffle: options.shuffle, seed: seed, epoch: epoch)
      for callback in callbacks {
        try callback.epochBegins(epoch + 1, of: options.epochs, steps: pass.stepCount)
      }
      measuring.reset()
      var step = 0
      while step < pass.stepCount {
        if control.wantsStop { return logs }
        guard let batch = try pass.next() else { break }
        let loss = try runner.run(batch.rows, of: batch.samples).scalar(0)
        if !loss.isFinite {
          throw TrainError.notFinite(epoch: epoch + 1, step: step + 1, loss: loss)
        }
        measuring.add(loss: loss, samples: batch.rows.count)
        step += 1
        for callback in callbacks {
          try callback.stepEnds(step, loss: loss) { measuring.measurements }
        }
      }
      let trainSeconds = epochStart.duration(to: clock.now).seconds
      let train = measuring.measurements
      let log = EpochLog(
        epoch: epoch + 1, step: try steps(training, session), train: train,
        validation: try validation.map {
          try evaluate($0)
        },
        learningRate: try learningRate,
        samplesPerSecond: Double(data.count) / max(trainSeconds, 1e-9),
        elapsedSeconds: start.duration(to: clock.now).seconds)
      logs.append(log)
      for callback in callbacks { try callback.epochEnds(log) }
    }
    return logs
  }

  /// Runs of training steps, which fetch the loss before the update.
  func trainingRunner(_ training: ModelGraph.Training) throws(TrainError) -> BatchRunner {
    BatchRunner(
      try session, fetches: [training.trainMeasures.loss],
      targets: training.trainMeasures.metricUpdates + [training.trainStep],
      input: try graph.input, target: training.target)
  }

  /// The training parts of the graph, after a check that the data fit them.
  func prepareTraining(_ data: any BatchSource) throws(TrainError) -> ModelGraph.Training {
    if data.count == 0 { throw .noSamples }
    try build(sampleShape: Array(data.inputSpec.shape.dimensions.dropFirst()))
    guard let training = try graph.training else { throw .notCompiled }
    let expected = training.target.spec
    guard let targets = data.targetSpec, expected.shape.accepts(targets.shape),
      expected.dtype.isFloating == targets.dtype.isFloating
    else { throw .targets(expected: expected, found: data.targetSpec) }
    return training
  }

  private func steps(_ training: ModelGraph.Training, _ session: Session) throws -> Int {
    Int(try session.value(of: training.step).scalars(as: Int64.self)[0])
  }
}
