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

/// Makes letters small, as `tf.strings.lower(encoding="utf-8")`.
struct LowerStep: ColumnStep {
  static let kind = "lower"
  static let input = ColumnContent.text
  static let takesNumbersAsText = false
  let output = ColumnContent.text

  mutating func fields(_ f: inout some FieldVisitor) {}

  var work: StepWork { .text { LetterCase.lower.apply(to: &$0) } }
}

/// Makes letters large, as `tf.strings.upper(encoding="utf-8")`.
struct UpperStep: ColumnStep {
  static let kind = "upper"
  static let input = ColumnContent.text
  static let takesNumbersAsText = false
  let output = ColumnContent.text

  mutating func fields(_ f: inout some FieldVisitor) {}

  var work: StepWork { .text { LetterCase.upper.apply(to: &$0) } }
}

extension LetterCase {
  /// Unicode's mapping, without a detour for the letters of ASCII.
  fileprivate func apply(to text: inout [UInt8]) {
    if text.allSatisfy({ $0 < 0x80 }) {
      applyToASCII(&text)
    } else {
      text = Array(applied(to: String(decoding: text, as: UTF8.self)).utf8)
    }
  }
}
