/// Reads the numbers that files mostly hold, digits with a point among them, eight digits at a
/// time.
///
/// The tricks within words are from Lemire, "Number parsing at a gigabyte per second" (2021).
struct NumberField {
  /// How many bytes from the start of a field are looked at without asking whether they exist.
  static let reach = 32

  private let powers = PowersOfTen.exact

  /// The number at `place`, which is moved behind it; nil if the text there needs a closer look. The
  /// caller judges the bytes behind the number.
  @inline(__always)
  func read(_ place: inout UnsafePointer<UInt8>) -> Double? {
    // Signs are mostly random: no branch may depend on them.
    let sign: UInt64 = place.pointee == UInt8(ascii: "-") ? 1 : 0
    var end = place + Int(truncatingIfNeeded: sign)
    if let short = Short(at: end) {
      let magnitude = Double(Int64(bitPattern: short.significand)) / powers.double[short.fraction]
      if magnitude.bitPattern & 0x1FFF_FFFF != 0x1000_0000 {
        place = end + short.count
        return Double(bitPattern: magnitude.bitPattern | sign &<< 63)
      }
    }
    let whole = Digits(at: end)
    if whole.count == 8 { return nil }
    end += whole.count
    var significand = whole.value
    var fractionCount = 0
    if end.pointee == UInt8(ascii: ".") {
      let fraction = Digits(at: end + 1)
      significand = significand &* powers.whole[fraction.count] &+ fraction.value
      fractionCount = fraction.count
      if fractionCount == 8 {
        let rest = Digits(at: end + 9)
        fractionCount += rest.count
        // 19 digits are sure to fit into the word.
        if whole.count + fractionCount > 19 || rest.count == 8 { return nil }
        significand = significand &* powers.whole[rest.count] &+ rest.value
      }
      end += 1 + fractionCount
    }
    if whole.count + fractionCount == 0 { return nil }
    let magnitude: Double
    if significand <= 1 << 53 {
      // Both are exact doubles, so that the one division rounds correctly (Clinger 1990).
      magnitude = Double(Int64(bitPattern: significand)) / powers.double[fractionCount]
    } else {
      guard let value = EiselLemire.double(significand, tenToThe: -fractionCount) else {
        return nil
      }
      magnitude = value
    }
    // Halfway between two floats, a double alone does not tell which of them is nearer.
    if magnitude.bitPattern & 0x1FFF_FFFF == 0x1000_0000,
      !isExact(magnitude, significand, fractionCount)
    {
      return nil
    }
    place = end
    return Double(bitPattern: magnitude.bitPattern | sign &<< 63)
  }

  /// Whether a double is known to be the number itself and not only the nearest to it.
  private func isExact(_ value: Double, _ significand: UInt64, _ fractionCount: Int) -> Bool {
    significand <= 1 << 53
      && (-Double(significand)).addingProduct(value, powers.double[fractionCount]) == 0
  }

  /// Digits with a point among them, all within eight bytes, as most numbers are.
  private struct Short {
    /// The bytes with the point.
    let count: Int
    let significand: UInt64
    /// The digits behind the point.
    let fraction: Int

    @inline(__always)
    init?(at place: UnsafePointer<UInt8>) {
      let word = UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
      let bytes = word ^ 0x3030_3030_3030_3030
      let others = Digits.others(bytes)
      let whole = others.trailingZeroBitCount >> 3
      let behind = others & (others &- 1)
      count = behind.trailingZeroBitCount >> 3
      fraction = count &- whole &- 1
      // A point, some digits, and behind them something else.
      if whole == 8 || place[whole] != UInt8(ascii: ".") || count < 2
        || count == 8 && place[8] &- UInt8(ascii: "0") < 10
      {
        return nil
      }
      // The point is taken out, and the digits go to the high end.
      let mask = (1 &<< UInt64(8 &* whole)) &- 1
      let digits = bytes & mask | (bytes &>> 8) & ~mask
      significand = Digits.value(digits &<< UInt64(64 &- 8 &* (count &- 1)))
    }
  }

  /// Up to eight digits in a row.
  private struct Digits {
    let count: Int
    let value: UInt64

    @inline(__always)
    init(at place: UnsafePointer<UInt8>) {
      let word = UInt64(
        littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
      let bytes = word ^ 0x3030_3030_3030_3030
      count = Digits.others(bytes).trailingZeroBitCount >> 3
      // The digits to the high end, zeros before them.
      value = Digits.value(count == 0 ? 0 : bytes &<< UInt64(64 - 8 * count))
    }

    /// The highest bit of each byte that is not 0…9, which are the digits; those above the lowest
    /// such byte may be wrong.
    @inline(__always)
    static func others(_ bytes: UInt64) -> UInt64 {
      ((bytes &+ 0x7676_7676_7676_7676) | bytes) & 0x8080_8080_8080_8080
    }

    /// The number of eight digits: pairs, fours and all eight together.
    @inline(__always)
    static func value(_ digits: UInt64) -> UInt64 {
      var digits = digits
      digits = digits &* 10 &+ (digits &>> 8)
      let odd = (digits & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
      let even = ((digits &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
      return (odd &+ even) &>> 32
    }
  }
}

/// The powers of ten that 64 bits or a double hold exactly.
struct PowersOfTen: @unchecked Sendable {
  /// 10⁰ to 10²².
  let double: UnsafePointer<Double>
  /// 10⁰ to 10¹⁹.
  let whole: UnsafePointer<UInt64>

  /// The only ones; they stay.
  static let exact = PowersOfTen()

  private init() {
    let double = UnsafeMutablePointer<Double>.allocate(capacity: 23)
    let whole = UnsafeMutablePointer<UInt64>.allocate(capacity: 20)
    double[0] = 1
    whole[0] = 1
    // Exact at every step: 5²² has 52 bits.
    for power in 1...22 { double[power] = double[power - 1] * 10 }
    for power in 1...19 { whole[power] = whole[power - 1] * 10 }
    self.double = UnsafePointer(double)
    self.whole = UnsafePointer(whole)
  }
}
