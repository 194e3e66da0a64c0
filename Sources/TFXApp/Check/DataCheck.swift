import TFXConfig
import TFXCore
import TFXData
import TFXModel
import TFXReport
import TFXTrain

/// What is odd about data that has been prepared for a training.
struct DataCheck {
  private let experiment: Experiment
  private let data: PreparedData
  private let preprocessing: Preprocessing
  /// Where the columns have their names.
  private let places: [String: DataError]
  private var report: CheckReport

  static func look(
    _ experiment: Experiment, _ data: PreparedData, _ report: inout CheckReport
  ) throws {
    var check = DataCheck(experiment, data, report)
    check.rows()
    check.columns()
    if experiment.config.data.streaming {
      report = check.report
      report.add(
        .note, "streaming", at: check.place(of: "streaming"),
        "rows of streamed data are not compared: neither those that two parts share nor columns that tell "
          + "the target are looked for; to look, check with --set data.streaming=false")
      return
    }
    try check.table()
    try check.parts()
    report = check.report
  }

  private init(_ experiment: Experiment, _ data: PreparedData, _ report: CheckReport) {
    self.experiment = experiment
    self.data = data
    preprocessing = data.preprocessing
    places = experiment.config.data.columnPlaces()
    self.report = report
  }

  /// The place of a key of the section.
  private func place(of key: String) -> String? {
    (experiment.file.root["data"]?[key]?.span ?? experiment.file.root["data"]?.span)?.place
  }

  // MARK: All rows

  private mutating func rows() {
    let counts = [
      (DataPart.train, Optional(data.trainOnce.count)), (.validation, data.validation?.count),
      (.test, data.test?.count),
    ].compactMap { part, count in count.map { (part: part, count: $0) } }
    let noun =
      preprocessing.window != nil ? "window" : preprocessing.format == .csv ? "row" : "sample"
    var parts = [
      "\(ColumnGuess.count(counts[0].count, noun)) to train on"
    ]
    for (part, count) in counts.dropFirst() {
      parts.append("\(NumberFormat.count(count)) \(part == .test ? "to test" : "to validate")")
    }
    let shape = preprocessing.sampleShape.map { "\($0)" }.joined(separator: " × ")
    parts.append("\(shape) \(shape == "1" ? "input" : "inputs") each")
    report.add(.ok, "rows", at: data.train.file, parts.joined(separator: ", "))
    report.add(
      "data",
      .object(
        counts.map { ($0.part.rawValue, .int($0.count)) }
          + [("inputs", .array(preprocessing.sampleShape.map { .int($0) }))]))
    if data.train.count != data.trainOnce.count {
      report.add(
        .ok, "rows",
        at: place(of: experiment.config.data.oversample == nil ? "undersample" : "oversample"),
        "an epoch has \(ColumnGuess.count(data.train.count, noun)), each class as many")
    }
    if counts.count == 1 {
      report.add(
        .note, "parts", at: place(of: "train"),
        "nothing is held back, so that nothing tells how good the model is on new data; write "
          + "'validation_split: 0.15' and 'test_split: 0.15'")
    }
    for notice in data.notices {
      let target = preprocessing.targetColumns.first
      report.add(
        .warning, "classes", at: target.flatMap { places[$0]?.place } ?? place(of: "target"),
        column: target, notice)
    }
  }

  // MARK: Columns

  private mutating func columns() {
    let notes = Dictionary(grouping: data.columns?.notes ?? [], by: \.column)
    var facts: [JSON] = []
    let rows = preprocessing.features?.columns.first?.summary.rows ?? 0
    for column in preprocessing.columnReports {
      let name = DataError.quoted(column.column)
      let values = column.values.isEmpty ? "" : ", \(column.values)"
      let missing =
        column.missing == 0 ? "" : ", \(NumberFormat.count(column.missing)) missing"
      let inputs = column.inputs == 1 ? "" : ", \(NumberFormat.count(column.inputs)) inputs"
      let place = places[column.column]?.place
      report.add(
        .ok, "column", at: place, column: column.column,
        "column \(name): \(column.type)\(values)\(missing)\(inputs)")
      if column.missing * 2 >= rows, rows > 0 {
        report.add(
          .note, "missing", at: place, column: column.column,
          "column \(name): \(DataCheck.percent(column.missing, of: rows)) of the values are missing"
        )
      }
      for note in notes[column.column] ?? [] { add(note) }
      facts.append(
        .object([
          ("name", .string(column.column)), ("type", .string(column.type)),
          ("values", .string(column.values)), ("missing", .int(column.missing)),
          ("inputs", .int(column.inputs)),
        ]))
    }
    let known = Set(preprocessing.columnReports.map(\.column))
    for note in data.columns?.notes ?? [] where !known.contains(note.column) { add(note) }
    if !facts.isEmpty { report.add("columns", .array(facts)) }
  }

