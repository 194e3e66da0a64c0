/// Reads numbers as people write them.
///
/// White space and a currency may stand around a number, a percent sign behind it, and quotes around all
/// of it; a minus, or parentheses as bookkeepers have them, make it negative. Thousands may be separated by spaces,
/// apostrophes, underscores and by the comma, or by the point if the comma is the decimal point. As
/// `1,20` is more likely a fraction than a hundred and twenty, groups must have three digits, or two
/// before the last, as in India.
struct MessyNumber: Sendable {
  private let decimal: Unicode.Scalar
  private let separators: Set<Unicode.Scalar>

  /// `decimal` is a point or a comma.
  init(decimal: Unicode.Scalar) {
    self.decimal = decimal
    let other: Unicode.Scalar = decimal == "." ? "," : "."
    separators = MessyNumber.spaces.union([other, "_", "'", "\u{2019}"])
  }

  /// The number in a text; not-a-number for a missing value, nil if there is none.
  func value(of text: [UInt8]) -> WrittenNumber? {
    let plain = text.withUnsafeBufferPointer { DecimalParser.value(of: $0) }
    switch plain {
    case .missing: return WrittenNumber(.nan)
    case .number(let number) where decimal == "." || !text.contains(UInt8(ascii: ".")):
      var written = WrittenNumber(number)
      written.float = text.withUnsafeBufferPointer { DecimalParser.float($0, nearest: number) }
      return written
    default: break
    }
    var rest = Array(String(decoding: text, as: UTF8.self).unicodeScalars)[...]
    guard let isNegative = trim(&rest), let digits = digits(rest) else { return nil }
    return digits.withUnsafeBufferPointer { WrittenNumber($0) }.map { isNegative ? -$0 : $0 }
  }

  /// Takes away signs, currency and spaces around digits. Returns whether they make the number
  /// negative; nil if they make no sense.
  private func trim(_ text: inout ArraySlice<Unicode.Scalar>) -> Bool? {
    dropAround(&text) { MessyNumber.spaces.contains($0) }
    if text.count > 2, let quote = text.first, quote == "'" || quote == "\"", text.last == quote {
      text = text.dropFirst().dropLast()
      dropAround(&text) { MessyNumber.spaces.contains($0) }
    }
    var isNegative = false
    var hasSign = false
    if text.first == "(" {
      guard text.last == ")" else { return nil }
      text = text.dropFirst().dropLast()
      (isNegative, hasSign) = (true, true)
    }
    if text.last == "%" { text.removeLast() }
    var hasCurrency = false
    while let first = text.first {
      if !hasSign, first == "-" || first == "+" || first == "\u{2212}" {
        (isNegative, hasSign) = (first != "+", true)
      } else if !hasCurrency, let name = Currency(startOf: text) {
        hasCurrency = true
        text.removeFirst(name.length)
        continue
      } else if !MessyNumber.spaces.contains(first) {
        break
      }
      text.removeFirst()
    }
    dropAround(&text) { MessyNumber.spaces.contains($0) }
    if !hasCurrency, let name = Currency(endOf: text) { text.removeLast(name.length) }
    dropAround(&text) { MessyNumber.spaces.contains($0) }
    return isNegative
  }

  private func dropAround(
    _ text: inout ArraySlice<Unicode.Scalar>, _ isDropped: (Unicode.Scalar) -> Bool
  ) {
    while let first = text.first, isDropped(first) { text.removeFirst() }
    while let last = text.last, isDropped(last) { text.removeLast() }
  }

  /// The number in ASCII with a decimal point and without separators; nil if groups are not right.
  private func digits(_ text: ArraySlice<Unicode.Scalar>) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var separator: Unicode.Scalar?
    // The digits since the last separator.
    var group = 0
    var place = text.startIndex
    while place < text.endIndex {
      let scalar = text[place]
      if ("0"..."9").contains(scalar) {
        result.append(UInt8(scalar.value))
        group += 1
      } else if separators.contains(scalar), separator ?? scalar == scalar {
        let isFirst = separator == nil
        guard isFirst ? (1...3).contains(group) : (2...3).contains(group) else { return nil }
        separator = scalar
        group = 0
      } else {
        break
      }
      place += 1
    }
    if separator != nil, group != 3 { return nil }
    guard place < text.endIndex else { return result }
    // Then a fraction or an exponent, which may not be separated; DecimalParser judges them.
    guard text[place] == decimal || text[place] == "e" || text[place] == "E" else { return nil }
    for scalar in text[place...] {
      guard scalar.isASCII, scalar == decimal || (scalar != "." && scalar != ",") else {
        return nil
      }
      result.append(scalar == decimal ? UInt8(ascii: ".") : UInt8(scalar.value))
    }
    return result
  }

  /// Blanks in and around numbers: spaces, tabs, and spaces at which no line breaks.
  private static let spaces: Set<Unicode.Scalar> = [
    " ", "\t", "\u{A0}", "\u{2007}", "\u{2009}", "\u{202F}",
  ]
}
