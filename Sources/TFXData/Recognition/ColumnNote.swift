/// What the user of a column should know before training on it.
package enum ColumnNote: Hashable, Sendable {
  /// Texts were recognised as numbers.
  case readAsNumbers(example: String, decimalComma: Bool)
  /// Texts were recognised as dates.
  case readAsDates(example: String, format: String?)
  /// Some dates have time zones.
  case zones(count: Int, rows: Int)
  /// Every value is the same.
  case constant(value: String)
  /// Nearly every text is another one.
  case nearlyUnique(count: Int, rows: Int)
  /// Nearly every whole number is another one.
  case namesRows
  /// Whole numbers such as 20200131.
  case numbersAreDates(example: String)
  /// Numbers are written as codes are: `007`.
  case codes(example: String)
  /// Classes are.
  case classCodes(example: String)
  /// Every value is that of another column.
  case equal(to: String)

  /// What numbers tell.
  static func numbers(_ survey: ColumnSurvey) -> [ColumnNote] {
    let count = survey.rows - survey.missing
    if count < 2 { return [] }
    if survey.least == survey.greatest, survey.missing == 0 {
      return [.constant(value: Column.text(of: survey.least))]
    }
    if survey.areDates { return [.numbersAreDates(example: Column.text(of: survey.least))] }
    let isUnique = survey.areWhole && survey.distinctCount >= 0.9 * Double(count)
    return isUnique && count >= 50 ? [.namesRows] : []
  }

  var isConstant: Bool { if case .constant = self { true } else { false } }

  /// Whether it is a warning, or only said.
  package var isWarning: Bool {
    switch self {
    case .readAsNumbers, .readAsDates, .zones: false
    default: true
    }
  }

  /// As users read it, about the column of a name.
  package func text(about column: String) -> String {
    "column \(DataError.quoted(column)): \(message(column))"
  }

  private func message(_ column: String) -> String {
    let option = { (name: String, value: String) in "'\(name): \(value)'" }
    let leftOut = "leave it out with " + option("exclude", "[\(column)]")
    return switch self {
    case .readAsNumbers(let example, let decimalComma):
      "texts such as \(DataError.quoted(example)) are read as numbers, by "
        + (decimalComma ? "{to_number: {decimal: \",\"}}" : "to_number")
    case .readAsDates(let example, let format):
      "texts such as \(DataError.quoted(example)) are read as dates"
        + (format.map { " of the format \($0)" } ?? "") + ", which become their parts"
    case .zones(let count, let rows):
      (count == rows ? "times" : "\(count) of \(rows) times")
        + " have a time zone and are brought to UTC"
        + (count == rows ? "" : "; the others are taken for UTC")
    case .constant(let value):
      "every value is \(DataError.quoted(value)), which tells nothing; \(leftOut)"
    case .nearlyUnique(let count, let rows):
      "\(count) of \(rows) texts are different, each an input of its own; use "
        + "{transform: {hash_bucket: 100}} or \(option("encode", "embedding")), or \(leftOut)"
    case .namesRows:
      "nearly every whole number is another one; if they name the rows, write "
        + "\(option("id", column)), or \(leftOut)"
    case .numbersAreDates(let example):
      "numbers such as \(example) look like dates; write "
        + "{encode: date, format: \"%Y%m%d\(example.utf8.count > 8 ? "%H%M%S" : "")\"} for their parts"
    case .codes(let example):
      "numbers such as \(example) look like codes, and are read as "
        + "\(DecimalParser.parse(example).map(Column.text(of:)) ?? example); if they are categories, "
        + "write 'encode: one_hot' or 'encode: embedding'"
    case .classCodes(let example):
      "classes such as \(example) are read as numbers, as "
        + "\(DecimalParser.parse(example).map(Column.text(of:)) ?? example); to keep them as they are "
        + "written, write 'target: {column: \(column), type: classification}'"
    case .equal(let other):
      "every value is that of \(DataError.quoted(other)); \(leftOut)"
    }
  }
}
