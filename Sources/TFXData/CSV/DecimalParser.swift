/// A number as it is written, correctly rounded to either precision.
struct WrittenNumber {
  var double: Double
  var float: Float

  /// The number that digits are; nil if they are none.
  init?(_ digits: UnsafeBufferPointer<UInt8>) {
    guard let number = DecimalParser.parse(digits) else { return nil }
    double = number
    float = DecimalParser.float(digits, nearest: number)
  }

  /// A number that was not read but computed.
  init(_ number: Double) {
    double = number
    float = Float(number)
  }

  static prefix func - (number: WrittenNumber) -> WrittenNumber {
    var negative = number
    negative.double.negate()
    negative.float.negate()
    return negative
  }
}

/// Reads decimal numbers from bytes, correctly rounded.
enum DecimalParser {
  /// A field among numbers.
  enum Value: Equatable {
    case number(Double)
    /// Nothing, `NA`, `NaN` or `nan`.
    case missing
    case text
  }

  /// The value of a field among numbers, where spaces and tabs around it do not count. Infinities,
  /// hexadecimal numbers and numbers beyond the range of `Double` are text.
  static func value(of bytes: UnsafeBufferPointer<UInt8>) -> Value {
    let trimmed = trimmed(bytes)
    if isMissing(trimmed) { return .missing }
    return parse(trimmed).map(Value.number) ?? .text
  }

  /// The value of a text among numbers.
  static func value(of text: String) -> Value {
    var text = text
    return text.withUTF8 { value(of: $0) }
  }

  /// The number that a text is, or nil.
  static func parse(_ text: String) -> Double? {
    if case .number(let number) = value(of: text) { number } else { nil }
  }

  /// Whether a field among texts has no value. Spaces belong to a text, so that a field of spaces
  /// has one.
  static func isMissing(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.isEmpty || isMissingMarker(bytes)
  }

  /// The float nearest to the number in a field, whose nearest double is `number`. To round the
  /// double once more would be wrong where it lies halfway between two floats and the number does
  /// not.
  static func float(_ bytes: UnsafeBufferPointer<UInt8>, nearest number: Double) -> Float {
    guard isHalfway(number) else { return Float(number) }
    return Float(String(decoding: trimmed(bytes), as: UTF8.self)) ?? Float(number)
  }

  /// Whether a number lies halfway between two floats, or so near to 0 that it may.
  static func isHalfway(_ number: Double) -> Bool {
    number.bitPattern & 0x1FFF_FFFF == 0x1000_0000
      || number != 0 && number.magnitude < Double(Float.leastNormalMagnitude)
  }

  static func trimmed(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    var start = 0
    var end = bytes.count
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return UnsafeBufferPointer(rebasing: bytes[start..<end])
  }

  /// `[+-] digits [. digits] [e [+-] digits]`, at least one digit before the exponent.
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    var position = 0
    let end = bytes.count
    var isNegative = false
    if position < end, bytes[position] == plus || bytes[position] == minus {
      isNegative = bytes[position] == minus
      position += 1
    }
    // The first 19 digits fit into 64 bits.
    var significand: UInt64 = 0
    var significantDigits = 0
    var exponent = 0
    var hasDigits = false
    var hasPoint = false
    while position < end {
      let byte = bytes[position]
      let digit = byte &- zero
      if digit < 10 {
        hasDigits = true
        if significantDigits > 0 || digit != 0 { significantDigits += 1 }
        if significantDigits <= 19 { significand = significand &* 10 &+ UInt64(digit) }
        if hasPoint { exponent -= 1 }
      } else if byte == point, !hasPoint {
        hasPoint = true
      } else {
        break
      }
      position += 1
    }
    guard hasDigits else { return nil }
    let cutDigits = max(0, significantDigits - 19)
    if position < end {
      guard let written = self.exponent(bytes, from: position) else { return nil }
      exponent += written
    }
    if significantDigits <= 19 {
      // Both factors are exact doubles, so the one operation rounds correctly (Clinger 1990).
      if significand <= 1 << 53, abs(exponent) <= 22 {
        let magnitude = Double(significand)
        let power = PowersOfTen.exact.double[abs(exponent)]
        let value = exponent < 0 ? magnitude / power : magnitude * power
        return isNegative ? -value : value
      }
      if let value = EiselLemire.double(significand, tenToThe: exponent) {
        return isNegative ? -value : value
      }
    } else if let value = EiselLemire.double(significand, tenToThe: exponent + cutDigits),
      value == EiselLemire.double(significand + 1, tenToThe: exponent + cutDigits)
    {
      // The digits beyond 19 add less than one, so that both bounds meeting settles it.
      return isNegative ? -value : value
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// `e [+-] digits` up to the end; magnitudes beyond any double are cut off.
  private static func exponent(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var position = start
    guard bytes[position] == 0x65 || bytes[position] == 0x45 else { return nil }
    position += 1
    var isNegative = false
    if position < bytes.count, bytes[position] == plus || bytes[position] == minus {
      isNegative = bytes[position] == minus
      position += 1
    }
    guard position < bytes.count else { return nil }
    var value = 0
    while position < bytes.count {
      let digit = bytes[position] &- zero
      guard digit < 10 else { return nil }
      value = min(value * 10 + Int(digit), 1_000_000)
      position += 1
    }
    return isNegative ? -value : value
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isMissingMarker(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let (n, a, bigN, bigA) = (
      UInt8(ascii: "n"), UInt8(ascii: "a"), UInt8(ascii: "N"), UInt8(ascii: "A")
    )
    switch bytes.count {
    case 2: return bytes[0] == bigN && bytes[1] == bigA
    case 3:
      return bytes[1] == a
        && ((bytes[0] == bigN && bytes[2] == bigN) || (bytes[0] == n && bytes[2] == n))
    default: return false
    }
  }

  private static let plus = UInt8(ascii: "+")
  private static let minus = UInt8(ascii: "-")
  private static let point = UInt8(ascii: ".")
  private static let zero = UInt8(ascii: "0")
}
