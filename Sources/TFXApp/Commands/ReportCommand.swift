import TFXConfig
import TFXCore
import TFXData
import TFXModel
import TFXReport
import TFXTrain

/// `tfx report`: a page about a run.
package struct ReportCommand {
  /// A file, a run's directory, or `latest`.
  package var checkpoint: String
  /// Other data to look at than the part that was held back: as `evaluate` takes it.
  package var data: String?
  /// Where the page goes; into the run if nil.
  package var output: String?
  /// Where the runs lie.
  package var runsRoot = "runs"

  package init(checkpoint: String) { self.checkpoint = checkpoint }

  package func run(_ console: Console) throws {
    let path = try RunDirectory.requiredCheckpoint(checkpoint, root: runsRoot)
    if path != checkpoint { console.say("using \(path)") }
    let saved = try TrainedModel(path)
    let preprocessing = try saved.preprocessing()
    guard let config = saved.config else {
      preconditionFailure("encoders, but no configuration, in \(path)")
    }
    let run = RunDirectory(ofCheckpoint: path)
    var subject = ReportSubject(
      model: saved.model, preprocessing: preprocessing, config: config,
      configText: saved.checkpoint.config, run: run, checkpoint: path, best: saved.checkpoint.best,
      fingerprint: saved.checkpoint.data)
    let review = RunReview(saved.model, preprocessing, on: console)
    if let prepared = try review.look(at: data, of: saved) { subject.take(prepared) }
    let place = output ?? (data == nil ? run?.report : nil) ?? "report.html"
    try review.write(subject, to: place)
    try console.result("report: \(place)\n")
  }
}

extension RunReview {
  /// Evaluates a model on a source as the command line names it or, without one, on the part that was held back
  /// when it was trained.
  ///
  /// - Returns: All parts of its own data, if those were read.
  func look(at data: String?, of saved: TrainedModel) throws -> PreparedData? {
    let preprocessing = try saved.preprocessing()
    if let data {
      let samples = try preprocessing.stream(
        DataSource(argument: data), needTargets: true, batchSize: Sequential.inferenceBatchSize)
      for notice in samples.notices { console.say("warning: \(notice)") }
      _ = try evaluate(samples, data)
      return nil
    }
    let prepared = try TrainingData(saved, needsPart: false).prepared(preprocessing)
    if let (samples, part) = prepared.heldBack {
      _ = try evaluate(samples, part.rawValue, predictions: nil, isSubject: true)
    }
    return prepared
  }

  /// Writes what the model makes of the rows that it was validated with, and the page if it is wanted. The
  /// training is done: what goes wrong here is told, and nothing more.
  func conclude(_ data: PreparedData, _ subject: ReportSubject, report: Bool) throws {
    guard let run = subject.run else { return }
    if let validation = data.validation {
      _ = attempt("the validation part is not predicted") {
        try evaluate(
          validation, DataPart.validation.rawValue, predictions: run.predictions(.validation),
          isSubject: data.test == nil)
      }
    }
    if !report { return }
    var subject = subject
    subject.take(data)
    let isWritten: Void? = attempt("the report is not written") {
      try write(subject, to: run.report)
    }
    if isWritten != nil { try console.result("report: \(run.report)\n") }
  }

  /// Writes the page.
  func write(_ subject: ReportSubject, to path: String) throws {
    let page = try ReportWriter(
      subject: subject, outcomes: outcomes, measurements: measurements, part: part
    ).page()
    try FileAccess.write(page.bytes, to: path)
  }
}

extension ReportSubject {
  /// Takes the parts of the data.
  mutating func take(_ data: PreparedData) {
    train = data.train
    validationCount = data.validation?.count ?? 0
    testCount = data.test?.count ?? 0
    let all = [("training", data.trainOnce), ("validation", data.validation), ("test", data.test)]
    parts = all.compactMap { name, samples in samples.map { (name, $0) } }
  }
}

extension PreparedData {
  /// The part that was held back: that to test with or, if there is none, that to validate with.
  var heldBack: (samples: any BatchSource, part: DataPart)? {
    test.map { ($0, .test) } ?? validation.map { ($0, .validation) }
  }
}
