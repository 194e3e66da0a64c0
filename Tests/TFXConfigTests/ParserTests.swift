import TFXConfig
import TFXCore
import Testing

/// What YAML texts mean.
struct ParserTests {
  @Test(arguments: [
    ("", "null"),
    ("\n# only a comment\n", "null"),
    ("---\n", "null"),
    ("---\na: 1\n...\n", "{a: 1}"),
    ("%YAML 1.1\n---\na\n", "a"),
    ("%YAML 1.3\n---\na: 0o14\n", "{a: 0o14}"),
    ("# by hand\n%YAML\t 1.10 # later\n\n---\na\n", "a"),
    // As OpenCV writes it, and what is to be ignored.
    ("%YAML:1.0\n---\na: 1\n", "{a: 1}"), ("\u{FEFF}%FOO bar\r\n%YAML 1.0\r\n---\r\na", "a"),
    ("\u{FEFF}a: 1", "{a: 1}"),
    ("a: 1\r\nb:\r\n  - x\r\n", "{a: 1, b: [x]}"),
    (
      "a: null\nb: ~\nc:\nd: Null\ne: 'null'\nf: \"\"",
      "{a: null, b: null, c: null, d: null, e: 'null', f: ''}"
    ),
    ("a: 'it''s'\nb: \"x\\ty\\u00e9\"\nc: it's", "{a: 'it's', b: 'x\ty\u{e9}', c: it's}"),
    ("a: |\n  x\n  y\nb: >-\n  x\n  y\n", "{a: 'x\ny\n', b: 'x y'}"),
    ("a: x\n  y", "{a: x y}"),
    ("- a\n- \n- - b\n  - c\n- {}\n- []", "[a, null, [b, c], {}, []]"),
    ("a:\n- b\n- c", "{a: [b, c]}"),
    ("{a: [1, 2,], b, c: {d: e}}", "{a: [1, 2], b: null, c: {d: e}}"),
    ("a: 1\na: 2", "{a: 1, a: 2}"),
    ("? a\n: b", "{a: b}"),
    ("null: 1\n~: 2\n1: 3\n'': 4", "{null: 1, ~: 2, 1: 3, : 4}"),
    ("a: !!str 5\nb: ! 6\nc: !!str null", "{a: '5', b: '6', c: 'null'}"),
    ("--- !!map {a: !!seq [!!int 1, !!int '2', !!int 0xC]}", "{a: [1, 2, 0xC]}"),
    (
      "a: !!float 3\nb: !!float 0x10\nc: !!float '.inf'\nd: !!float 1e3",
      "{a: 3.0, b: 16.0, c: .inf, d: 1e3}"
    ),
    (
      "a: !!bool 'true'\nb: !!bool FALSE\nc: !!null ''\nd: !!null\ne: !!null ~",
      "{a: true, b: FALSE, c: null, d: null, e: null}"
    ),
    (
      "a: !!str\nb: ! [1]\nc: ! {d: 1}\n!!str e: !<tag:yaml.org,2002:int> 5",
      "{a: '', b: [1], c: {d: 1}, e: 5}"
    ),
    ("%YAML 1.2\n%TAG !t! tag:yaml.org,2002:\n---\na: !t!int 7\n", "{a: 7}"),
    (
      "a: !!set {accuracy, mae: }\nb: !!omap [x: 1, y: 2]\nc: !!timestamp 2026-01-02",
      "{a: [accuracy, mae], b: {x: 1, y: 2}, c: '2026-01-02'}"
    ),
    ("a: !!python/tuple\n- 3\n- 3\nb: !!binary |\n  Z3LDvMOf\n  ZQ==\n", "{a: [3, 3], b: 'grüße'}"),
    ("a: &x !!int 3\nb: *x\nc: !!seq &y [4]\nd: *y", "{a: 3, b: 3, c: [4], d: [4]}"),
    ("\"a\": 1\n'b c': 2\n\"d:e\": 3", "{a: 1, b c: 2, d:e: 3}"),
    ("a: 1\n---\n", "{a: 1}"), ("---\na: 1\n...\n---\n...\n---\n", "{a: 1}"),
    ("a: &x [1, 2]\nb: *x\nc: &y z\n*y : w", "{a: [1, 2], b: [1, 2], c: z, z: w}"),
    ("a: &x 1\nb: &x 2\nc: *x", "{a: 1, b: 2, c: 2}"),
    ("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}", "{a: {p: 1, q: 2}, b: {p: 1, q: 3}}"),
    ("b: {<<: [{p: 1}, {p: 2, q: 2}], r: 3}", "{b: {p: 1, q: 2, r: 3}}"),
    ("a: {r: 0, <<: {p: 1}, s: 2, '<<': 4}", "{a: {r: 0, p: 1, s: 2, <<: 4}}"),
    ("key with spaces: a:b\nurl: http://x/y#z", "{key with spaces: a:b, url: http://x/y#z}"),
    ("größe: 🙂 ja\n", "{größe: 🙂 ja}"),
    ("a: x\u{85}b: y", "{a: x, b: y}"),
  ])
  func means(text: String, outline expected: String) throws {
    #expect(outline(try YAMLParser.parse(text: text, file: "c.yaml")) == expected)
  }

