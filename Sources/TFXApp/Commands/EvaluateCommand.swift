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
  /// A file, a run's directory, or `latest`.
  package var checkpoint: String
  /// A CSV file, or `IMAGES,LABELS`.
  package var data: String?
  package var json = false
  /// A file for what the model makes of each row.
  package var predictions: String?
  /// Whether other data that is not like the training data is an error.
  package var strict = false
  /// Where the runs lie.
  package var runsRoot = "runs"

  package init(checkpoint: String) { self.checkpoint = checkpoint }

  package func run(_ console: Console) throws {
    let path = try RunDirectory.requiredCheckpoint(checkpoint, root: runsRoot)
    if path != checkpoint { console.say("using \(path)") }
    let saved = try TrainedModel(path)
    let decisions = try Decisions(saved.preprocessing())
    let (part, measurements, count, drift) = try evaluate(saved, decisions, console)
    try tell(part, measurements, count, decisions, path, console)
    if let drift {
      try DriftReport.tell(
        drift, strict: strict, done: "the measurements are those of this data", on: console)
    }
  }

  private func tell(
    _ part: String, _ measurements: Measurements, _ count: Int, _ decisions: Decisions?,
    _ path: String, _ console: Console
  ) throws {
    if !json {
      return try console.show(
        EvaluateCommand.line(part, measurements, samples: count) + (decisions?.line ?? ""))
    }
    var fields: JSON.Fields = [
      ("checkpoint", .string(path)), ("data", .string(part)), ("samples", .int(count)),
    ]
    fields += measurements.values.map { ($0.name, .double($0.value)) }
    if let decisions { fields.append(("threshold", decisions.json)) }
    try console.result(JSON.object(fields).line + "\n")
  }

  /// The line in which `train` and `evaluate` tell measurements.
  static func line(_ part: String, _ measurements: Measurements, samples: Int) -> String {
    "\(part): \(ProgressReporter.list(measurements.values))  "
      + "(\(NumberFormat.count(samples)) samples)\n"
  }

  private func evaluate(
    _ saved: TrainedModel, _ decisions: Decisions?, _ console: Console
  ) throws -> (part: String, measurements: Measurements, count: Int, drift: Drift?) {
    let preprocessing = try saved.preprocessing()
    let file = try predictions.map { try PredictionFile($0, saved.model, preprocessing) }
    let isObserved = file != nil || decisions != nil
    let observe = { (predicted: PredictedSamples) in
      try file?.add(predicted)
      decisions?.add(predicted)
    }
    let stream = { (source: DataSource) in
      let samples = try preprocessing.stream(
        source, needTargets: true, batchSize: Sequential.inferenceBatchSize)
      for notice in samples.notices { console.say("warning: \(notice)") }
      if !isObserved {
        let (measurements, count) = try saved.model.evaluate(samples)
        return (measurements, count, samples.drift)
      }
      let (measurements, count) = try saved.model.evaluate(samples, observing: observe)
      try file?.finish()
      return (measurements, count, samples.drift)
    }
    if let data {
      let (measurements, count, drift) = try stream(DataSource(argument: data))
      return (data, measurements, count, drift)
    }
    let own = try TrainingData(saved)
    if let source = own.source {
      for change in try own.changes() {
        console.say("the data has changed since the training: \(change)")
      }
      let (measurements, count, _) = try own.reading { try stream(source) }
      return (own.part.rawValue, measurements, count, nil)
    }
    let samples = try own.split(preprocessing)
    if !isObserved {
      return (own.part.rawValue, try saved.model.evaluate(samples), samples.count, nil)
    }
    let measurements = try saved.model.evaluate(samples, observing: observe)
    try file?.finish()
    return (own.part.rawValue, measurements, samples.count, nil)
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
