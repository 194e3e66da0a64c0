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
    let values = LogValues(self.options, weighting, hasValidation: validation != nil)
    let described = try zip(options.callbacks, CallbackField.names(options.callbacks)).map {
      let monitor = try options.monitor(of: $0, self.options, values)
      return (name: $1, callback: $0.value.callback(monitor))
    }
    let limit = options.maxTime.map { TimeLimit($0) }
    let control = TrainingControl(
      self, described: described, others: (limit.map { [$0] } ?? []) + callbacks)
    // Callbacks need not keep it.
    defer { withExtendedLifetime(control) {} }
    let result = Result {
      try control.restore(saved)
      for callback in control.callbacks { try callback.trainingBegins(control) }
      let logs = try fitEpochs(
        data, options, validation, initialEpoch: initialEpoch, control, limit)
      // Before callbacks hear of the end: as in Keras, those that restore weights have the last word.
      if try stepsDone > 0 { try takeAverages() }
      return logs
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
    initialEpoch: Int, _ control: TrainingControl, _ limit: TimeLimit?
  ) throws -> [EpochLog] {
    let callbacks = control.callbacks
    let training = try prepareTraining(data)
    if options.classWeight != nil, weighting.classWeights == nil { throw TrainError.classWeights }
    if let validation { _ = try prepareTraining(validation) }
    let session = try session
    let epochs = initialEpoch..<max(initialEpoch, options.epochs)
    let plan = EpochSteps(samples: data.count, options)
    if let total = training.totalSteps {
      try session.setValue(Tensor(Int64(try stepsDone + plan.total(epochs))), of: total)
    }
    var updating = try trainingRunner(training)
    var accumulating = try training.accumulationStep.map { try runner(training, $0) }
    var done = try stepsDone
    var measuring = try Measuring(training, in: session)
    var pass: (any BatchPass)?
    let clock = ContinuousClock()
    let start = clock.now
    var logs: [EpochLog] = []

    for epoch in epochs {
      if control.wantsStop { break }
      // The shuffle is part of the epoch's time.
      let epochStart = clock.now
      let batches =
        try pass.flatMap { plan.first(of: epoch) > 0 ? $0 : nil }
        ?? self.pass(of: epoch, plan, data, options)
      pass = batches
      let steps = plan.count(of: epoch)
      for callback in callbacks {
        try callback.epochBegins(epoch + 1, of: options.epochs, steps: steps)
      }
      measuring.reset()
      var (step, samples) = (0, 0)
      while step < steps {
        if control.wantsStop {
          // A run whose time is over before it has anything to show ends its first epoch here.
          if epoch == 0, let limit, limit.wantsStop { break }
          return logs
        }
        guard let batch = try batches.next() else { break }
        done += 1
        let loss =
          done.isMultiple(of: training.accumulationSteps)
          ? try updating.run(batch.rows, of: batch.samples).scalar(0)
          : try accumulating!.run(batch.rows, of: batch.samples).scalar(0)
        if !loss.isFinite {
          let (epoch, step) = (epoch + 1, step + 1)
          for callback in callbacks {
            try callback.lossIsNotFinite(loss, epoch: epoch, step: step)
          }
          if control.wantsStop { return logs }
          throw TrainError.notFinite(epoch: epoch, step: step, loss: loss)
        }
        measuring.add(loss: loss, samples: batch.rows.count)
        step += 1
        samples += batch.rows.count
        for callback in callbacks {
          try callback.stepEnds(step, loss: loss) { measuring.measurements }
        }
      }
      let trainSeconds = epochStart.duration(to: clock.now).seconds
      let train = measuring.measurements
      let isValidated = options.validationFreq.contains(epoch + 1)
      let log = EpochLog(
        epoch: epoch + 1, step: try stepsDone, train: train,
        validation: try isValidated ? validation.map { try evaluate($0) } : nil,
        hasValidation: validation != nil, learningRate: try learningRate,
        samplesPerSecond: Double(samples) / max(trainSeconds, 1e-9),
        elapsedSeconds: start.duration(to: clock.now).seconds)
      logs.append(log)
      for callback in callbacks { try callback.epochEnds(log) }
    }
    return logs
  }

  /// The pass through the data in which an epoch, counted from 0, begins, at its first batch.
  private func pass(
    of epoch: Int, _ plan: EpochSteps, _ data: any BatchSource, _ options: FitOptions
  ) throws -> any BatchPass {
    let pass = data.pass(
      batchSize: options.batchSize, shuffle: options.shuffle, seed: seed,
      epoch: plan.pass(of: epoch))
    for _ in 0..<plan.first(of: epoch) { _ = try pass.next() }
    return pass
  }

  /// Runs of training steps, which fetch the loss before the update.
  func trainingRunner(_ training: ModelGraph.Training) throws(TrainError) -> BatchRunner {
    try runner(training, training.trainStep)
  }

  private func runner(
    _ training: ModelGraph.Training, _ step: Operation
  ) throws(TrainError) -> BatchRunner {
    BatchRunner(
      try session, fetches: [training.trainMeasures.loss],
      targets: training.trainMeasures.metricUpdates + [step], input: try graph.input,
      target: training.target, weights: training.sampleWeights)
  }

  /// Gives the weights their moving averages, if the optimizer keeps some: what Keras does at the end
  /// of a training.
  private func takeAverages() throws {
    guard let training = try graph.training else { return }
    let session = try session
    for (weight, average) in training.averages {
      try session.setValue(try session.value(of: average), of: weight)
    }
  }

  /// The training parts of the graph, after a check that the data fit them.
  func prepareTraining(_ data: any BatchSource) throws(TrainError) -> ModelGraph.Training {
    if data.count == 0 { throw .noSamples }
    try build(sampleShape: Array(data.inputSpec.shape.dimensions.dropFirst()))
    guard let training = try graph.training else { throw .notCompiled }
    let expected = training.target.spec
    guard let targets = data.targetSpec, expected.shape.accepts(targets.shape),
      expected.dtype.isFloating || !targets.dtype.isFloating
    else { throw .targets(expected: expected, found: data.targetSpec) }
    if data.hasSampleWeights, training.sampleWeights == nil { throw .sampleWeights }
    return training
  }

  /// The number of training steps since the beginning.
  var stepsDone: Int {
    get throws(TrainError) {
      guard let training = try graph.training else { throw .notCompiled }
      let session = try session
      do {
        return Int(try session.value(of: training.step).scalars(as: Int64.self)[0])
      } catch {
        throw .run(error)
      }
    }
  }
}
