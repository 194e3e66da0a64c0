/// Decimal to binary by one or two multiplications of 64 bits: Lemire, "Number parsing at a
/// gigabyte per second" (2021), after Eisel.
enum EiselLemire {
  /// The powers of ten that are tried. Beyond them lie subnormal and infinite numbers.
  private static let exponents = -300...288

  /// The double nearest to significand · 10^exponent, correctly rounded; nil where this way cannot
  /// tell, or the number is not a normal one.
  static func double(_ significand: UInt64, tenToThe exponent: Int) -> Double? {
    if significand == 0 { return 0 }
    guard exponents.contains(exponent) else { return nil }
    let shift = significand.leadingZeroBitCount
    let factor = significand << UInt64(shift)
    let power = powersOfFive[exponent - exponents.lowerBound]
    var (high, low) = factor.multipliedFullWidth(by: UInt64(truncatingIfNeeded: power >> 64))
    // Only if the bits that decide the rounding are all ones can the power's low half change it.
    if high & 0x1FF == 0x1FF {
      let carry = factor.multipliedFullWidth(by: UInt64(truncatingIfNeeded: power)).high
      low = low &+ carry
      if low < carry { high += 1 }
    }
    // With a product that may still be short by one, the exact powers alone are beyond doubt.
    if low == .max, !(-27...55).contains(exponent) { return nil }

    let upperBit = Int(high >> 63)
    let mantissaShift = UInt64(upperBit + 64 - 52 - 3)
    var mantissa = high >> mantissaShift
    // ⌊log₂ 10^exponent⌋ = ⌊exponent · 217706 ÷ 2¹⁶⌋ in this range.
    var biased = ((217_706 * exponent) >> 16) + 63 + upperBit - shift + 1_023
    if biased <= 0 { return nil }
    // A tie goes to the even one; it can be met only where the power of five is exact.
    if low <= 1, (-4...23).contains(exponent), mantissa & 3 == 1,
      mantissa << mantissaShift == high
    {
      mantissa &= ~1
    }
    mantissa = (mantissa + (mantissa & 1)) >> 1
    if mantissa >= 1 << 53 {
      mantissa = 1 << 52
      biased += 1
    }
    if biased >= 0x7FF { return nil }
    return Double(bitPattern: UInt64(biased) << 52 | mantissa & ((1 << 52) - 1))
  }

  /// The highest 128 bits of 5^exponent: cut off, but rounded up for −27 to −1. Computed when a file
  /// first needs them, within a few milliseconds.
  private static let powersOfFive: [UInt128] = {
    var whole = WideNumber(1)
    var negative: [UInt128] = []
    var positive = [whole.highestBits]
    for exponent in 1...max(-exponents.lowerBound, exponents.upperBound) {
      whole.multiplyByFive()
      if exponent <= exponents.upperBound { positive.append(whole.highestBits) }
      if exponent <= -exponents.lowerBound {
        negative.append(whole.reciprocal(roundedUp: exponent <= 27))
      }
    }
    return negative.reversed() + positive
  }()

  /// A whole number of any length, lowest word first, without a highest word of zero.
  private struct WideNumber {
    var words: [UInt64]

    init(_ word: UInt64) { words = [word] }

    var bitCount: Int { 64 * words.count - words[words.count - 1].leadingZeroBitCount }

    mutating func multiplyByFive() {
      var carry: UInt64 = 0
      for index in words.indices {
        let (high, low) = words[index].multipliedFullWidth(by: 5)
        let (sum, overflow) = low.addingReportingOverflow(carry)
        words[index] = sum
        carry = high + (overflow ? 1 : 0)
      }
      if carry > 0 { words.append(carry) }
    }

    /// The highest 128 bits, the first of them set.
    var highestBits: UInt128 {
      let top = (1...3).map { $0 <= words.count ? UInt128(words[words.count - $0]) : 0 }
      let shift = UInt128(words[words.count - 1].leadingZeroBitCount)
      return (top[0] << 64 | top[1]) << shift | top[2] >> (64 - shift)
    }

    /// The highest 128 bits of 1 ÷ self, by long division.
    func reciprocal(roundedUp: Bool) -> UInt128 {
      // No power of five but 1 is a power of two, so the remainder starts below the divisor.
      var rest = [UInt64](repeating: 0, count: words.count + 1)
      rest[(bitCount - 1) / 64] = 1 << UInt64((bitCount - 1) % 64)
      var quotient: UInt128 = 0
      for _ in 0..<128 {
        var carry: UInt64 = 0
        for index in rest.indices {
          let next = rest[index] >> 63
          rest[index] = rest[index] << 1 | carry
          carry = next
        }
        quotient = quotient << 1 | (subtract(from: &rest) ? 1 : 0)
      }
      return roundedUp ? quotient &+ 1 : quotient
    }

    /// Takes this number off `rest`, if it is not larger; returns whether it did.
    private func subtract(from rest: inout [UInt64]) -> Bool {
      var isLess = false
      if rest[words.count] == 0 {
        for index in words.indices.reversed() where rest[index] != words[index] {
          isLess = rest[index] < words[index]
          break
        }
      }
      if isLess { return false }
      var borrow: UInt64 = 0
      for index in words.indices {
        let (first, one) = rest[index].subtractingReportingOverflow(words[index])
        let (second, two) = first.subtractingReportingOverflow(borrow)
        rest[index] = second
        borrow = one || two ? 1 : 0
      }
      rest[words.count] &-= borrow
      return true
    }
  }
}
