import TFXCore
import TFXData
import TFXGraph
import TFXModel
import TFXReport
import TFXTrain

/// The temperature of a run's best weights, chosen on the validation part when the training is done.
struct Calibration {
  private let fit: TemperatureFit?

  /// Numbers that are looked at, of all rows together.
  private static let numberLimit = 5_000_000

  /// - Parameters:
  ///   - model: With the weights that are calibrated, and without a temperature.
  ///   - validation: What the temperature is chosen on.
  init(
    _ model: Sequential, _ validation: any BatchSource, _ preprocessing: Preprocessing
  ) throws {
    guard let reader = TruthReader(preprocessing), let logits = try model.graph.logits else {
      fit = nil
      return
    }
    let width = logits.output.shape.withoutBatch.elementCount
    var (values, classes, truths) = ([Float](), [Int](), [Bool]())
    try model.logits(of: validation) { output, rows, samples in
      guard values.count < Calibration.numberLimit,
        let known = samples.targets.flatMap({ reader.read($0, rows: rows) })
      else { return }
      values += output.scalars(as: Float.self)
      for truth in known {
        switch truth {
        case .oneClass(let index) where logits.areOfClasses: classes.append(index)
        // One output for the second of two classes, or one for each class that may be exceeded.
        case .oneClass(let index): truths += (0..<width).map { index > $0 }
        case .labels(let holds): truths += holds
        case .numbers: break
        }
      }
    }
    fit =
      logits.areOfClasses
      ? TemperatureFit(logits: values, classes: classes)
      : TemperatureFit(logits: values, truths: truths)
  }

  /// Keeps the temperature in a checkpoint, and has the model use it. A threshold that was chosen for
  /// probabilities before is one no longer.
  func keep(
    in path: String, _ model: Sequential, _ preprocessing: inout Preprocessing
  ) throws {
    if preprocessing.outputs.temperature != fit?.temperature {
      preprocessing.outputs = OutputChoice()
      preprocessing.outputs.temperature = fit?.temperature
      var checkpoint = try Checkpoint.read(path)
      checkpoint.preprocessing = preprocessing
      try checkpoint.write(path)
    }
    try model.setTemperature(fit?.temperature)
  }

  /// A line about it.
  var text: String {
    guard let fit else {
      return "temperature: none; no rows of validation are wrong by which to choose one\n"
    }
    return "temperature: \(NumberFormat.measurement(fit.temperature)) (validation -log probability "
      + "\(NumberFormat.measurement(fit.before)) before, \(NumberFormat.measurement(fit.after)) after)\n"
  }
}
