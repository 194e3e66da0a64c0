public import TFXCore
public import TFXData
public import TFXModel
public import TFXRanks
public import TFXRuntime

/// What can go wrong when a model is trained or used.
public enum TrainError: Error, Sendable {
  /// The layers don't make a model.
  case model(ModelError)
  /// The session refused a run.
  case run(RunError)
  /// A file that is streamed cannot be read any more as it could before.
  case data(DataError)
  /// The model was asked for what needs a loss, before `compile`.
  case notCompiled
  /// There is no sample.
  case noSamples
  /// The samples are not of the shape that the model takes.
  case inputShape(expected: [Int], found: [Int])
  /// The targets don't fit the loss or the outputs.
  case targets(expected: TensorSpec, found: TensorSpec?)
  /// The loss is infinite or not a number.
  case notFinite(epoch: Int, step: Int, loss: Double)
  /// The logs have no value of the name that something goes by.
  case monitor(owner: String, name: String, known: [String], hasValidation: Bool)
  /// The learning rate follows a schedule, and cannot be set.
  case scheduled
  /// A callback sets the learning rate, which follows a schedule.
  case scheduledFor(owner: String)
  /// A callback writes checkpoints, and there is no run with a folder for them.
  case noRun(owner: String)
  /// The samples have weights, which the model was not compiled for.
  case sampleWeights
  /// There are weights of classes, which the model was not compiled for.
  case classWeights
  /// The shards of a batch cannot be divided equally among the ranks.
  case shards(Int, ranks: Int)
  /// A batch has fewer samples than shards.
  case smallBatch(Int, shards: Int)
  /// The optimizer goes by which rows of a table were looked up, which a sum of gradients does not tell.
  case lazyUpdates
  /// The ranks cannot go on together.
  case ranks(RankError)
  /// Weights that don't fit the model.
  case weights(file: String, [String])
}

extension TrainError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .model(let error): "\(error)"
    case .run(let error): "\(error)"
    case .data(let error): "\(error)"
    case .notCompiled: "the model has no loss and no optimizer; call compile first"
    case .noSamples: "there are no samples"
    case .inputShape(let expected, let found):
      "the model takes samples of shape \(expected), these are \(found)"
    case .targets(let expected, let found):
      "the loss takes targets \(expected), found \(found.map { "\($0)" } ?? "none")"
    case .notFinite(let epoch, let step, let loss):
      "the loss became \(loss) at epoch \(epoch), step \(step)"
    case .monitor(let owner, let name, let known, _):
      "\(owner) watches '\(name)', but the logs have \(known.joined(separator: ", "))"
    case .scheduled: "the learning rate follows a schedule, and cannot be set besides"
    case .scheduledFor(let owner):
      "\(owner) sets the learning rate, which follows a schedule already"
    case .noRun(let owner): "\(owner) writes into the folder of a run, and there is none"
    case .sampleWeights:
      "the samples have weights; compile the model with SampleWeighting(hasSampleWeights: true)"
    case .classWeights:
      "the classes have weights; compile the model with SampleWeighting(classWeights: …)"
    case .shards(let shards, let ranks):
      "\(shards) shards cannot be divided among \(ranks) ranks"
    case .smallBatch(let batchSize, let shards):
      "batches of \(batchSize) \(batchSize == 1 ? "sample" : "samples") cannot be cut into "
        + "\(shards) shards"
    case .lazyUpdates: "LazyAdam cannot train on shards or several ranks"
    case .ranks(let error): "\(error)"
    case .weights(let file, let problems):
      "\(file): these weights don't fit the model:\n  " + problems.joined(separator: "\n  ")
    }
  }

  /// What to do about it.
  public var help: String? {
    switch self {
    case .notFinite:
      "lower the learning rate, normalize the inputs, or look for extreme values in the data"
    case .model(let error): error.help
    case .monitor(_, let name, let known, let hasValidation):
      !hasValidation && name.hasPrefix("val_")
        ? "give the data a validation part: validation_split: 0.1"
        : Spelling.suggestion(for: name, among: known)
    case .scheduledFor: "keep one of them: give learning_rate a number, or leave the callback out"
    case .shards(let shards, let ranks):
      "give fit.shards a multiple of \(ranks), or start as many ranks as divide \(shards)"
    case .smallBatch(_, let shards): "give fit.batch_size \(shards) at least"
    case .lazyUpdates: "take Adam, which changes all rows of a table"
    case .ranks(let error): error.help
    case .noRun: "train with tfx, or add a CheckpointWriter to the callbacks"
    case .run(.missingLibrary(_, _, let help)): help
    default: nil
    }
  }
}
