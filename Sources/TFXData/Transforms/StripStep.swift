import TFXCore

/// Takes ASCII's white space away at both ends of a text, as `tf.strings.strip`.
struct StripStep: ColumnStep {
  static let kind = "strip"
  static let input = ColumnContent.text
  static let takesNumbersAsText = false
  let output = ColumnContent.text

  mutating func fields(_ f: inout some FieldVisitor) {}

  var work: StepWork { .text { $0.strip() } }
}
