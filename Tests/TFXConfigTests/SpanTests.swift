import TFXConfig
import TFXCore
import Testing

/// Where each kind of value is said to be. A place is written `line:column+length`.
struct SpanTests {
  @Test func ofBlocks() throws {
    let root = try parse("a: 12\nb:\n  c: word # comment\n  d:\n    - x\n    - yy: 1\n")
    #expect(place(root.span) == "1:1+1")
    #expect(place(root["a"]?.span) == "1:4+2")
    #expect(keyPlaces(root) == ["a 1:1+1", "b 2:1+1"])
    let b = try #require(root["b"])
    #expect(place(b.span) == "3:3+1")
    #expect(place(b["c"]?.span) == "3:6+4")
    #expect(place(b["d"]?.span) == "5:5+1")
    #expect(itemPlaces(b["d"]) == ["5:7+1", "6:7+1"])
  }

  @Test func ofBrackets() throws {
    let root = try parse("a: [1, 'two', {three: 3}]\n")
    #expect(place(root["a"]?.span) == "1:4+1")
    #expect(itemPlaces(root["a"]) == ["1:5+1", "1:8+5", "1:15+1"])
  }

  @Test func countCharactersAsReadersSeeThem() throws {
    // The flag is two scalars and the accented e here is two; the family is seven.
    let root = try parse("{\u{1F1E8}\u{1F1ED}: e\u{301}e, 👨‍👩‍👧: ü, z: last}")
    #expect(keyPlaces(root) == ["\u{1F1E8}\u{1F1ED} 1:2+1", "👨‍👩‍👧 1:9+1", "z 1:15+1"])
    #expect(place(root["\u{1F1E8}\u{1F1ED}"]?.span) == "1:5+2")
    #expect(place(root["z"]?.span) == "1:18+4")
  }

  @Test func afterTabsInsideALine() throws {
    let root = try parse("a:\t\tb\t# c\nd: 1\n")
    #expect(place(root["a"]?.span) == "1:5+1")
    #expect(place(root["d"]?.span) == "2:4+1")
  }

  @Test func ofScalarsOverSeveralLines() throws {
    let root = try parse(
      "a: |+  # keep\n  x\n  y\nb: one two  \n  three\nc: \"one\n  two\"\nd: e\n")
    #expect(place(root["a"]?.span) == "1:4+2")
    #expect(place(root["b"]?.span) == "4:4+7")
    #expect(place(root["c"]?.span) == "6:4+4")
    #expect(place(root["d"]?.span) == "8:4+1")
  }

  @Test func ofNothing() throws {
    let root = try parse("a:\nb: ~\nc:\n  -\n  - x\n")
    #expect(root["a"]?.span == nil)
    #expect(place(root["b"]?.span) == "2:4+1")
    #expect(itemPlaces(root["c"]) == ["4:3+1", "5:5+1"])
    #expect(place(try parse("").span) == "1:1+1")
  }

  @Test func ofAliasesAreWhereTheyStand() throws {
    let root = try parse("a: &x {p: 1}\nb: *x\nc: &y word\n")
    #expect(place(root["b"]?.span) == "2:4+2")
    #expect(place(root["b"]?["p"]?.span) == "1:11+1")
    #expect(place(root["c"]?.span) == "3:4+7")
  }

  @Test func withEveryKindOfLineEnd() throws {
    let root = try parse("a: 1\r\nb: 2\rc: 3\nd: 4")
    let lines = ["a", "b", "c", "d"].map { place(root[$0]?.span) }
    #expect(lines == ["1:4+1", "2:4+1", "3:4+1", "4:4+1"])
  }

  @Test func nameTheFile() throws {
    #expect(try parse("a: 1")["a"]?.span?.file == "c.yaml")
  }

  private func parse(_ text: String) throws -> ConfigNode {
    try YAMLParser.parse(text: text, file: "c.yaml")
  }

  private func place(_ span: SourceSpan?) -> String {
    span.map { "\($0.line):\($0.column)+\($0.length)" } ?? "nowhere"
  }

  private func keyPlaces(_ node: ConfigNode) -> [String] {
    guard case .mapping(let entries) = node.content else { return [] }
    return entries.map { "\($0.key) \(place($0.keySpan))" }
  }

  private func itemPlaces(_ node: ConfigNode?) -> [String] {
    guard let node, case .sequence(let items) = node.content else { return [] }
    return items.map { place($0.span) }
  }
}
