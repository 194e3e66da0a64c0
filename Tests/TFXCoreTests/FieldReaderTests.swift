import TFXCore
import Testing

/// Reading a type's fields, and every mistake in them.
struct FieldReaderTests {
  @Test func readsEveryKindOfField() {
    let (sample, findings) = read([
      ("units", plain("1_000")), ("rate", plain("1/255")), ("use_bias", plain("False")),
      ("padding", plain("same")), ("label", .scalar("1", isQuoted: true)),
      ("window", .sequence([.plain("2"), .plain("3")])), ("sizes", .sequence([.plain("4")])),
      (
        "inner",
        .mapping([
          ConfigNode.Entry("depth", .plain("9")),
          ConfigNode.Entry("seed", .plain("18446744073709551615")),
        ])
      ),
    ])
    var expected = Sample()
    expected.units = 1_000
    expected.rate = 1 / 255
    expected.useBias = false
    expected.padding = .same
    expected.label = "1"
    expected.window = Pair(2, 3)
    expected.sizes = [4]
    expected.inner = Inner(depth: 9, seed: .max)
    #expect(findings == "")
    #expect(sample == expected)
  }

  @Test func writesWhatItReads() {
    var sample = Sample()
    sample.units = 3
    sample.label = "null"
    sample.window = Pair(2, 3)
    sample.inner.seed = .max
    var findings = Diagnostics()
    let back = FieldReader.read(
      Sample.self, from: FieldWriter.write(sample), owner: "Sample", &findings)
    #expect(brief(findings) == "")
    #expect(back == sample)
  }

  @Test func leavesDefaults() {
    let (sample, findings) = read([("units", plain("2")), ("label", .null)])
    var expected = Sample()
    expected.units = 2
    #expect(findings == "")
    #expect(sample == expected)
  }

