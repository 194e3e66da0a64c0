import TFXCore

/// Reads the number in a text: `$1,200`, `(3.50)`, `12 %`, `1 200,5 €`.
struct ToNumberStep: ColumnStep {
  static let kind = "to_number"
  static let mainField: String? = "decimal"
  static let input = ColumnContent.text
  let output = ColumnContent.numbers

  /// The character before the fraction.
  var decimal = Decimal.point

  enum Decimal: String, Choice {
    case point = "."
    case comma = ","

    static var expectation: String { "'.' or ','" }
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("decimal", &decimal, "what stands before the fraction: `\".\"` or `\",\"`")
  }

  var work: StepWork {
    let reader = MessyNumber(decimal: decimal == .point ? "." : ",")
    return .number { reader.value(of: $0) }
  }
}
