import TFXCore
public import TFXGraph

/// The alphabet of base64 for addresses of web pages: RFC 4648, section 5.
private let digits = Array(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

private let values: [UInt8: UInt32] = Dictionary(
  uniqueKeysWithValues: digits.enumerated().map { ($1, UInt32($0)) })

private let padding = UInt8(ascii: "=")

/// y = x in base64.   x: string [d…] → y: string [d…].   No gradient.
struct EncodeBase64: StringMapOp {
  var pad = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("pad", &pad, "whether = fills up the last four characters")
  }

  func map(_ text: ByteString) -> ByteString {
    var encoded: [UInt8] = []
    encoded.reserveCapacity((text.count + 2) / 3 * 4)
    for start in stride(from: 0, to: text.count, by: 3) {
      let group = text.bytes[start..<min(start + 3, text.count)]
      var bits: UInt32 = 0
      for (place, byte) in group.enumerated() { bits |= UInt32(byte) << UInt32(16 - 8 * place) }
      for place in 0...group.count {
        encoded.append(digits[Int(bits >> UInt32(18 - 6 * place) & 63)])
      }
      if pad { encoded += Array(repeating: padding, count: 3 - group.count) }
    }
    return ByteString(encoded)
  }
}

/// y = what x says in base64, padded or not.   x: string [d…] → y: string [d…].   No gradient.
struct DecodeBase64: StringMapOp {
  func map(_ text: ByteString) throws(KernelError) -> ByteString {
    var rest = text.bytes[...]
    if rest.count % 4 == 0 {
      for _ in 0..<2 where rest.last == padding { rest.removeLast() }
    }
    if rest.count % 4 == 1 {
      throw KernelError("expected base64, whose length is not 1 modulo 4, found '\(text)'")
    }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(rest.count * 3 / 4)
    var (bits, count): (UInt32, UInt32) = (0, 0)
    for digit in rest {
      guard let value = values[digit] else {
        throw KernelError("expected base64 of letters, digits, '-' and '_', found '\(text)'")
      }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        decoded.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return ByteString(decoded)
  }
}

extension Graph {
  /// Strings in base64, in the alphabet that web addresses can hold.
  ///
  /// - Parameters:
  ///   - input: Strings.
  ///   - pad: Whether `=` fills the last group of four.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the input is of strings.
  public func encodeBase64(
    _ input: Output, pad: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(EncodeBase64(pad: pad), [input], name: name).output(0)
  }

  /// What strings say in base64, padded with `=` or not. A string that is no base64 in the alphabet
  /// of web addresses fails the run.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the input is of strings.
  public func decodeBase64(_ input: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(DecodeBase64(), [input], name: name).output(0)
  }
}
