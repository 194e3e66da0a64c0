import TFXCore
import TFXData
import TFXGraph
import TFXModel
import TFXTrain

/// `tfx predict`: what a model makes of each row of a file.
package struct PredictCommand {
  package var input: String
  /// A file, a run's directory, or `latest`; if nil, that of the newest run whose inputs these are.
  package var checkpoint: String?
  /// Standard output if nil or `-`.
  package var output: String?
  package var json = false
  /// Whether data that is not like the training data is an error.
  package var strict = false
  /// Where the runs lie.
  package var runsRoot = "runs"

  package init(input: String) { self.input = input }

  package func run(_ console: Console) throws {
    let source = DataSource(argument: input)
    let saved = try TrainedModel(try path(source, console))
    let preprocessing = try saved.preprocessing()
    let samples = try preprocessing.streamWithTruth(
      source, batchSize: Sequential.inferenceBatchSize)
    for notice in samples.notices { console.say("warning: \(notice)") }
    let rows = try PredictionRows(
      saved.model, preprocessing, hasTargets: samples.hasTargets, json: json, repeatsInputs: true)
    for (name, other) in rows.text.renamed {
      let what =
        name.hasPrefix("truth") ? "truths" : name == "loss" ? "losses" : "predictions"
      console.say("the ids are in the column '\(name)', and the \(what) in '\(other)'")
    }
    var count = 0
    guard let output, output != "-" else {
      do {
        try write(samples, saved.model, rows, &count) { bytes in
          try console.result(String(decoding: bytes, as: UTF8.self))
        }
      } catch let error as DataError where count > 0 {
        console.say("only the predictions before the mistake are written, \(count) of them")
        throw error
      }
      return try DriftReport.tell(
        samples.drift, strict: strict, done: "the predictions are written all the same",
        on: console)
    }
    // Behind the input, for which one may wait: a signal ends the program only between pieces, and
    // what has been written is then removed.
    let file = try FileWriter(output)
    let interrupt = Interrupt()
    try write(samples, saved.model, rows, &count) { bytes in
      if interrupt.wantsStop {
        throw Failure(
          "stopped; nothing was written to \(output)", exitCode: interrupt.exitCode)
      }
      try file.write(bytes)
    }
    try DriftReport.tell(
      samples.drift, strict: strict, done: "nothing was written to \(output)", on: console)
    try file.finish()
  }

  /// Predicts from all samples, and hands on the text of some rows at a time; counts the samples.
  private func write(
    _ samples: SampleStream, _ model: Sequential, _ rows: PredictionRows, _ count: inout Int,
    to sink: ([UInt8]) throws -> Void
  ) throws {
    while let data = try samples.next() {
      try rows.write(model.predicting(data, first: count), to: sink)
      count += data.count
    }
  }

  private func path(_ source: DataSource, _ console: Console) throws -> String {
    if let checkpoint {
      let path = try RunDirectory.requiredCheckpoint(checkpoint, root: runsRoot)
      if path != checkpoint { console.say("using \(path)") }
      return path
    }
    let runs = RunDirectory.byAge(root: runsRoot)
    guard let newest = runs.first else {
      throw Failure(
        "error: there is no run under \(runsRoot)/ to take a checkpoint from\n"
          + "  train first, or name one with --checkpoint", exitCode: .noInput)
    }
    // If none takes these inputs, the newest says what it misses.
    let path = (runs.first { takes(source, $0, console) } ?? newest).best
    console.say("using \(path)")
    return path
  }

  /// Whether the model of a run takes the given inputs. Standard input and pipes can be read only once:
  /// the newest model gets them.
  private func takes(_ source: DataSource, _ run: RunDirectory, _ console: Console) -> Bool {
    if source.tablePaths?.contains(where: ReadOnce.contains) == true { return true }
    do throws(CheckpointError) {
      return try Checkpoint.read(run.best).preprocessing?.takes(source) ?? false
    } catch {
      console.say("passing over \(error)")
      return false
    }
  }
}
