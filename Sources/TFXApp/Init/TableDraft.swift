import TFXConfig
import TFXCore
import TFXData

/// A configuration for a CSV file.
struct TableDraft: DataDraft {
  /// The file's path as the configuration has it.
  let path: String
  let name: String
  let survey: TableSurvey
  let target: TargetGuess
  let columns: [ColumnGuess]
  let model: ModelGuess
  /// What the rows are if they are a series in time.
  let series: SeriesGuess?

  /// - Parameters:
  ///   - path: the file from here.
  ///   - written: the file from where the configuration will be.
  init(
    _ path: String, _ survey: TableSurvey, written: String, name: String, targets asked: [String]
  ) throws {
    self.path = written
    self.name = name
    self.survey = survey
    let target = try TargetGuess(survey, asked: asked, path: path)
    self.target = target
    let rowNames = survey.rowNames
    var columns = survey.columns.filter { !target.names.contains($0.name) }.map { column in
      let known =
        column.missing > 0 && target.rowsLeftOut > 0
        ? survey.count(of: column.name, where: target.names) : column.count
      return ColumnGuess(column, isRowName: rowNames.contains(column.name), known: known)
    }
    let series = SeriesGuess(survey, target)
    self.series = series
    if let series {
      columns = columns.map(series.role)
      // Numbers come first: a model of windows may tell them from the others by that.
      columns = columns.filter(\.isNumber) + columns.filter { !$0.isNumber }
    }
    if series == nil, !columns.contains(where: \.isFeature) {
      for profile in survey.columns where !rowNames.contains(profile.name) {
        if let place = columns.firstIndex(where: { $0.name == profile.name }),
          let guess = ColumnGuess(counting: profile)
        {
          columns[place] = guess
        }
      }
    }
    // Predictions repeat one column.
    let ids = columns.indices.filter { columns[$0].isID }
    for place in ids.dropFirst() { columns[place].role = .excluded }
    self.columns = columns
    let inputs = columns.reduce(0) { $0 + $1.inputs }
    let rows = survey.rowCount - target.rowsLeftOut
    model = ModelGuess(
      job: target.job, rows: rows, inputs: inputs, numbers: columns.count(where: \.isNumber))
    if inputs == 0, series == nil {
      throw Failure(
        "error: \(path) has no column to predict '\(target.names[0])' from\n"
          + "  "
          + (columns.isEmpty ? "it has no other column" : "")
          + columns.prefix(10).map { "\($0.name): \($0.evidence)" }.joined(separator: "\n  "),
        exitCode: .badData)
    }
  }

  /// Why it is this target, and what is in it; no transform stands between a series and its past.
  private var reasons: [String] {
    series.map { [$0.reason] + target.reasons.dropFirst() } ?? target.reasons
  }

  /// How many rows there are, or were looked at.
  private var rows: String {
    let count = ColumnGuess.count(survey.rowCount, "row")
    return survey.isWhole ? count : "looked at the first \(count)"
  }

  var summary: [String] {
    let features = columns.count { $0.isFeature } + (series == nil ? 0 : 1)
    let out = columns.filter(\.isExcluded).map(\.name)
    var lines = [
      "target: \(target.names.joined(separator: ", ")), \(reasons[0]); \(reasons[1])",
      "\(rows), \(ColumnGuess.count(features, "column")) to predict from",
    ]
    if let series {
      lines.append(
        "a series in time: windows of \(series.length) rows, in the order of \(series.profile.order)"
      )
    }
    if !out.isEmpty {
      lines.append(
        "left out: \(out.prefix(8).joined(separator: ", "))\(out.count > 8 ? ", …" : "")")
    }
    return lines
  }

  /// The sections of the file.
  func write(to draft: inout ConfigDraft) {
    draft.add("name: \(ColumnGuess.text(name))")
    draft.add("seed: 42")
    draft.add("data:")
    draft.add(
      "  train: \(ColumnGuess.text(path))",
      rows + (survey.isWhole ? "" : ": what comes behind them may be otherwise"))
    for option in survey.options {
      draft.add("  \(option.key): \(YAMLWriter.flow(option.value))", option.reason)
    }
    for (place, reason) in reasons.enumerated() {
      draft.add("  # \(place == 0 ? "Target: " : "        ")\(reason).")
    }
    if let series {
      draft.add("  target: {column: \(ColumnGuess.text(target.names[0])), normalize: zscore}")
      series.writeWindow(to: &draft, target: target.names[0])
    } else {
      draft.add("  target: \(target.value)")
    }
    if let id = columns.first(where: \.isID) {
      draft.add("  id: \(ColumnGuess.text(id.name))", id.evidence + "; predictions repeat it")
    }
    writeFeatures(to: &draft)
    let excluded = columns.filter(\.isExcluded)
    if !excluded.isEmpty {
      draft.add("  exclude:")
      for column in excluded {
        draft.add("    - \(ColumnGuess.text(column.name))", column.evidence)
      }
    }
    if let series {
      series.writeSplit(to: &draft)
      let numbers = columns.filter(\.isNumber).reduce(1) { $0 + $1.inputs }
      series.writeModel(
        to: &draft, rows: survey.rowCount, numbers: numbers,
        others: columns.reduce(1) { $0 + $1.inputs } - numbers)
    } else {
      writeSplit(to: &draft)
      model.write(to: &draft)
    }
  }

  /// More columns than this of the same options are one line.
  private static let patternCount = 60

  private func writeFeatures(to draft: inout ConfigDraft) {
    draft.add("  features:")
    if series != nil {
      draft.add("    \(YAMLWriter.keyText(target.names[0])): {normalize: zscore}", "its own past")
    }
    var counts: [String: Int] = [:]
    for column in columns {
      if case .feature(let options, _) = column.role { counts[options, default: 0] += 1 }
    }
    let common = counts.filter { $0.value > TableDraft.patternCount }
      .max { ($0.value, $1.key) < ($1.value, $0.key) }
    func writeCommon() {
      guard let common else { return }
      draft.add(
        "    \"*\": \(common.key)", "\(NumberFormat.count(common.value)) columns like each other")
    }
    // Of a series, numbers come before the others.
    let isFirst = series == nil || !(common.map { ColumnGuess.isEncoded($0.key) } ?? false)
    if isFirst { writeCommon() }
    for column in columns {
      guard case .feature(let options, _) = column.role, options != common?.key else { continue }
      draft.add("    \(YAMLWriter.keyText(column.name)): \(options)", column.evidence)
    }
    if !isFirst { writeCommon() }
  }

  private func writeSplit(to draft: inout ConfigDraft) {
    guard model.isSplit else {
      draft.add("  # Too few rows to hold some back: nothing tells how good the model is.")
      return
    }
    draft.add(
      "  # 70% of the rows are learnt from, 15% choose the best epoch, 15% tell how good it is.")
    let date = columns.first { column in
      if case .feature(let options, _) = column.role {
        options.hasPrefix("{encode: date") && !options.contains("parts:")
      } else {
        false
      }
    }
    if let date {
      draft.add(
        "  # To tell how good it is on newer rows than it has learnt from, write"
          + (target.job.isOfClasses ? " in place of 'stratify'" : ""))
      draft.add("  #   split: {order: \(ColumnGuess.text(date.name))}")
    }
    draft.add("  validation_split: 0.15")
    draft.add("  test_split: 0.15")
    if target.job.isOfClasses { draft.add("  stratify: true", "classes in proportion") }
  }
}
