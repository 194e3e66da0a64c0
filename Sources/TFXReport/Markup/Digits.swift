import TFXCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Numbers with as many digits as say something.
package enum Digits {
  /// A number with so many significant digits: `0.981`, `12.4`, `1,530`, `2.1e-6`.
  package static func text(_ value: Double, _ significant: Int = 3) -> String {
    if value.isNaN { return "–" }
    if value.isInfinite { return value < 0 ? "−∞" : "∞" }
    if value == 0 { return "0" }
    var exponent = Int(log10(abs(value)).rounded(.down))
    // 9.996 has another exponent once it is rounded.
    let rounded = abs(value) / pow(10, Double(exponent - significant + 1))
    if rounded.rounded() >= pow(10, Double(significant)) { exponent += 1 }
    if exponent < -4 || exponent >= 9 {
      let mantissa = value / pow(10, Double(exponent))
      return trimmed(fixed(mantissa, significant - 1)) + "e\(exponent)".replacing("-", with: "−")
    }
    if exponent >= significant {
      let power = pow(10, Double(exponent - significant + 1))
      return fixed((value / power).rounded() * power, 0)
    }
    return fixed(value, significant - 1 - exponent)
  }

  /// A share in percent: `98.1%`.
  package static func percent(_ share: Double, decimals: Int = 1) -> String {
    share.isFinite ? "\(fixed(100 * share, decimals))%" : "–"
  }

  /// A whole number with its thousands set apart.
  package static func count(_ value: Int) -> String { fixed(Double(value), 0) }

  /// A number with so many decimals, its thousands set apart.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return value.isFinite ? "\(value)" : "–" }
    let power = pow(10, Double(min(decimals, 12)))
    let scaled = (abs(value) * power).rounded()
    guard scaled < 9e18 else { return "\(value)" }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 && scaled != 0 ? "−" : ""
    let fraction = decimals > 0 ? ".\(padded.suffix(decimals))" : ""
    return sign + padded.dropLast(decimals).inThousands + fraction
  }

  /// Without zeros at the end of its decimals.
  static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// A coordinate of a chart: one decimal.
  static func coordinate(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let tenths = Int((min(max(value, -1e6), 1e6) * 10).rounded())
    let text = "\(abs(tenths) / 10)" + (tenths % 10 == 0 ? "" : ".\(abs(tenths) % 10)")
    return tenths < 0 ? "-\(text)" : text
  }

  /// A text of at most so many characters.
  package static func shortened(_ text: String, _ limit: Int = 48) -> String {
    text.count <= limit ? text : "\(text.prefix(limit - 1))…"
  }
}
