import Foundation
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

  /// A million numbers in one table, against the C library.
  @Test func agreesWithTheCLibrary() throws {
    let random = Philox(seed: 11, stream: 0)
    var fields: [String] = []
    for index in 0..<250_000 as Range<UInt64> {
      let words = random.block(index)
      let bits = UInt64(words[0]) << 32 | UInt64(words[1])
      // Any bits, as the shortest text that gives them back.
      let number = Double(bitPattern: bits)
      if number.isFinite { fields.append("\(number)") }
      // Numbers as people and programs write them.
      let whole = bits >> UInt64(words[2] % 64)
      fields.append("\(words[2] & 1 == 0 ? "-" : "")\(whole % 100_000).\(words[3])")
      fields.append(placed(whole, decimals: Int(words[3] % 19)))
      // Ties between two doubles, and their neighbours.
      let odd = (bits >> 11 | 1 << 52) * 2 + 1
      let decimals = Int(words[3] % 4)
      let power: [UInt64] = [1, 5, 25, 125]
      let tie = odd * power[decimals] + UInt64(words[2] % 3) - 1
      fields.append(placed(tie, decimals: decimals))
    }
    fields += DecimalTests.hard
    let column = try table("x\n" + fields.joined(separator: "\n") + "\n").columns[0]
    #expect(column.isNumeric)
    var wrong: [String] = []
    for (row, field) in fields.enumerated() {
      if column.number(at: row)?.bitPattern != strtod(field, nil).bitPattern { wrong.append(field) }
    }
    #expect(wrong.isEmpty, "\(wrong.count) of \(fields.count): \(wrong.prefix(10))")
  }

  /// A whole number with a point before its last digits.
  private func placed(_ whole: UInt64, decimals: Int) -> String {
    let digits = "\(whole)"
    if decimals == 0 { return digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }

  /// Numbers that have broken parsers: near ties, subnormal, at the ends of the range.
  private static let hard = [
    "2.2250738585072014e-308", "2.2250738585072011e-308", "4.9406564584124654e-324", "5e-324",
    "2.4703282292062328e-324", "1.7976931348623157e308", "1.7976931348623158e308",
    "9007199254740991", "9007199254740992", "9007199254740993", "9007199254740994",
    "9007199254740995", "18014398509481985", "72057594037927945", "1e23", "8.5e22", "1e-23",
    "6.0221409e+23", "3.141592653589793238462643383279", "0.1e-6", "0.30000000000000004",
    "89255.0000000000000002", "7205759403792793199999e-5", "7205759403792793200001e-5",
    "1448997445238699", "45035996.273704995", "45035996.273704985", "122416294033786585",
    "1.00000005960464477539062", "0.000000000000000000000000000000000000011754943508",
    "3.4028234664e38", "357.65", "0.00000011920928955078125", "8.589934592e9", "1e-300", "1e288",
    "9355950000000000000.00000000000000000000000000000000000184467440737095516161844674407370955",
    "12345678901234567890", "18446744073709551615", "18446744073709551616", "0.00012345678",
    "00000000012345678.5", "1234567.12345678", "1234567.123456789012", "1234567.1234567890123456",
  ]
}

extension String {
  /// The text with `prefix`, also after a minus, replaced.
  fileprivate func replacing(prefix: String, with other: String) -> String {
    if hasPrefix(prefix) { return other + dropFirst(prefix.count) }
    if hasPrefix("-" + prefix) { return "-" + other + dropFirst(prefix.count + 1) }
    return self
  }
}
