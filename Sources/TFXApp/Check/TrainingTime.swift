import TFXData
package import TFXTrain

/// How long a training will take, from some of its steps.
package struct TrainingTime: Sendable {
  /// Seconds of all of it.
  package let seconds: Double
  package let epochs: Int
  /// The steps of an epoch; the last of a pass may have fewer.
  package let steps: Int
  /// Seconds of a step, and of a validation.
  package let step: Double
  package let validation: Double
  /// Whether `max_time` ends it before.
  package let isCut: Bool

  /// What an epoch takes besides: its line in the log and in `metrics.csv`, and a copy of what training knows.
  /// Measured on a small machine, as the others.
  private static let epochSeconds = 0.15e-3
  private static let copiedBytesPerSecond = 3e9
  /// What it takes to have two checkpoints on the disk: once a second at most.
  private static let checkpointSeconds = 0.015
  private static let writtenBytesPerSecond = 50e6

  /// - Parameter readSeconds: what reading all data once takes, if that is done for each epoch.
  package init(
    _ times: StepTimes, samples: Int, validation: Int, _ fit: FitOptions, readSeconds: Double = 0
  ) {
    let plan = EpochSteps(samples: samples, fit)
    let all = plan.total(0..<fit.epochs)
    let batch = Double(max(1, min(validation, Sequential.inferenceBatchSize)))
    let validated = (1...fit.epochs).count { fit.validationFreq.contains($0) }
    self.validation = (times.evaluation ?? 0) * Double(validation) / batch
    let copying = Double(times.stateByteCount) / TrainingTime.copiedBytesPerSecond
    let computed =
      times.first + Double(all) * times.step + Double(validated) * self.validation
      + Double(fit.epochs) * (TrainingTime.epochSeconds + copying)
    let checkpoint =
      TrainingTime.checkpointSeconds
      + Double(times.stateByteCount) / TrainingTime.writtenBytesPerSecond
    let writing = checkpoint * min(Double(fit.epochs), 1 + computed.rounded(.down))
    let passes = Double(all) / Double(max(plan.batches, 1))
    let whole = max(computed, passes * readSeconds) + writing
    let limit = fit.maxTime.map { Double($0.seconds) } ?? Double.infinity
    isCut = whole > limit
    seconds = min(whole, limit)
    epochs = fit.epochs
    steps = plan.count(of: 0)
    step = times.step
  }
}
