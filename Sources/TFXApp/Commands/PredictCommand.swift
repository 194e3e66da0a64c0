import TFXCore
import TFXData
import TFXGraph
import TFXModel
import TFXTrain

/// `tfx predict`: what a model makes of each row of a file.
package struct PredictCommand {
  package var input: String
  /// The newest run's best if nil.
  package var checkpoint: String?
  /// Standard output if nil or `-`.
  package var output: String?
  package var json = false
  /// Where the runs lie.
  package var runsRoot = "runs"

  package init(input: String) { self.input = input }

  package func run(_ console: Console) throws {
    let saved = try TrainedModel(try path(console))
    let preprocessing = try saved.preprocessing()
    let samples = try preprocessing.stream(
      DataSource(argument: input), needTargets: false, batchSize: Sequential.inferenceBatchSize)
    let text = PredictionText(
      width: try saved.model.graph.prediction.shape.withoutBatch.elementCount,
      classNames: preprocessing.classNames, targets: preprocessing.targetColumns,
      idColumn: preprocessing.idColumn, json: json)
    guard let output, output != "-" else {
      return try write(samples, saved.model, text) { bytes in
        try console.result(String(decoding: bytes, as: UTF8.self))
      }
    }
    // Behind the input, for which one may wait: a signal ends the program only between pieces, and
    // what has been written is then removed.
    let file = try FileWriter(output)
    let interrupt = Interrupt()
    try write(samples, saved.model, text) { bytes in
      if interrupt.wantsStop {
        throw Failure(
          "stopped; nothing was written to \(output)", exitCode: interrupt.exitCode)
      }
      try file.write(bytes)
    }
    try file.finish()
  }

  /// Predicts from all samples, and hands on the text of some rows at a time.
  private func write(
    _ samples: SampleStream, _ model: Sequential, _ text: PredictionText,
    to sink: ([UInt8]) throws -> Void
  ) throws {
    var row = 0
    while let data = try samples.next() {
      let outputs = try model.predict(data.inputs)
      // Not before: where nothing can be predicted, there is no header either.
      if row == 0, !text.header.isEmpty { try sink(text.header) }
      for rows in text.rows(outputs, ids: data.ids, first: row) { try sink(rows) }
      row += data.count
    }
  }

  private func path(_ console: Console) throws -> String {
    if let checkpoint { return checkpoint }
    guard let run = RunDirectory.newest(root: runsRoot) else {
      throw Failure(
        "error: there is no run under \(runsRoot)/ to take a checkpoint from\n"
          + "  train first, or name one with --checkpoint", exitCode: .noInput)
    }
    console.say("using \(run.best)")
    return run.best
  }
}
