import TFXModel
import TFXReport
import TFXTrain

extension RunMetrics {
  /// What happened epoch by epoch.
  func history(_ config: ExperimentConfig, bestEpoch: Int?) -> TrainingHistory {
    let metrics = config.compile.reported
    return TrainingHistory(
      epochs: epochs,
      curves: measured.map { name in
        TrainingHistory.Curve(
          name: name, training: self[name], validation: self["val_\(name)"],
          isHigherBetter: metrics.first { $0.field.name == name }?.field.value.isHigherBetter
            ?? false)
      }, learningRates: self["learning_rate"], seconds: self["elapsed_seconds"],
      samplesPerSecond: self["samples_per_second"], bestEpoch: bestEpoch)
  }
}

/// What is odd about a training, of its curves.
enum TrainingSigns {
  static func lines(_ metrics: RunMetrics, best: Int?) -> [String] {
    let (training, validation) = (metrics["loss"], metrics["val_loss"])
    let epochs = metrics.epochs
    let known = validation.indices.filter { validation[$0].isFinite }
    guard known.count >= 3, let last = known.last,
      let least = known.min(by: { validation[$0] < validation[$1] })
    else { return [] }
    var lines: [String] = []
    let (low, end) = (validation[least], validation[last])
    if last - least >= 2, end > low + 0.1 * abs(low), training[last] < training[least] {
      let isKept = best.map { $0 <= epochs[least] + 1 } ?? false
      lines.append(
        "Overfitting since epoch \(epochs[least]): after it the validation loss rose from "
          + "\(Digits.text(low)) to \(Digits.text(end)) while the training loss went on falling."
          + (isKept ? " The weights that are kept are from before." : ""))
    }
    let before = known[max(0, known.count - 1 - max(1, known.count / 10))]
    if least == last, known.count >= 5, validation[before] - end > 0.01 * abs(validation[before]) {
      lines.append(
        "The validation loss was still falling at the end: more epochs may give better results.")
    }
    return lines
  }
}
