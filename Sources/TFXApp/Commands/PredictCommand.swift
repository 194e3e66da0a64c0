import TFXCore
import TFXData
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
    let saved = try SavedModel(try path(console))
    let preprocessing = try saved.preprocessing()
    let data = try preprocessing.load(DataSource(argument: input), needTargets: false)
    let predictions = try saved.model.predict(data.inputs)
    let table = Predictions(
      predictions, data: data, classNames: preprocessing.classNames, idColumn: preprocessing.id)
    let text = json ? table.jsonLines : table.csv
    if let output, output != "-" {
      try FileAccess.write(Array(text.utf8), to: output)
    } else {
      try console.result(text)
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

/// Predictions as rows: an id, the predicted class with the probability of each, or the predicted
/// numbers.
struct Predictions {
  private let header: [String]
  private let rows: [[Cell]]

  private enum Cell {
    case text(String)
    case number(String)

    var csv: String {
      switch self {
      case .text(let text): Predictions.field(text)
      case .number(let number): number
      }
    }

    var json: String {
      switch self {
      case .text(let text): JSONText.string(text)
      case .number(let number): Float(number).map { $0.isFinite ? number : "null" } ?? "null"
      }
    }
  }

  /// The outputs of a model, `[rows, outputs]`, for the given data.
  init(_ outputs: Tensor, data: Dataset, classNames: [String]?, idColumn: String?) {
    let width = outputs.shape.withoutBatch.elementCount
    let values = outputs.scalars(as: Float.self)
    let ids = data.ids.map { $0.map { Cell.text($0) } }
    let names = classNames ?? []
    let outputsOf = { (row: Int) in values[row * width..<(row + 1) * width] }
    if names.isEmpty {
      let columns = width == 1 ? ["prediction"] : (0..<width).map { "prediction_\($0)" }
      header = [idColumn ?? "row"] + columns
      rows = (0..<data.count).map { row in
        [ids?[row] ?? .number("\(row + 1)")] + outputsOf(row).map { .number("\($0)") }
      }
      return
    }
    header = [idColumn ?? "row", "prediction"] + names.map { "probability_\($0)" }
    rows = (0..<data.count).map { row in
      var probabilities = Array(outputsOf(row))
      // A single output is the probability of the second of two classes.
      if width == 1 { probabilities = [1 - probabilities[0], probabilities[0]] }
      let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
      return [ids?[row] ?? .number("\(row + 1)"), .text(names[best])]
        + probabilities.map { .number("\($0)") }
    }
  }

  /// A header and a line for each row.
  var csv: String {
    var text = header.map(Predictions.field).joined(separator: ",") + "\n"
    for row in rows { text += row.map(\.csv).joined(separator: ",") + "\n" }
    return text
  }

  /// A JSON object on a line for each row.
  var jsonLines: String {
    var text = ""
    for row in rows {
      text += JSONText.object(zip(header, row).map { ($0, $1.json) }) + "\n"
    }
    return text
  }

  /// A field of a CSV file, quoted where it must be.
  private static func field(_ text: String) -> String {
    let needsQuotes = text.contains { ",\"\n\r".contains($0) || $0 == "\r\n" }
    if !needsQuotes { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
