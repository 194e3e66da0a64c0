import TFXCore
import TFXData
import TFXReport
import TFXTrain

/// Two runs side by side.
struct RunComparison {
  private let a: ComparedRun
  private let b: ComparedRun
  private let changes: [ConfigChange]
  /// What is different in the data, a line each; nil if a run does not say what its data was.
  private let dataChanges: [String]?
  /// The part whose rows are compared.
  private let part: DataPart?
  private let rows: RowComparison?
  /// Why no rows are compared.
  private let reason: String?

  private static let changeLimit = 10

  init(_ a: ComparedRun, _ b: ComparedRun) throws {
    (self.a, self.b) = (a, b)
    changes = ConfigChange.all(from: a.config, to: b.config)
    if let old = a.fingerprint, let new = b.fingerprint {
      var lines = new.changes(since: old)
      if lines.isEmpty, new.split != old.split {
        lines.append("the rows are divided otherwise, or others of them are used")
      }
      dataChanges = lines
    } else {
      dataChanges = nil
    }
    for part in [DataPart.test, .validation] {
      guard let first = try a.predictions(part), let second = try b.predictions(part) else {
        continue
      }
      self.part = part
      guard a.isAskedTheSame(as: b) else {
        (rows, reason) = (nil, "they do not predict the same")
        return
      }
      let areLossesComparable =
        !changes.contains { $0.path.starts(with: ["compile", "loss"]) }
        && a.preprocessing.targetScale == b.preprocessing.targetScale
      rows = RowComparison(
        first, second, a.reader, targets: a.preprocessing.targetColumns,
        areLossesComparable: areLossesComparable, seed: a.config.seed)
      reason =
        rows == nil
        ? "their \(part.rawValue) rows are not the same (\(Digits.count(first.count)) and "
          + "\(Digits.count(second.count)))" : nil
      return
    }
    (part, rows) = (nil, nil)
    reason = "they have not both kept what they said of test or validation rows"
  }

  // MARK: Values

  /// A value of both runs.
  private struct Value {
    var name: String
    var a: Double?
    var b: Double?
    var interval: ClosedRange<Double>?
    var text: (Double) -> String = { NumberFormat.measurement($0) }

    var difference: Double? { a.flatMap { a in b.map { $0 - a } } }
  }

  private var values: [Value] {
    var values =
      rows?.paired.map { pair in
        Value(
          name: "\(part?.rawValue ?? "") \(pair.name)", a: pair.first, b: pair.second,
          interval: pair.interval)
      } ?? []
    if let rows, let counts = rows.counts {
      let share = { (right: Int) in Double(right) / Double(max(rows.count, 1)) }
      values.append(
        Value(
          name: "\(part?.rawValue ?? "") \(rightName)", a: share(counts.both + counts.onlyFirst),
          b: share(counts.both + counts.onlySecond)))
    }
    let (before, after) = (a.summary.all, b.summary.all)
    let names =
      before.map(\.name)
      + after.map(\.name).filter { name in
        !before.contains { $0.name == name }
      }
    values += names.map { name in
      Value(
        name: name, a: before.first { $0.name == name }?.value,
        b: after.first { $0.name == name }?.value)
    }
    let (own, other) = (a.preprocessing.outputs, b.preprocessing.outputs)
    for (name, a, b) in [
      ("threshold", own.threshold, other.threshold),
      ("temperature", own.temperature, other.temperature),
    ] where a != nil || b != nil {
      values.append(Value(name: name, a: a, b: b))
    }
    let count = { (value: Double) in NumberFormat.count(Int(value)) }
    let epoch = { (run: ComparedRun) in (run.summary.best?.epoch).map { Double($0) } }
    values.append(Value(name: "best epoch", a: epoch(a), b: epoch(b), text: count))
    values.append(
      Value(name: "epochs", a: Double(a.summary.done), b: Double(b.summary.done), text: count))
    values.append(
      Value(
        name: "parameters", a: Double(a.parameterCount), b: Double(b.parameterCount), text: count))
    values.append(
      Value(
        name: "seconds", a: a.summary.seconds, b: b.summary.seconds,
        text: { NumberFormat.fixed($0, decimals: 2) }))
    return values
  }

  /// What being right is called: of several labels all of them must be.
  private var rightName: String {
    a.reader?.form == .labels ? "rows with all labels right" : "accuracy"
  }

  // MARK: Text

  var text: ShownText {
    var text = ShownText(["A  \(a.run.path)", "B  \(b.run.path)", "", "Configuration, A → B"])
    text += changes.isEmpty ? ["  the same"] : changes.map { "  \($0.line)" }
    text += ["", "Data, A → B"]
    if let dataChanges {
      text += dataChanges.isEmpty ? ["  the same files and parts"] : dataChanges.map { "  \($0)" }
    } else {
      text.add("  not known: a run of an earlier version does not say what its data was")
    }
    var table = TextTable(
      ["Value", "A", "B", "B − A", "95 % interval"], rightAligned: [1, 2, 3],
      dispensable: [3, 4])
    for value in values {
      let sign = value.difference.map { $0 > 0 ? "+" : "" } ?? ""
      table.add([
        value.name, value.a.map(value.text) ?? "", value.b.map(value.text) ?? "",
        value.difference.map { sign + value.text($0) } ?? "",
        value.interval.map(RunComparison.text) ?? "",
      ])
    }
    text.add("")
    text.add(table)
    text.add("")
    text += told
    return text
  }

