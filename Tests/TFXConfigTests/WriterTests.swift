import TFXConfig
import TFXCore
import Testing

/// Files in the style that people write, which read back as the same values.
struct WriterTests {
  @Test func keepsTheSampleAsItIs() throws {
    let root = try YAMLParser.parse(text: sampleConfig, file: "c.yaml")
    #expect(
      YAMLWriter.write(root)
        == sampleConfig.replacing("                      # all defaults", with: ""))
  }

  @Test func breaksLinesThatAreTooLong() throws {
    let fields = (1...8).map { "field_number_\($0): \($0)" }.joined(separator: ", ")
    let text = """
      model: {layers: [{Dense: {\(fields)}}, {A: {b: {c: {d: {e: f}}}}}, [[1, 2], [3]], {}]}
      """
    let root = try YAMLParser.parse(text: text, file: "c.yaml")
    #expect(
      YAMLWriter.write(root) == """
        model:
          layers:
            - Dense:
                field_number_1: 1
                field_number_2: 2
                field_number_3: 3
                field_number_4: 4
                field_number_5: 5
                field_number_6: 6
                field_number_7: 7
                field_number_8: 8
            - A:
                b:
                  c: {d: {e: f}}
            -
              - [1, 2]
              - [3]
            - {}

        """)
  }

  @Test(arguments: [
    ("relu", "relu"), ("a b", "a b"), ("a/b.csv", "a/b.csv"), ("-x", "-x"), ("it's", "it's"),
    ("http://x#y", "http://x#y"), ("größe 🙂", "größe 🙂"), ("v1.2-beta", "v1.2-beta"),
    ("", "\"\""), ("null", "\"null\""), ("~", "\"~\""), ("True", "\"True\""), ("no", "\"no\""),
    ("1", "\"1\""), ("1e5", "\"1e5\""), ("1/255", "\"1/255\""), ("0x1F", "\"0x1F\""),
    ("2024-01-31", "\"2024-01-31\""), ("12:30", "\"12:30\""), ("inf", "\"inf\""),
    ("a: b", "\"a: b\""), ("a #b", "\"a #b\""), ("a:", "\"a:\""), ("- a", "\"- a\""),
    ("-", "\"-\""), ("@x", "\"@x\""), ("*x", "\"*x\""), ("'x'", "\"'x'\""), (" x", "\" x\""),
    ("x ", "\"x \""), ("a, b", "\"a, b\""), ("a\nb\t\"\\", #""a\nb\t\"\\""#),
    (
      "\u{1}\u{7F}\u{85}\u{A0}\u{2028}\u{FEFF}\u{FFFF}\u{10FFFF}",
      "\"\\u0001\\u007F\\u0085\u{A0}\\u2028\\uFEFF\\uFFFF\u{10FFFF}\""
    ),
  ])
  func quotesTextOnlyWhereItMust(text: String, written: String) {
    #expect(YAMLWriter.write(text.write()) == written + "\n")
  }

  @Test func writesNumbersAsGiven() {
    for number in ["1e-07", "1/255", "-3", "007", "1_000"] {
      #expect(YAMLWriter.write(.plain(number)) == number + "\n")
    }
  }

  /// Values made of awkward texts at random, from a fixed seed.
  @Test func readsBackWhatItWrites() throws {
    for seed in UInt64(0)..<1_500 {
      var maker = NodeMaker(seed: seed)
      let node = maker.node(depth: 4)
      let text = YAMLWriter.write(node)
      do {
        let back = try YAMLParser.parse(text: text, file: "c.yaml")
        #expect(isSame(node, back), "seed \(seed) wrote:\n\(text)")
      } catch {
        Issue.record("seed \(seed) wrote what cannot be read, \(error.all):\n\(text)")
      }
    }
  }

  @Test func readsBackEveryCharacter() throws {
    for start in stride(from: UInt32(0), to: 0x3000, by: 1) {
      guard let scalar = Unicode.Scalar(start) else { continue }
      for text in [String(Character(scalar)), "a\(Character(scalar))b", "a \(Character(scalar)) b"]
      {
        let node = ConfigNode(
          .mapping([ConfigNode.Entry(text, ConfigNode(.sequence([text.write()])))]))
        let back = try YAMLParser.parse(text: YAMLWriter.write(node), file: "c.yaml")
        #expect(isSame(node, back), "U+\(String(start, radix: 16)) in '\(text)'")
      }
    }
  }

  /// Whether two values are the same to every reader: that a text is quoted only matters where it
  /// could be taken for something else.
  private func isSame(_ first: ConfigNode, _ second: ConfigNode) -> Bool {
    switch (first.content, second.content) {
    case (.null, .null): return true
    case (.scalar(let a, let isQuoted), .scalar(let b, let isBackQuoted)):
      if !a.unicodeScalars.elementsEqual(b.unicodeScalars) { return false }
      // A number must stay one, and a text must not become one.
      return isQuoted == isBackQuoted || (Double(a) == nil && Bool(a) == nil)
    case (.sequence(let a), .sequence(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
    case (.mapping(let a), .mapping(let b)):
      return a.count == b.count
        && zip(a, b).allSatisfy {
          $0.key.unicodeScalars.elementsEqual($1.key.unicodeScalars) && isSame($0.value, $1.value)
        }
    default: return false
    }
  }
}

/// Makes values at random.
private struct NodeMaker {
  private let numbers: Philox
  private var used: UInt64 = 0

  private static let pieces = [
    "a", "relu", "units", " ", "  ", ":", ": ", "#", " #", "-", "- ", "?", "? ", ",", "[", "]", "{",
    "}", "'", "\"", "\\", "\n", "\n\n", "\r\n", "\t", "&x", "*x", "!", "|", ">", "%", "@", "`", "~",
    "null", "true", "no", "1", "0x1", "1e5", ".5", "1_0", "/", "=", "<<", "---", "...", "é",
    "e\u{301}", "🙂", "👨‍👩‍👧", "漢字", "\u{85}", "\u{2028}", "\u{FEFF}", "\0", "\u{1B}", "\u{10FFFF}",
  ]

  init(seed: UInt64) { numbers = Philox(seed: seed, stream: 77) }

  mutating func node(depth: Int) -> ConfigNode {
    switch below(depth == 0 ? 4 : 8) {
    case 0: ConfigNode(.null)
    case 1: .plain(["3", "-0.5", "1/255", "true", "1e-07", "relu"][below(6)])
    case 2, 3: text().write()
    case 4, 5: ConfigNode(.sequence((0..<below(4)).map { _ in node(depth: depth - 1) }))
    default:
      ConfigNode(
        .mapping((0..<below(4)).map { _ in ConfigNode.Entry(key(), node(depth: depth - 1)) }))
    }
  }

  private mutating func key() -> String {
    below(100) == 0 ? String(repeating: text() + "k", count: 700) : text()
  }

  private mutating func text() -> String {
    (0..<below(5)).map { _ in NodeMaker.pieces[below(NodeMaker.pieces.count)] }.joined()
  }

  private mutating func below(_ bound: Int) -> Int {
    used += 1
    return numbers.integer(below: bound, at: used)
  }
}