  @Test func readsTheSample() throws {
    let root = try YAMLParser.parse(text: sampleConfig, file: "c.yaml")
    #expect(root["fit"].map(outline) == "{epochs: 12, batch_size: 128}")
    #expect(
      root["model"].map(outline)
        == "{layers: [{Rescaling: {scale: 1/255}}, "
        + "{Conv2D: {filters: 32, kernel_size: 3, activation: relu}}, MaxPooling2D, Flatten, "
        + "{Dense: {units: 10, activation: softmax}}]}")
  }

  @Test func hundredDeepIsAllowedAndMoreIsNot() {
    let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(complaint(about: deep) == "fine")
    #expect(
      complaint(about: "[\(deep)]").hasPrefix(
        "c.yaml:1:101: error: values lie more than 100 deep in each other"))
    #expect(complaint(about: String(repeating: "[", count: 100_000)).contains("100 deep"))
    #expect(complaint(about: String(repeating: "- ", count: 100_000)).contains("100 deep"))
    #expect(complaint(about: String(repeating: "? ", count: 100_000)).contains("100 deep"))
  }

  @Test func aliasesCannotDeepenWithoutEnd() {
    var text = "a0: &a0 []\n"
    for index in 1...101 { text += "a\(index): &a\(index) [*a\(index - 1)]\n" }
    #expect(complaint(about: text).contains("100 deep"))
  }

  @Test func aliasesCannotMultiplyWithoutEnd() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for index in 1...9 {
      let items = [String](repeating: "*a\(index - 1)", count: 10).joined(separator: ", ")
      text += "a\(index): &a\(index) [\(items)]\n"
    }
    #expect(
      complaint(about: text).hasPrefix(
        "c.yaml:5:45: error: aliases stand for more than 100000 values in all"))
  }

  /// Each shortened and each altered text is read or refused, and a refusal points into the text.
  @Test func noTextTraps() {
    let bytes =
      Array("\u{e9}: &x {p: 'q', \"r\\n\": |\n".utf8) + Array(sampleConfig.utf8.prefix(420))
    for count in 0...bytes.count { survives(Array(bytes[..<count])) }
    let replacements = Array("\0\t\n\r \"'#&*!|>-?:,[]{}%@`\\a0<~".utf8) + [0x85, 0xC3, 0xFF]
    for place in bytes.indices {
      for replacement in replacements {
        var altered = bytes
        altered[place] = replacement
        survives(altered)
      }
    }
  }

  private func survives(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    do {
      let root = try YAMLParser.parse(text: text, file: "c.yaml")
      expectPlaces(root, in: SourceText(file: "c.yaml", text: text))
    } catch {
      let lines = SourceText(file: "c.yaml", text: text).lines
      #expect(error.hasErrors)
      for finding in error.all {
        guard let span = finding.span else {
          Issue.record("no place for \(finding.message)")
          continue
        }
        #expect(lines.indices.contains(span.line - 1) && span.column >= 1)
        #expect(span.column <= lines[span.line - 1].count + 1)
      }
    }
  }

  private func expectPlaces(_ node: ConfigNode, in source: SourceText) {
    if let span = node.span {
      let line = source.lines.indices.contains(span.line - 1) ? source.lines[span.line - 1] : nil
      #expect(line.map { span.column <= $0.count + 1 } ?? false)
    }
    switch node.content {
    case .null, .scalar: break
    case .sequence(let items): for item in items { expectPlaces(item, in: source) }
    case .mapping(let entries): for entry in entries { expectPlaces(entry.value, in: source) }
    }
  }
}
