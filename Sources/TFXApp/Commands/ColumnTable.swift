import TFXData

/// What became of the columns, told before training: a line for each, and what is odd about them.
enum ColumnTable {
  /// More lines than this are for the log alone.
  private static let shownLimit = 40

  static func tell(_ data: PreparedData, quiet: Bool, on console: Console) {
    if !quiet { tell(lines(data.preprocessing.columnReports), "columns", on: console) }
    let notes = data.columns?.notes ?? []
    if !quiet {
      tell(
        notes.filter { !$0.note.isWarning }.map { "note: \($0.note.text(about: $0.column))" },
        "notes", on: console)
    }
    tell(
      notes.filter(\.note.isWarning).map { "warning: \($0.note.text(about: $0.column))" },
      "warnings", on: console)
  }

  private static func tell(_ lines: [String], _ noun: String, on console: Console) {
    for line in lines.prefix(shownLimit) { console.say(line) }
    if lines.count <= shownLimit { return }
    for line in lines.dropFirst(shownLimit) { console.note(line) }
    console.say("… \(NumberFormat.count(lines.count - shownLimit)) more \(noun) in train.log")
  }

  /// A table of the columns; of none no lines.
  private static func lines(_ reports: [ColumnReport]) -> [String] {
    if reports.isEmpty { return [] }
    let titles = ["Column", "Type", "Values", "Missing", "Inputs"]
    let rows =
      [titles]
      + reports.map { report in
        [
          report.column, report.type, report.values, NumberFormat.count(report.missing),
          NumberFormat.count(report.inputs),
        ]
      }
    // One long name or range shall not push the others away.
    let limit = 48
    let widths = titles.indices.map { place in min(limit, rows.map { $0[place].count }.max() ?? 0) }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { place, cell in
        let space = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
        return place < 3 ? cell.0 + space : space + cell.0
      }
      return cells.joined(separator: "  ")
    }
  }
}
