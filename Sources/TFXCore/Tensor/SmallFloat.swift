/// A format of floating-point numbers of up to 16 bits. Each of its numbers is a `Float` too.
package struct SmallFloat: Sendable {
  /// Which bits stand for no finite number.
  package enum Special: Sendable {
    /// The largest exponent stands for infinities and not-a-numbers (IEEE 754).
    case largestExponent
    /// The largest exponent with the largest fraction stands for not-a-number.
    case allOnes
    /// A negative zero stands for not-a-number.
    case negativeZero
    case none
  }

  private let exponentBits: Int
  private let fractionBits: Int
  private let bias: Int
  private let special: Special

  /// All bits of a number, with that of the sign.
  package var bitCount: Int { 1 + exponentBits + fractionBits }

  package static let float16 = SmallFloat(5, 10, bias: 15, .largestExponent)
  package static let bfloat16 = SmallFloat(8, 7, bias: 127, .largestExponent)
  /// The eight bits of [Micikevicius et al.](https://arxiv.org/abs/2209.05433)
  package static let float8E4M3 = SmallFloat(4, 3, bias: 7, .allOnes)
  package static let float8E5M2 = SmallFloat(5, 2, bias: 15, .largestExponent)
  /// Those of [Noune et al.](https://arxiv.org/abs/2206.02915), without a negative zero.
  package static let float8E4M3FNUZ = SmallFloat(4, 3, bias: 8, .negativeZero)
  package static let float8E5M2FNUZ = SmallFloat(5, 2, bias: 16, .negativeZero)
  /// Those of the [Open Compute Project](https://arxiv.org/abs/2310.10537).
  package static let float6E2M3 = SmallFloat(2, 3, bias: 1, .none)
  package static let float6E3M2 = SmallFloat(3, 2, bias: 3, .none)
  package static let float4E2M1 = SmallFloat(2, 1, bias: 1, .none)

  private init(_ exponentBits: Int, _ fractionBits: Int, bias: Int, _ special: Special) {
    self.exponentBits = exponentBits
    self.fractionBits = fractionBits
    self.bias = bias
    self.special = special
  }

  /// The number that the lowest ``bitCount`` bits stand for.
  package func value(_ bits: Int) -> Float {
    let fraction = bits & (1 << fractionBits - 1)
    let exponent = bits >> fractionBits & (1 << exponentBits - 1)
    let sign: FloatingPointSign = bits >> (bitCount - 1) & 1 == 0 ? .plus : .minus
    let isLargest = exponent == 1 << exponentBits - 1
    switch special {
    case .largestExponent where isLargest:
      return fraction != 0 ? .nan : sign == .plus ? .infinity : -.infinity
    case .allOnes where isLargest && fraction == 1 << fractionBits - 1: return .nan
    case .negativeZero where sign == .minus && exponent == 0 && fraction == 0: return .nan
    default: break
    }
    let significand = exponent == 0 ? fraction : fraction + 1 << fractionBits
    let magnitude = Float(
      sign: .plus, exponent: max(exponent, 1) - bias - fractionBits,
      significand: Float(significand))
    return sign == .plus ? magnitude : -magnitude
  }

  /// Numbers that lie one behind the other, the lowest bits first.
  package func values(_ bytes: some RandomAccessCollection<UInt8>, count: Int) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(count)
    var (bits, available) = (0, 0)
    var rest = bytes.makeIterator()
    for _ in 0..<count {
      while available < bitCount, let byte = rest.next() {
        bits |= Int(byte) << available
        available += 8
      }
      values.append(value(bits))
      bits >>= bitCount
      available -= bitCount
    }
    return values
  }
}
