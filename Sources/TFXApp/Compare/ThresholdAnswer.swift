import TFXCore
import TFXData
import TFXReport
import TFXTrain

/// What `tfx threshold` tells.
struct ThresholdAnswer {
  let run: RunDirectory
  /// The class that is looked for.
  let name: String
  let goal: ThresholdChoice.Goal?
  /// Of each part first what comes of ½.
  let measured: [Measured]

  /// What comes of a threshold on the rows of a part.
  struct Measured {
    let part: DataPart
    /// A probability of the class that is looked for.
    let threshold: Double
    let counts: Threshold
  }

  private var costs: (falsePositive: Double, falseNegative: Double)? {
    if case .cost(let falsePositive, let falseNegative) = goal {
      (falsePositive, falseNegative)
    } else {
      nil
    }
  }

  private func values(_ counts: Threshold) -> [(name: String, value: Double)] {
    var values: [(name: String, value: Double)] = [
      ("accuracy", counts.accuracy), ("precision", counts.precision), ("recall", counts.recall),
      ("f1", counts.f1),
    ]
    if case .most(let measure) = goal, !values.contains(where: { $0.name == measure.rawValue }) {
      values.append((measure.rawValue, measure(counts)))
    }
    if let costs {
      values.append(
        (
          "cost",
          counts.cost(falsePositive: costs.falsePositive, falseNegative: costs.falseNegative)
        ))
    }
    return values
  }

  var text: ShownText {
    var text = ShownText()
    if goal != nil, let chosen = measured.dropFirst().first {
      text.add(
        "'\(name)' is said above a probability of \(Digits.text(chosen.threshold, 4)): "
          + "\(words) on \(NumberFormat.count(chosen.counts.count)) validation rows")
      text.add("kept in \(run.best), for evaluate, predict and report")
    } else {
      text.add("the likelier class is said, as before; kept in \(run.best)")
    }
    guard let first = measured.first else { return text }
    let names = values(first.counts).map(\.name)
    var table = TextTable(
      ["Part", "Rows", "Threshold"] + names, rightAligned: Set(1..<3 + names.count),
      dispensable: [1, 3])
    for part in measured {
      table.add(
        [
          part.part.rawValue, NumberFormat.count(part.counts.count),
          Digits.text(part.threshold, 4),
        ]
          + values(part.counts).map { name, value in
            name == "cost" ? Digits.text(value, 6) : Digits.fixed(value, 4)
          })
    }
    text.add("")
    text.add(table)
    return text
  }

  /// What it was chosen by.
  private var words: String {
    switch goal {
    case .most(let measure): "the greatest \(measure.rawValue)"
    case .recall(let least):
      "the greatest precision with a recall of at least \(Column.text(of: least))"
    case .precision(let least):
      "the greatest recall with a precision of at least \(Column.text(of: least))"
    case .cost(let falsePositive, let falseNegative):
      "the least cost, \(Column.text(of: falsePositive)) for what is wrongly called '\(name)' "
        + "and \(Column.text(of: falseNegative)) for what is missed"
    case nil: "nothing"
    }
  }

  var json: JSON {
    .object([
      ("run", .string(run.path)), ("class", .string(name)),
      (
        "threshold",
        goal == nil
          ? .null : measured.dropFirst().first.map { .double($0.threshold) } ?? .null
      ),
      (
        "parts",
        .array(
          measured.map { part in
            .object(
              [
                ("part", .string(part.part.rawValue)), ("rows", .int(part.counts.count)),
                ("threshold", .double(part.threshold)),
              ] + values(part.counts).map { (key: $0.name, value: .double($0.value)) })
          })
      ),
    ])
  }
}
