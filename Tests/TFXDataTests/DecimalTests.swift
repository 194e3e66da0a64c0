import TFXCore
import TFXData
import Testing

/// The reading of numbers, against Swift's own.
@Suite struct DecimalTests {
  /// The number that a one-field table reads; nil for text.
  private func parsed(_ text: String) throws -> Double? {
    let column = try table("a\n\"\(text)\"\n").columns[0]
    return column.isNumeric ? column.number(at: 0) : nil
  }

  @Test(arguments: [
    "0", "-0", "+1", "1.", ".5", "-.5e1", "1e0", "1E+2", "1e-2", "0.1", "3.14159265358979",
    "9007199254740993", "9007199254740992.5", "123456789012345678901234567890", "1e22", "1e23",
    "1.7976931348623157e308", "4.9e-324", "2.2250738585072011e-308", "1e-400", "0e999999999999",
    "0.000000000000000000000000000000000000000000001", "179769313486231570000000000000e279",
    "8.5", "1.00000000000000011102230246251565404236316680908203125",
    "1.00000000000000011102230246251565404236316680908203124", "0.30000000000000004",
  ])
  func agreesWithSwift(_ text: String) throws {
    let padded = text.hasSuffix(".") ? text + "0" : text.replacing(prefix: ".", with: "0.")
    #expect(try parsed(text)?.bitPattern == Double(padded)?.bitPattern)
  }

  @Test(arguments: [
    "abc", "1a", "--1", "+", "-", ".", "e5", "1e", "1e+", "1.2.3", "0x10", "inf", "-Infinity",
    "1e400", "1,000", "1_000", "1 2", "١", "NAN", "N/A", "null",
  ])
  func isText(_ text: String) throws { #expect(try parsed(text) == nil) }

  @Test func randomNumbersComeBackExactly() throws {
    let random = Philox(seed: 7, stream: 0)
    for index in 0..<20_000 {
      let words = random.block(UInt64(index))
      let bits = UInt64(words[0]) << 32 | UInt64(words[1])
      let number = Double(bitPattern: bits)
      if number.isFinite {
        #expect(try parsed("\(number)")?.bitPattern == bits)
      }
      // Short decimals, as files mostly have them, take another way through the parser.
      let short = "\(Int32(bitPattern: words[2]) / 1_000).\(words[3] % 100_000)"
      #expect(try parsed(short) == Double(short))
    }
  }
}

extension String {
  /// The text with `prefix`, also after a minus, replaced.
  fileprivate func replacing(prefix: String, with other: String) -> String {
    if hasPrefix(prefix) { return other + dropFirst(prefix.count) }
    if hasPrefix("-" + prefix) { return "-" + other + dropFirst(prefix.count + 1) }
    return self
  }
}
