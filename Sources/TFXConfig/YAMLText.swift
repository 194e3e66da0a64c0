/// The meaning of words and characters in YAML.
enum YAMLText {
  /// Whether a text may hold the character at all; the rest need an escape in double quotes.
  static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF: true
    case 0xE000...0xFFFD: scalar != "\u{FEFF}"
    case 0x10000...0x10FFFF: true
    default: false
    }
  }

  /// `U+00A0`.
  static func codePoint(_ scalar: Unicode.Scalar) -> String {
    "U+" + padded(String(scalar.value, radix: 16, uppercase: true), to: 4)
  }

  /// Whether a plain scalar means nothing.
  static func isNull(_ text: String) -> Bool {
    switch text {
    case "", "~", "null", "Null", "NULL": true
    default: false
    }
  }

  /// Whether the plain scalar `text` would be read as something other than a text, by us or by a
  /// reader of YAML 1.1 such as Python's: nothing, true or false, a number, a fraction, a date.
  static func meansOtherThanText(_ text: String) -> Bool {
    if isNull(text) { return true }
    switch text.lowercased() {
    case "true", "false", "yes", "no", "on", "off", "y", "n", "=": return true
    case ".inf", "+.inf", "-.inf", ".nan": return true
    default: break
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map {
      Double($0.filter { $0 != "_" && $0 != " " })
    }
    if parts.allSatisfy({ $0 != nil }) { return true }
    // Dates, times, numbers to base 60 and versions: digits with something between them.
    if text.unicodeScalars.contains(where: { ("0"..."9").contains($0) }) {
      return text.unicodeScalars.allSatisfy { "0123456789-+.:_/ TZ".unicodeScalars.contains($0) }
        || text.hasPrefix("0o") || text.hasPrefix("0b")
    }
    return false
  }

  /// Whether the plain scalar `text` is read back as these characters, in a block as in brackets.
  static func isSafePlain(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.first, let last = scalars.last else { return false }
    if first == " " || last == " " || last == ":" { return false }
    if text.hasPrefix("---") || text.hasPrefix("...") { return false }
    if "?:,[]{}#&*!|>'\"%@`".unicodeScalars.contains(first) { return false }
    if first == "-", scalars.count == 1 || scalars[1] == " " { return false }
    for (index, scalar) in scalars.enumerated() {
      if scalar == "\t" || scalar == "\n" || scalar == "\r" || !isAllowed(scalar) { return false }
      if scalar == "\u{85}" || scalar == "\u{2028}" || scalar == "\u{2029}" { return false }
      if ",[]{}".unicodeScalars.contains(scalar) { return false }
      if scalar == ":", index + 1 < scalars.count, scalars[index + 1] == " " { return false }
      if scalar == "#", index > 0, scalars[index - 1] == " " { return false }
    }
    return true
  }

  /// `text` in double quotes, on one line.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{85}", "\u{2028}", "\u{2029}": result += escape(scalar)
      default:
        if isAllowed(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += escape(scalar)
        }
      }
    }
    return result + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return digits.count > 4 ? "\\U" + padded(digits, to: 8) : "\\u" + padded(digits, to: 4)
  }

  private static func padded(_ digits: String, to count: Int) -> String {
    String(repeating: "0", count: max(0, count - digits.count)) + digits
  }
}
