import TFXCore

/// Numbers as people read them.
package enum NumberFormat {
  /// A measurement with four decimals; very small and very large ones with three digits and an exponent.
  package static func measurement(_ value: Double) -> String {
    if !value.isFinite { return "\(value)" }
    let size = abs(value)
    if size != 0 && (size < 0.001 || size >= 1e7) { return scientific(value) }
    return fixed(value, decimals: 4)
  }

  /// A whole number with its thousands set apart: `1,000`.
  package static func count(_ value: Int) -> String {
    (value < 0 ? "-" : "") + String(abs(value)).inThousands
  }

  /// A whole number of three digits and a letter: `20.4 K`, `1.55 M`.
  package static func short(_ value: Int) -> String {
    var (size, unit) = (Double(value), 0)
    let units = ["", " K", " M", " G", " T", " P"]
    // 999.6 would become 1000.
    while abs(size) >= 999.5, unit + 1 < units.count {
      size /= 1000
      unit += 1
    }
    if unit == 0 { return "\(value)" }
    return fixed(size, decimals: abs(size) < 9.995 ? 2 : abs(size) < 99.95 ? 1 : 0) + units[unit]
  }

  /// A time: `0.04 s`, `1.8 s`, `12 s`, `3:07`, `2:05:00`.
  package static func duration(_ seconds: Double) -> String {
    if seconds < 0.995 { return fixed(max(seconds, 0), decimals: 2) + " s" }
    if seconds < 9.95 { return fixed(seconds, decimals: 1) + " s" }
    let whole = Int(min(seconds, 1e9).rounded())
    if whole < 60 { return "\(whole) s" }
    let (minutes, rest) = (whole / 60 % 60, whole % 60)
    if whole < 3600 { return "\(minutes):\(twoDigits(rest))" }
    return "\(whole / 3600):\(twoDigits(minutes)):\(twoDigits(rest))"
  }

  /// A number with a fixed number of decimals.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 && scaled != 0 ? "-" : ""
    if decimals == 0 { return sign + padded }
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }

  private static func scientific(_ value: Double) -> String {
    var exponent = 0
    var mantissa = abs(value)
    while mantissa >= 10 {
      mantissa /= 10
      exponent += 1
    }
    while mantissa < 1 {
      mantissa *= 10
      exponent -= 1
    }
    // 9.996 would be written as 10.00.
    if mantissa >= 9.995 {
      mantissa = 1
      exponent += 1
    }
    return "\(value < 0 ? "-" : "")\(fixed(mantissa, decimals: 2))e\(exponent)"
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