  private mutating func add(_ note: FittedColumns.Note) {
    report.add(
      note.note.isWarning ? .warning : .note, note.note.check, at: places[note.column]?.place,
      column: note.column, note.note.text(about: note.column))
  }

  static func percent(_ count: Int, of all: Int) -> String {
    percent(Double(count) / Double(max(all, 1)))
  }

  static func percent(_ share: Double) -> String {
    NumberFormat.fixed(100 * share, decimals: 1) + " %"
  }

  // MARK: What is read again

  private mutating func table() throws {
    guard preprocessing.format == .csv else { return }
    guard let review = try TableReview(experiment.config.data, preprocessing) else {
      report.add(
        .note, "streaming", at: place(of: "train"),
        "what can be read only once is not looked at again: neither columns that tell the target nor other "
          + "units are looked for")
      return
    }
    for leak in review.leaks {
      let what =
        leak.accuracy.map { "gives the class of \(DataCheck.percent($0)) of the rows" }
        ?? "explains \(DataCheck.percent(leak.score)) of the variance"
      report.add(
        .warning, "leak", at: places[leak.column]?.place, column: leak.column,
        "column \(DataError.quoted(leak.column)): alone it tells the target: it \(what); if it is not known "
          + "before the target is, leave it out with 'exclude: [\(leak.column)]'")
    }
    for found in review.gaps {
      let gap = found.gap
      let few = "\(NumberFormat.count(gap.count)) of \(NumberFormat.count(gap.all)) numbers"
      let times = gap.factor >= 1 ? gap.factor : 1 / gap.factor
      let size =
        "about \(ColumnGuess.number(DataCheck.rounded(times))) times "
        + (gap.factor >= 1 ? "larger" : "smaller")
      let example = ColumnGuess.number(gap.example)
      let message =
        gap.areEqual
        ? "\(few) are \(example), \(size) than the others; if it stands for a missing value, write "
          + "'missing_values: [\"\(example)\"]'"
        : "\(few) are \(size) than the others, such as \(example), with none between; are they in "
          + "another unit?"
      report.add(
        .warning, "units", at: found.place.place, column: found.column,
        "column \(DataError.quoted(found.column)): \(message)")
    }
  }

  /// A number of two digits.
  private static func rounded(_ number: Double) -> Double {
    var unit = 1.0
    while number / unit >= 100 { unit *= 10 }
    return (number / unit).rounded() * unit
  }

  // MARK: Parts against each other

  private mutating func parts() throws {
    let parts: [(part: DataPart, data: any BatchSource)] = [
      (.train, Optional(data.trainOnce)), (.validation, data.validation), (.test, data.test),
    ].compactMap { part, data in data.map { (part, $0) } }
    if parts.count > 1 {
      let shared = try SharedRows(parts, hasOneFile: experiment.config.data.train.files.count == 1)
      for one in shared.overlaps {
        let part = { (part: DataPart) in part == .train ? "training" : part.rawValue }
        let what =
          "\(NumberFormat.count(one.count)) of \(NumberFormat.count(one.rows)) "
          + "\(part(one.part)) samples \(one.count == 1 ? "stands" : "stand") in the "
          + "\(part(one.other)) part too, such as \(one.otherPlace)"
        report.add(
          shared.areExpected ? .note : .warning, "shared_rows", at: one.place,
          what
            + (shared.areExpected
              ? "; the training part has only \(NumberFormat.count(shared.distinct)) different ones"
              : ", so that the \(part(one.part)) part flatters"))
      }
      if shared.overlaps.isEmpty {
        report.add(.ok, "shared_rows", "no sample stands in two parts")
      }
    }
    for (part, source) in experiment.config.data.sources where part != .train {
      if preprocessing.features == nil || source.files.isEmpty { continue }
      let stream = try preprocessing.stream(
        source, needTargets: true, batchSize: Sequential.inferenceBatchSize)
      while try stream.next() != nil {}
      for line in stream.drift.lines {
        report.add(.warning, "drift", "the \(part.rawValue) part: \(line)")
      }
    }
  }
}

extension ColumnNote {
  /// What programs know it by.
  fileprivate var check: String {
    switch self {
    case .constant: "constant_column"
    case .nearlyUnique, .namesRows: "unique_column"
    case .equal: "duplicate_column"
    case .readAsNumbers, .readAsDates, .zones, .numbersAreDates, .codes, .classCodes: "column_type"
    }
  }
}
