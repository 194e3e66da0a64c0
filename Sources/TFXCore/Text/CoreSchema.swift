/// Numbers as plain scalars of YAML 1.2 write them, by the
/// [core schema](https://yaml.org/spec/1.2.2/#103-core-schema).
package enum CoreSchema {
  /// A whole number: `12`, `-7`, `0o14`, `0xC`. Nil for anything else, and beyond the type's range.
  package static func whole<Number: FixedWidthInteger>(
    _ text: String, as type: Number.Type = Number.self
  ) -> Number? {
    if let (digits, radix) = prefixed(text) { return Number(digits, radix: radix) }
    return Number(text)
  }

  /// Whether a text is a whole number.
  package static func isWhole(_ text: String) -> Bool {
    number(text, as: Double.self) != nil
      && (prefixed(text) != nil || !text.contains { ".eE".contains($0) })
  }

  /// A number: `12`, `0xC`, `.5`, `1e-3`, `-.inf`, `.nan`. Nil for anything else.
  package static func number<Number: BinaryFloatingPoint & LosslessStringConvertible>(
    _ text: String, as type: Number.Type = Number.self
  ) -> Number? {
    switch text {
    case ".nan", ".NaN", ".NAN": return .nan
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .infinity
    case "-.inf", "-.Inf", "-.INF": return -.infinity
    default: break
    }
    if let (digits, radix) = prefixed(text) {
      return UInt64(digits, radix: radix).map { Number($0) }
    }
    return isDecimal(text) ? Number(text) : nil
  }

  /// The digits behind `0o` and `0x`, before which no sign may stand.
  private static func prefixed(_ text: String) -> (digits: Substring, radix: Int)? {
    let radix = text.hasPrefix("0x") ? 16 : text.hasPrefix("0o") ? 8 : 0
    let digits = text.dropFirst(2)
    guard radix > 0, !digits.isEmpty,
      digits.utf8.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit })
    else { return nil }
    return (digits, radix)
  }

  /// `[-+]? (\. [0-9]+ | [0-9]+ (\. [0-9]*)?) ([eE] [-+]? [0-9]+)?`
  private static func isDecimal(_ text: String) -> Bool {
    var rest = text.utf8[...]
    func take(_ bytes: String) -> Bool {
      guard let first = rest.first, bytes.utf8.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    func digits() -> Int {
      let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    _ = take("+-")
    let whole = digits()
    let fraction = take(".") ? digits() : 0
    if whole + fraction == 0 { return false }
    if take("eE") {
      _ = take("+-")
      if digits() == 0 { return false }
    }
    return rest.isEmpty
  }
}
