import TFXData
import TFXModel
import TFXRuntime

/// How the steps of a training are taken: on whole batches, or on batches that are cut into shards, on
/// one rank or several.
protocol StepTaker {
  /// Forgets what was measured, before an epoch.
  mutating func reset()

  /// What it takes of each batch.
  var share: BatchShare { get }

  /// Takes a step on the next batch; nil after the last.
  ///
  /// - Parameter updates: Whether the step changes the weights, and not only adds to the gradients.
  mutating func take(from pass: any BatchPass, updates: Bool) throws -> TakenStep?

  /// Counts a step that was taken in with what is measured.
  mutating func count(_ step: TakenStep)

  /// The loss and the metrics of the epoch so far.
  var measurements: Measurements { get }

  /// The loss and the metrics on other samples.
  func evaluate(_ data: any BatchSource) throws -> Measurements

  /// Why to stop before the next step, as all who take part agree.
  ///
  /// - Parameters:
  ///   - own: Why this one wants to stop.
  ///   - isEpoch: Whether an epoch would begin with the step.
  mutating func stop(_ own: StopWish, isEpoch: Bool) throws -> StopWish
}

/// A step that was taken.
struct TakenStep {
  /// The loss of the batch, before the update.
  let loss: Double
  /// The samples of the batch.
  let samples: Int
}

/// Why to stop.
struct StopWish {
  /// Whether anybody wants to stop.
  var isAny = false
  /// Whether the time of the training is over.
  var isForTime = false
}

/// Steps on whole batches, by one process: a step is one plan.
struct WholeSteps: StepTaker {
  private let model: Sequential
  private var updating: BatchRunner
  /// For steps that only add to the gradients.
  private var accumulating: BatchRunner?
  private var measuring: Measuring

  init(_ model: Sequential, _ training: ModelGraph.Training) throws {
    self.model = model
    updating = try model.trainingRunner(training)
    measuring = try Measuring(training, in: try model.session)
    if let step = training.accumulationStep { accumulating = try model.runner(training, step) }
  }

  var share: BatchShare { .whole }

  mutating func reset() { measuring.reset() }

  mutating func take(from pass: any BatchPass, updates: Bool) throws -> TakenStep? {
    guard let batch = try pass.next() else { return nil }
    let loss =
      updates
      ? try updating.run(batch.rows, of: batch.samples).scalar(0)
      : try accumulating!.run(batch.rows, of: batch.samples).scalar(0)
    return TakenStep(loss: loss, samples: batch.rows.count)
  }

  mutating func count(_ step: TakenStep) { measuring.add(loss: step.loss, samples: step.samples) }

  var measurements: Measurements { measuring.measurements }

  func evaluate(_ data: any BatchSource) throws -> Measurements { try model.evaluate(data) }

  func stop(_ own: StopWish, isEpoch: Bool) -> StopWish { own }
}