  private static func text(_ interval: ClosedRange<Double>) -> String {
    "\(NumberFormat.measurement(interval.lowerBound)) to "
      + NumberFormat.measurement(interval.upperBound)
  }

  /// What the rows say of the difference.
  private var told: ShownText {
    guard let rows, let part else { return ShownText(["No rows are compared: \(reason ?? "")."]) }
    var text = ShownText([
      "The same \(NumberFormat.count(rows.count)) \(part.rawValue) rows"
        + (part == .validation ? ", which chose the best epochs" : "") + ":"
    ])
    if let counts = rows.counts {
      let p = counts.test.p
      text.add(
        "  both right \(NumberFormat.count(counts.both)), A alone "
          + "\(NumberFormat.count(counts.onlyFirst)), B alone "
          + "\(NumberFormat.count(counts.onlySecond)), neither "
          + NumberFormat.count(counts.neither))
      text.add(
        "  McNemar's exact test: p = \(Digits.text(p, 2)), "
          + (p < 0.05 ? "which is hardly chance" : "which may well be chance"))
    }
    for pair in rows.paired where pair.interval != nil {
      text.add(
        "  the difference of \(pair.name) "
          + (pair.isClear ? "is hardly chance" : "may well be chance")
          + ": 0 is \(pair.isClear ? "not " : "")in its interval")
    }
    if rows.changes.isEmpty {
      text.add("  no row changed sides")
      return text
    }
    let better = rows.changes.count(where: \.isBetter)
    text.add(
      rows.counts == nil
        ? "  B is nearer in \(NumberFormat.count(better)) rows, A in "
          + "\(NumberFormat.count(rows.changes.count - better)); the greatest changes:"
        : "  \(NumberFormat.count(rows.changes.count)) "
          + "\(rows.changes.count == 1 ? "row" : "rows") changed sides:")
    let hasTruth = a.reader != nil
    var table = TextTable(
      [a.preprocessing.idColumn ?? "Row"] + (hasTruth ? ["Truth", "A", "B"] : []) + ["Better"])
    for change in rows.changes.prefix(RunComparison.changeLimit) {
      table.add(
        [change.id] + (hasTruth ? [change.truth, change.first, change.second] : [])
          + [change.isBetter ? "B" : "A"])
    }
    text.add("")
    text.add(table, indent: 2)
    if rows.changes.count > RunComparison.changeLimit {
      text.add(
        "  … \(NumberFormat.count(rows.changes.count - RunComparison.changeLimit)) more; --json "
          + "has all of them")
    }
    return text
  }

  // MARK: JSON

  var json: JSON {
    var fields: [(key: String, value: JSON)] = [
      ("runs", .strings([a.run.path, b.run.path])),
      (
        "configuration",
        .array(
          changes.map { change in
            .object([
              ("key", .string(change.place)), ("a", change.old.map { JSON($0) } ?? .null),
              ("b", change.new.map { JSON($0) } ?? .null),
            ])
          })
      ),
      ("data", dataChanges.map { .strings($0) } ?? .null),
      (
        "values",
        .array(
          values.map { value in
            var fields: [(key: String, value: JSON)] = [
              ("name", .string(value.name)), ("a", value.a.map { .double($0) } ?? .null),
              ("b", value.b.map { .double($0) } ?? .null),
            ]
            if let interval = value.interval {
              fields.append(("difference_interval", RunComparison.json(interval)))
            }
            return .object(fields)
          })
      ),
    ]
    guard let rows, let part else {
      fields.append(("rows", .null))
      fields.append(("reason", .string(reason ?? "")))
      return .object(fields)
    }
    var told: [(key: String, value: JSON)] = [
      ("part", .string(part.rawValue)), ("count", .int(rows.count)),
    ]
    if let counts = rows.counts {
      told += [
        ("both_right", .int(counts.both)), ("only_a", .int(counts.onlyFirst)),
        ("only_b", .int(counts.onlySecond)), ("neither", .int(counts.neither)),
        ("mcnemar_p", .double(counts.test.p)),
      ]
    }
    told.append(
      (
        "changes",
        .array(
          rows.changes.map { change in
            .object([
              ("row", .string(change.id)), ("truth", .string(change.truth)),
              ("a", .string(change.first)), ("b", .string(change.second)),
              ("better", .string(change.isBetter ? "b" : "a")),
            ])
          })
      ))
    fields.append(("rows", .object(told)))
    return .object(fields)
  }

  private static func json(_ interval: ClosedRange<Double>) -> JSON {
    .array([.double(interval.lowerBound), .double(interval.upperBound)])
  }
}

extension RunSummary {
  /// The best value, and the others of its epoch.
  var all: [(name: String, value: Double)] {
    (best.map { [($0.name, $0.value)] } ?? []) + others
  }
}