  @Test func reportsAllMistakesInTheOrderOfTheSource() {
    let (sample, findings) = read([
      ("rate", plain("1")), ("useBias", plain("true")), ("padding", plain("smae")),
      ("sizes", .sequence([])), ("sizes", .sequence([])), ("window", plain("0")),
      ("colour", plain("red")),
    ])
    #expect(sample == nil)
    #expect(
      findings == """
        1 Sample needs 'units' | 'units' is a whole number: number of outputs
        7 'rate' must be at least 0.0 and below 1.0, found '1'
        9 unknown key 'useBias' in Sample | did you mean 'use_bias'?
        27 expected one of valid, same, found 'smae' | did you mean 'same'?
        37 'sizes' is given twice in Sample
        52 'window' must be at least 1, found '0'
        54 unknown key 'colour' in Sample | known: units, rate, use_bias, padding, label, window, sizes, inner
        """)
  }

  @Test(
    arguments: [
      ("units", plain("3.0"), "expected a whole number, found '3.0' | write 3"),
      ("units", plain("1e3"), "expected a whole number, found '1e3' | write 1000"),
      ("units", plain("3.5"), "expected a whole number, found '3.5'"),
      ("units", plain("_3"), "expected a whole number, found '_3'"),
      ("units", plain("3_"), "expected a whole number, found '3_'"),
      ("units", plain("1__0"), "expected a whole number, found '1__0'"),
      ("units", plain("1 0"), "expected a whole number, found '1 0'"),
      (
        "units", plain("99999999999999999999"),
        "expected a whole number, found '99999999999999999999'"
      ),
      (
        "units", .scalar("3", isQuoted: true),
        "expected a whole number, found the text \"3\" | remove the quotes"
      ),
      ("units", .null, "expected a whole number, found nothing"),
      ("units", .sequence([]), "expected a whole number, found a list"),
      ("rate", plain("1 2"), "expected a number, found '1 2'"),
      ("rate", plain("1/0"), "expected a number, found '1/0'"),
      ("rate", plain("1/2/3"), "expected a number, found '1/2/3'"),
      ("rate", plain("/2"), "expected a number, found '/2'"),
      ("rate", plain("nan"), "expected a number, found 'nan'"),
      ("rate", plain("inf"), "expected a number, found 'inf'"),
      ("rate", .mapping([]), "expected a number, found a mapping"),
      ("use_bias", plain("yes"), "expected true or false, found 'yes' | write true"),
      ("use_bias", plain("1"), "expected true or false, found '1'"),
      ("label", .sequence([]), "expected a text, found a list"),
      ("padding", .null, "expected one of valid, same, found nothing"),
      ("window", plain("x"), "expected a whole number or a list of two, found 'x'"),
      ("window", plain("2.0"), "expected a whole number or a list of two, found '2.0' | write 2"),
      (
        "window", .sequence([.plain("1")]),
        "expected a whole number or a list of two, found a list"
      ),
      (
        "window", .sequence([.plain("1"), .plain("0")]), "'window' must be at least 1, found a list"
      ),
      ("sizes", plain("3"), "expected a list, each a whole number, found '3'"),
      (
        "sizes", .sequence([.plain("1"), .plain("0")]),
        "'sizes' must be lists of values at least 1, found a list"
      ),
      (
        "label", .mapping([]), "expected a text, found a mapping"
      ),
      (
        "inner", plain("depth:3"),
        "expected the fields of the inner section as 'key: value', found 'depth:3' "
          + "| put a space after the ':'"
      ),
      (
        "inner", .sequence([ConfigNode(.mapping([]))]),
        "expected the fields of the inner section as 'key: value', found a list "
          + "| remove the '-' before each key"
      ),
    ] as [(String, ConfigNode.Content, String)])
  func refuses(field: String, value: ConfigNode.Content, message: String) {
    let others = field == "units" ? [] : [("units", plain("1"))]
    let (sample, findings) = read(others + [(field, value)])
    #expect(sample == nil)
    #expect(findings.drop { $0 != " " }.dropFirst() == message)
  }

  @Test(arguments: [
    ("0.5", 0.5), ("1/4", 0.25), (" 1 / 4 ", 0.25), ("-1e-3", -0.001), ("1_000.5", 1000.5),
    ("0x10", 16), ("-1/2", -0.5), ("0o14", 12), (".5", 0.5), ("5.", 5),
  ])
  func readsNumbers(text: String, value: Double) {
    var findings = Diagnostics()
    #expect(Double.read(.plain(text), &findings) == value)
    #expect(!findings.hasErrors)
  }

  /// YAML 1.2.2, 10.3.2: other forms are texts.
  @Test func numbersAreThoseOfTheCoreSchema() {
    var findings = Diagnostics()
    #expect(Int.read(.plain("0xC"), &findings) == 12)
    #expect(UInt64.read(.plain("0o14"), &findings) == 12)
    let others = ["0x1p3", "0x1.8", "inf", "nan", "Infinity", "-0xC", "0o8", "1e", "."]
    for text in others { #expect(Double.read(.plain(text), &findings) == nil) }
    #expect(findings.all.count == others.count)
  }

  @Test(arguments: [(1e-07, "1.0e-07"), (0.001, "0.001"), (2, "2.0"), (-1.5e300, "-1.5e+300")])
  func writesNumbers(value: Double, text: String) {
    var findings = Diagnostics()
    #expect(value.write().found == "'\(text)'")
    #expect(Double.read(value.write(), &findings) == value)
  }

  @Test func bothNumbersOfAPairAreChecked() {
    var findings = Diagnostics()
    #expect(Pair.read(ConfigNode(.sequence([.plain("x"), .plain("y")])), &findings) == nil)
    #expect(findings.all.count == 2)
  }

  @Test func pointsAtTheKeyOfASectionThatLacksSomething() {
    let (_, findings) = read([("units", plain("1")), ("inner", .mapping([]))])
    #expect(
      findings == "10 the inner section needs 'depth' | 'depth' is a whole number: how deep")
    let (_, empty) = read([("units", plain("1")), ("inner", .null)])
    #expect(empty == findings)
  }

  @Test func reportsMistakesInsideASection() {
    let inner = ConfigNode.Content.mapping([
      ConfigNode.Entry("dept", keySpan: SourceSpan(file: "c", line: 1, column: 50), .plain("3"))
    ])
    let (_, findings) = read([("units", plain("1")), ("inner", inner)])
    #expect(
      findings == """
        10 the inner section needs 'depth' | 'depth' is a whole number: how deep
        50 unknown key 'dept' in the inner section | did you mean 'depth'?
        """)
  }

  @Test func reportsWhatIsWrongWithFieldsTogether() {
    #expect(read([("units", plain("13"))]).1 == "8 'units' is 13 | choose another")
    #expect(read([("units", plain("14"))]).1 == "90 'rate' does not fit 'units'")
    #expect(
      read([("units", plain("14")), ("rate", plain("0"))]).1 == "15 'rate' does not fit 'units'")
    // Fields that are wrong by themselves come first.
    #expect(
      read([("units", plain("13")), ("use_bias", plain("2"))]).1
        == "19 expected true or false, found '2'")
  }

  private func read(_ entries: [(String, ConfigNode.Content)]) -> (Sample?, String) {
    var writer = NodeWriter()
    var node = writer.mapping(entries)
    // The mapping's own place is before its first key; the owner's is far from it.
    node.span?.column = 1
    let missing = SourceSpan(
      file: "c", line: 1, column: entries.contains { $0.0 == "units" } ? 90 : 1)
    var findings = Diagnostics()
    let sample = FieldReader.read(
      Sample.self, from: node, owner: "Sample", at: missing, &findings)
    #expect((sample == nil) == findings.hasErrors)
    return (sample, brief(findings))
  }
}
