import TFXCore

/// The order and the names of categories and classes.
enum ClassOrder {
  /// Numbers, if all are, from small to large; else texts by their Unicode scalars, the same on every
  /// machine.
  static func sorted(_ names: some Sequence<ExactText>) -> [String] {
    Array(Vocabulary(names.lazy.map(\.text)).sorted)
  }

  /// The place of each name.
  static func places(_ names: [String]) -> [ExactText: Int] {
    Dictionary(zip(names.map { ExactText($0) }, names.indices)) { first, _ in first }
  }

  /// The name that a row's value has; nil if it is missing. Where names are numbers, a number among
  /// texts is brought to the same form.
  static func text(of column: Column, row: Int, areNumbers: Bool) -> String? {
    guard let text = column.text(at: row), areNumbers, !column.isNumeric else {
      return column.text(at: row)
    }
    return switch DecimalParser.value(of: text) {
    case .number(let number): Column.text(of: number)
    case .missing: nil
    case .text: text
    }
  }
}
