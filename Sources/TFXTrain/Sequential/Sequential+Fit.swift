public import TFXCore
public import TFXData
import TFXGraph
import TFXModel
package import TFXRanks
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
    try fit(
      data, options, validation: validation, initialEpoch: initialEpoch, saved: saved,
      callbacks: callbacks, on: nil)
  }

  /// The same together with other ranks, of which each has the same model, data and options. What
  /// rank 0 has saved is what all go on from.
  @discardableResult
  package func fit(
    _ data: any BatchSource, _ options: FitOptions, validation: (any BatchSource)?,
    initialEpoch: Int, saved: [String: Tensor], callbacks: [any Callback],
    on communicator: (any Communicator)?
  ) throws -> [EpochLog] {
    try prepareShards(options, communicator)
    let values = LogValues(self.options, weighting, hasValidation: validation != nil)
    let described = try zip(options.callbacks, CallbackField.names(options.callbacks)).map {
      let monitor = try options.monitor(of: $0, self.options, values)
      return (name: $1, callback: $0.value.callback(monitor))
    }
    // One clock decides for all.
    let limit =
      communicator.map { $0.rank == 0 } ?? true ? options.maxTime.map { TimeLimit($0) } : nil
    let control = TrainingControl(
      self, described: described, others: (limit.map { [$0] } ?? []) + callbacks)
    // Callbacks need not keep it.
    defer { withExtendedLifetime(control) {} }
    let result = Result {
      try control.restore(saved)
      for callback in control.callbacks { try callback.trainingBegins(control) }
      var loop = try EpochLoop(
        self, data, options, validation: validation, initialEpoch: initialEpoch, control, limit,
        communicator)
      let logs = try loop.run()
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

  /// Has the graph take whole batches or shards, as it is asked for, and refuses what shards cannot do.
  private func prepareShards(
    _ options: FitOptions, _ communicator: (any Communicator)?
  ) throws(TrainError) {
    let size = communicator?.size ?? 1
    let cut = options.batchCut(ranks: size)
    guard cut.isSharded else { return try setBatchCut(.whole) }
    let shards = options.shards ?? size
    if !shards.isMultiple(of: size) { throw .shards(shards, ranks: size) }
    if shards > options.batchSize { throw .smallBatch(options.batchSize, shards: shards) }
    if self.options?.optimizer.value is LazyAdam { throw .lazyUpdates }
    try setBatchCut(cut)
  }

  /// Runs of training steps, which fetch the loss before the update.
  func trainingRunner(_ training: ModelGraph.Training) throws(TrainError) -> BatchRunner {
    try runner(training, training.trainStep)
  }

  /// Runs of the given step.
  func runner(
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
