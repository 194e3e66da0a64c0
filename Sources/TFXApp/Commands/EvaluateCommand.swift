import TFXCore
import TFXData
import TFXModel
import TFXTrain

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `tfx evaluate`: loss and metrics of a checkpoint on the test part of its data, or on other data.
package struct EvaluateCommand {
  package var checkpoint: String
  /// A CSV file, or `IMAGES,LABELS`.
  package var data: String?
  package var json = false
  /// Whether other data that is not like the training data is an error.
  package var strict = false

  package init(checkpoint: String) { self.checkpoint = checkpoint }

  package func run(_ console: Console) throws {
    let saved = try TrainedModel(checkpoint)
    let (part, measurements, count, drift) = try evaluate(saved)
    try tell(part, measurements, count, console)
    if let drift {
      try DriftReport.tell(
        drift, strict: strict, done: "the measurements are those of this data", on: console)
    }
  }

  private func tell(
    _ part: String, _ measurements: Measurements, _ count: Int, _ console: Console
  ) throws {
    if !json {
      return try console.result(EvaluateCommand.line(part, measurements, samples: count))
    }
    var fields = [("checkpoint", JSONText.string(checkpoint)), ("data", JSONText.string(part))]
    fields.append(("samples", "\(count)"))
    fields += measurements.values.map { ($0.name, JSONText.number($0.value)) }
    try console.result(JSONText.object(fields) + "\n")
  }

  /// The line in which `train` and `evaluate` tell measurements.
  static func line(_ part: String, _ measurements: Measurements, samples: Int) -> String {
    "\(part): \(ProgressReporter.list(measurements.values))  "
      + "(\(NumberFormat.count(samples)) samples)\n"
  }

  private func evaluate(
    _ saved: TrainedModel
  ) throws -> (part: String, measurements: Measurements, count: Int, drift: Drift?) {
    let preprocessing = try saved.preprocessing()
    if let data {
      let samples = try preprocessing.stream(
        DataSource(argument: data), needTargets: true, batchSize: Sequential.inferenceBatchSize)
      let (measurements, count) = try saved.model.evaluate(samples)
      return (data, measurements, count, samples.drift)
    }
    let (part, samples) = try trainingPart(saved, preprocessing)
    return (part, try saved.model.evaluate(samples), samples.count, nil)
  }

  /// The test part of the data that the model was trained on, or else the validation part.
  private func trainingPart(
    _ saved: TrainedModel, _ preprocessing: Preprocessing
  ) throws -> (part: String, any BatchSource) {
    guard let config = saved.config else { preconditionFailure("no configuration, but encoders") }
    let prepared: PreparedData
    do {
      prepared = try PreparedData.prepare(
        config.data, as: config.compile.loss.value.target, seed: config.seed)
    } catch {
      if !error.isUnreadable { throw error }
      throw Failure(
        "error: \(error.file): \(error.message)\n  the model was trained on this file; give other data with --data",
        exitCode: .noInput)
    }
    if prepared.preprocessing != preprocessing {
      throw Failure(
        "\(checkpoint): error: the training data has changed since, so that its parts are not "
          + "those of the training any more\n  give data to evaluate on with --data",
        exitCode: .badData)
    }
    if let test = prepared.test { return ("test", test) }
    if let validation = prepared.validation { return ("validation", validation) }
    throw Failure(
      "\(checkpoint): error: its configuration has neither a test nor a validation part\n"
        + "  give data to evaluate on with --data", exitCode: .usage)
  }
}

extension DataSource {
  /// Data as the command line names it: a file, or `IMAGES,LABELS`.
  init(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2, !FileAccess.exists(argument) {
      self = .idx(images: parts[0], labels: parts[1])
    } else {
      self = .file(argument)
    }
  }
}

/// JSON, piece by piece: results keep their order.
enum JSONText {
  static func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\(string($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
  }

  /// A number; null where JSON has none.
  static func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "null" }

  static func string(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    guard let data = try? encoder.encode(text) else {
      preconditionFailure("a text cannot be written as JSON")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
