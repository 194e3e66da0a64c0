import TFXCore
import TFXData
import TFXGraph
import TFXModel
import TFXRanks
import TFXRuntime

/// The epochs of one training: steps through the data, and what is measured and validated behind them.
struct EpochLoop {
  private let model: Sequential
  private let data: any BatchSource
  private let validation: (any BatchSource)?
  private let options: FitOptions
  /// Those to be done, counted from 0.
  private let epochs: Range<Int>
  private let control: TrainingControl
  private let limit: TimeLimit?

  private let training: ModelGraph.Training
  private let plan: EpochSteps
  private var taker: any StepTaker
  /// The steps done since the beginning.
  private var done: Int
  /// The pass through the data, which may go on over several epochs.
  private var pass: (any BatchPass)?

  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  /// Makes everything ready, and refuses data that does not fit the model.
  init(
    _ model: Sequential, _ data: any BatchSource, _ options: FitOptions,
    validation: (any BatchSource)?, initialEpoch: Int, _ control: TrainingControl,
    _ limit: TimeLimit?, _ communicator: (any Communicator)?
  ) throws {
    self.model = model
    self.data = data
    self.validation = validation
    self.options = options
    self.control = control
    self.limit = limit
    epochs = initialEpoch..<max(initialEpoch, options.epochs)
    training = try model.prepareTraining(data)
    if options.classWeight != nil, model.weighting.classWeights == nil {
      throw TrainError.classWeights
    }
    if let validation { _ = try model.prepareTraining(validation) }
    plan = EpochSteps(samples: data.count, options)
    let session = try model.session
    done = try model.stepsDone
    if let total = training.totalSteps {
      try session.setValue(Tensor(Int64(done + plan.total(epochs))), of: total)
    }
    taker =
      training.shards == nil
      ? try WholeSteps(model, training)
      : try ShardedSteps(
        model, training, shards: options.shards ?? communicator?.size ?? 1, communicator)
    start = clock.now
  }

  /// Goes through the epochs, up to the last or to where somebody wants to stop.
  mutating func run() throws -> [EpochLog] {
    var logs: [EpochLog] = []
    for epoch in epochs {
      if try wantsStop(isEpoch: true).isAny { break }
      // The shuffle is part of the epoch's time.
      let epochStart = clock.now
      guard let samples = try train(epoch) else { break }
      let log = try log(
        epoch, samples: samples, seconds: epochStart.duration(to: clock.now).seconds)
      logs.append(log)
      for callback in control.callbacks { try callback.epochEnds(log) }
    }
    return logs
  }

  /// Does the steps of an epoch; the number of samples, or nil if somebody wanted to stop within it.
  private mutating func train(_ epoch: Int) throws -> Int? {
    let batches = try batches(of: epoch)
    let steps = plan.count(of: epoch)
    for callback in control.callbacks {
      try callback.epochBegins(epoch + 1, of: options.epochs, steps: steps)
    }
    taker.reset()
    var (step, samples) = (0, 0)
    while step < steps {
      let stop = try wantsStop(isEpoch: false)
      if stop.isAny {
        // A run whose time is over before it has anything to show ends its first epoch here.
        if epoch == 0, stop.isForTime { break }
        return nil
      }
      let updates = (done + 1).isMultiple(of: training.accumulationSteps)
      guard let taken = try taker.take(from: batches, updates: updates) else { break }
      done += 1
      step += 1
      if !taken.loss.isFinite {
        try end(notFinite: taken.loss, epoch: epoch + 1, step: step)
        return nil
      }
      taker.count(taken)
      samples += taken.samples
      for callback in control.callbacks {
        try callback.stepEnds(step, loss: taken.loss) { taker.measurements }
      }
    }
    return samples
  }

  /// The pass through the data that the epoch goes on with, or begins at its first batch.
  private mutating func batches(of epoch: Int) throws -> any BatchPass {
    if let pass, plan.first(of: epoch) > 0 { return pass }
    let pass = data.pass(
      batchSize: options.batchSize, shuffle: options.shuffle, seed: model.seed,
      epoch: plan.pass(of: epoch), share: taker.share)
    for _ in 0..<plan.first(of: epoch) { _ = try pass.next() }
    self.pass = pass
    return pass
  }

  /// Whether to stop before the next step, as all ranks agree.
  private mutating func wantsStop(isEpoch: Bool) throws -> StopWish {
    let stop = try taker.stop(
      StopWish(isAny: control.wantsStop, isForTime: limit?.wantsStop ?? false), isEpoch: isEpoch)
    if stop.isAny { control.noteStop() }
    return stop
  }

  /// Throws, unless a callback wants to stop for that.
  private func end(notFinite loss: Double, epoch: Int, step: Int) throws {
    for callback in control.callbacks {
      try callback.lossIsNotFinite(loss, epoch: epoch, step: step)
    }
    if !control.wantsStop { throw TrainError.notFinite(epoch: epoch, step: step, loss: loss) }
  }

  /// What there is to say of an epoch that is done, validation included.
  private func log(_ epoch: Int, samples: Int, seconds: Double) throws -> EpochLog {
    let train = taker.measurements
    let isValidated = options.validationFreq.contains(epoch + 1)
    return EpochLog(
      epoch: epoch + 1, step: try model.stepsDone, train: train,
      validation: try isValidated ? validation.map { try taker.evaluate($0) } : nil,
      hasValidation: validation != nil, learningRate: try model.learningRate,
      samplesPerSecond: Double(samples) / max(seconds, 1e-9),
      elapsedSeconds: start.duration(to: clock.now).seconds)
  }
}
