/// The values of gRPC's headers.
package enum GRPCHeader {
  /// A message of a status: bytes that are no plain text, and `%`, as `%` and two digits.
  package static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8.prefix(8192) {
      if 0x20...0x7E ~= byte, byte != UInt8(ascii: "%") {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }

  /// The text of such a message.
  package static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The nanoseconds of a `grpc-timeout`, such as `500m`; nil if it is none.
  package static func nanoseconds(_ timeout: String) -> Int64? {
    guard let unit = timeout.last, timeout.utf8.count <= 9,
      let number = Int64(timeout.dropLast()), number >= 0
    else { return nil }
    let factors: [Character: Int64] = [
      "H": 3_600_000_000_000, "M": 60_000_000_000, "S": 1_000_000_000, "m": 1_000_000, "u": 1_000,
      "n": 1,
    ]
    guard let factor = factors[unit] else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? .max / 2 : min(product, .max / 2)
  }
}
