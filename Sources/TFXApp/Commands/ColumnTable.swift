import TFXCore
import TFXData

/// What became of the columns, told before training: a line for each, and what is odd about them.
enum ColumnTable {
  /// More lines than this are for the log alone.
  private static let shownLimit = 40

  static func tell(_ data: PreparedData, on console: Console) {
    tell(data.preprocessing.columnReports, on: console)
    let notes = data.columns?.notes ?? []
    tell(
      notes.filter { !$0.note.isWarning }.map { "note: \($0.note.text(about: $0.column))" },
      "notes", on: console, console.tell)
    tell(
      notes.filter(\.note.isWarning).map { "warning: \($0.note.text(about: $0.column))" },
      "warnings", on: console, console.say)
  }

  private static func tell(
    _ lines: [String], _ noun: String, on console: Console, _ say: (String) -> Void
  ) {
    for line in lines.prefix(shownLimit) { say(line) }
    if lines.count <= shownLimit { return }
    for line in lines.dropFirst(shownLimit) { console.note(line) }
    say(more(lines.count - shownLimit, noun))
  }

  /// A table of the columns; of none no lines.
  private static func tell(_ reports: [ColumnReport], on console: Console) {
    if reports.isEmpty { return }
    var table = TextTable(
      ["Column", "Type", "Values", "Missing", "Inputs"], rightAligned: [3, 4],
      dispensable: [2, 3, 4])
    for report in reports {
      table.add([
        report.column, report.type, report.values, NumberFormat.count(report.missing),
        NumberFormat.count(report.inputs),
      ])
    }
    // The table's title counts as a line of those that are shown.
    let hidden = max(0, reports.count + 1 - shownLimit)
    console.tell { table.lines(width: $0).dropLast(hidden) }
    if hidden == 0 { return }
    for line in table.lines.suffix(hidden) { console.note(line) }
    console.tell(more(hidden, "columns"))
  }

  private static func more(_ count: Int, _ noun: String) -> String {
    "… \(NumberFormat.count(count)) more \(noun) in train.log"
  }
}
