import TFXCore
import TFXData
import TFXModel
import TFXReport
import TFXTrain

/// `tfx importance`: how much a model needs each column.
package struct ImportanceCommand {
  /// A file, a run's directory, or `latest`.
  package var checkpoint: String
  /// Other data to look at than the part that was held back: as `evaluate` takes it.
  package var data: String?
  /// Whether it is told too what the model says as a column changes.
  package var partial = false
  package var json = false
  /// Where the runs lie.
  package var runsRoot = "runs"

  package init(checkpoint: String) { self.checkpoint = checkpoint }

  /// Numbers that are predicted are told of so many columns and outputs; JSON has all.
  private static let outputLimit = 6

  package func run(_ console: Console) throws {
    let path = try RunDirectory.requiredCheckpoint(checkpoint, root: runsRoot)
    if path != checkpoint { console.say("using \(path)") }
    let saved = try TrainedModel(path)
    let preprocessing = try saved.preprocessing()
    try check(preprocessing)
    let review = RunReview(saved.model, preprocessing, on: console)
    _ = try review.look(at: data, of: saved)
    guard let outcomes = review.outcomes else {
      throw Failure(
        "\(path): error: neither a test nor a validation part was held back\n"
          + "  give data to look at with --data", exitCode: .usage)
    }
    guard let reader = outcomes.reader,
      let verdict = Verdict(
        outcomes, preprocessing, nil, part: review.part, seed: saved.model.seed),
      let use = try ColumnUse(
        saved.model, preprocessing, outcomes, verdict, budget: .max, rowLimit: 5_000)
    else {
      throw Failure(
        "error: \(NumberFormat.count(outcomes.count)) rows of \(review.part) are too few to shuffle "
          + "them\n  20 are the least; give more with --data", exitCode: .badData)
    }
    let dependence = Dependence(
      model: saved.model, preprocessing: preprocessing, outcomes: outcomes)
    let curves = partial ? try dependence.curves(use.columns.map(\.column)) : []
    if json {
      let document = document(path, review.part, use, curves, dependence, reader)
      return try console.result(document.text)
    }
    var text = table(use, review.part)
    for curve in curves {
      text.add("")
      text += table(curve, dependence, reader)
    }
    if partial, curves.count < use.columns.count {
      let others = use.columns.map(\.column).filter { name in
        !curves.contains { $0.column == name }
      }
      text += ["", "no values are told of: \(others.joined(separator: ", "))"]
    }
    try console.show(text)
  }

  /// Refuses models that have no columns to shuffle.
  private func check(_ preprocessing: Preprocessing) throws {
    let reason: String
    if preprocessing.predictsInput {
      reason = "the model predicts its input, so that nothing tells how good it is without a column"
    } else if let count = preprocessing.features?.columns.count {
      if (2...200).contains(count) { return }
      reason =
        count < 2
        ? "the model has one column, which is all that it goes by"
        : "the model has \(NumberFormat.count(count)) columns, more than 200"
    } else {
      reason = "importance is of columns of tables, and the model's inputs are none"
    }
    throw Failure("error: \(reason)", exitCode: .badData)
  }

  private func table(_ use: ColumnUse, _ part: String) -> ShownText {
    var text = ShownText([
      "\(use.measure) on \(NumberFormat.count(use.rowCount)) rows of \(part): "
        + NumberFormat.measurement(use.value),
      "what it loses when a column's values are shuffled among them, \(use.repeats) times:", "",
    ])
    var table = TextTable(["Column", "Loss", "95 % interval"], rightAligned: [1], dispensable: [2])
    for column in use.columns {
      table.add([
        column.column, NumberFormat.measurement(column.loss),
        "\(NumberFormat.measurement(column.interval.lowerBound)) to "
          + NumberFormat.measurement(column.interval.upperBound),
      ])
    }
    text.add(table)
    let idle = use.columns.filter { $0.interval.lowerBound <= 0 }.map(\.column)
    if !idle.isEmpty {
      text += ["", "no difference that can be told from chance: \(idle.joined(separator: ", "))"]
    }
    return text
  }

  /// A line for each value of a column.
  private func table(
    _ curve: Dependence.Curve, _ dependence: Dependence, _ reader: TruthReader
  ) -> ShownText {
    let shown = dependence.shown(
      curve.said, reader, limit: ImportanceCommand.outputLimit)
    let names = shown.map { dependence.name(of: $0, reader) }
    var table = TextTable(
      [curve.column + (curve.isScaled ? " (as the model gets it)" : "")] + names,
      rightAligned: Set(curve.names == nil ? 0..<1 + names.count : 1..<1 + names.count))
    for (place, said) in curve.said.enumerated() {
      table.add(
        [curve.names?[place] ?? Digits.text(curve.values[place], 4)]
          + shown.map { NumberFormat.measurement(said[$0]) })
    }
    let what = reader.names.isEmpty ? "mean prediction" : "mean probability"
    var text = ShownText(["\(what) if all rows had each value:"])
    text.add(table)
    return text
  }

  private func document(
    _ path: String, _ part: String, _ use: ColumnUse, _ curves: [Dependence.Curve],
    _ dependence: Dependence, _ reader: TruthReader
  ) -> JSON {
    var fields: [(key: String, value: JSON)] = [
      ("checkpoint", .string(path)), ("data", .string(part)), ("rows", .int(use.rowCount)),
      ("repeats", .int(use.repeats)), ("measure", .string(use.measure)),
      ("value", .double(use.value)),
      (
        "columns",
        .array(
          use.columns.map { column in
            .object([
              ("column", .string(column.column)), ("loss", .double(column.loss)),
              (
                "interval",
                .array([.double(column.interval.lowerBound), .double(column.interval.upperBound)])
              ),
            ])
          })
      ),
    ]
    if partial {
      fields.append(
        (
          "partial",
          .array(
            curves.map { curve in
              let values = curve.names.map { JSON.strings($0) }
              let outputs = (0..<(curve.said.first?.count ?? 0)).map { output in
                (
                  key: dependence.name(of: output, reader),
                  value: JSON.array(curve.said.map { .double($0[output]) })
                )
              }
              return .object([
                ("column", .string(curve.column)),
                ("values", values ?? .array(curve.values.map { .double($0) })),
                ("means", .object(outputs)),
              ])
            })
        ))
    }
    return .object(fields)
  }
}
