import TFXCore
import Testing

/// Findings as users read them.
struct DiagnosticTests {
  @Test func pointsAndHelps() {
    let lines = Array(repeating: "", count: 12) + ["    - MaxPool2D: {pool_size: 2}"]
    let finding = Diagnostic(
      at: SourceSpan(file: "configs/mnist_cnn.yaml", line: 13, column: 7, length: 9),
      "unknown layer 'MaxPool2D'", help: "did you mean 'MaxPooling2D'?")
    #expect(
      finding.rendered(lines: lines) == """
        configs/mnist_cnn.yaml:13:7: error: unknown layer 'MaxPool2D'
           13 |     - MaxPool2D: {pool_size: 2}
              |       ^~~~~~~~~ did you mean 'MaxPooling2D'?
        """)
  }

  @Test func withoutALine() {
    #expect(Diagnostic(at: nil, "no data").rendered() == "error: no data")
    #expect(Diagnostic(.warning, at: nil, "a", help: "b").rendered() == "warning: a\n  b")
    let span = SourceSpan(file: "c", line: 3, column: 1)
    #expect(Diagnostic(at: span, "a", help: "b").rendered(lines: ["x"]) == "c:3:1: error: a\n  b")
  }

  @Test(arguments: [
    ("ab", 2, 1, "    1 | ab\n      |  ^"),
    ("ab", 2, 9, "    1 | ab\n      |  ^"),
    ("ab", 3, 1, "    1 | ab\n      |   ^"),
    ("ab", 9, 4, "    1 | ab\n      |   ^"),
    ("", 1, 1, "    1 | \n      | ^"),
    ("a\tb", 3, 1, "    1 | a\tb\n      |  \t^"),
    ("漢字: x", 5, 1, "    1 | 漢字: x\n      |       ^"),
    ("🙂 x", 1, 1, "    1 | 🙂 x\n      | ^~"),
    ("a\u{1B}[2J", 3, 1, "    1 | a\u{FFFD}[2J\n      |   ^"),
  ])
  func marksThePlace(line: String, column: Int, length: Int, shown: String) {
    let span = SourceSpan(file: "c", line: 1, column: column, length: length)
    #expect(
      Diagnostic(at: span, "m").rendered(lines: [line]) == "c:1:\(column): error: m\n" + shown)
  }

  @Test func cutsLongLines() {
    let line = String(repeating: "a", count: 300) + "b" + String(repeating: "c", count: 300)
    let span = SourceSpan(file: "c", line: 1, column: 301)
    let shown = Diagnostic(at: span, "m").rendered(lines: [line]).split(separator: "\n")
    let a = String(repeating: "a", count: 80)
    #expect(shown[1] == "    1 | …\(a)b\(String(repeating: "c", count: 79))…")
    #expect(shown[2] == "      |  \(String(repeating: " ", count: 80))^")
  }

  @Test func alignsNumbersOfAnyLength() {
    let lines = Array(repeating: "x", count: 1_234_567)
    let span = SourceSpan(file: "c", line: 1_234_567, column: 1)
    #expect(
      Diagnostic(at: span, "m").rendered(lines: lines)
        == "c:1234567:1: error: m\n1234567 | x\n        | ^")
  }

  @Test func collectsOnceAndSorts() {
    var all = Diagnostics()
    #expect(throws: Never.self) { try all.throwIfErrors() }
    all.report(Diagnostic(.warning, at: place(3, 1), "third"))
    #expect(!all.hasErrors)
    all.error(at: place(2, 5), "second")
    all.error(at: place(2, 1), "first")
    all.error(at: place(2, 1), "first")
    all.error(at: nil, "of the whole")
    #expect(all.all.count == 4)
    let sorted = all.sorted.map(\.message)
    #expect(sorted == ["of the whole", "first", "second", "third"])
    #expect(throws: Diagnostics.self) { try all.throwIfErrors() }
  }

  @Test(arguments: [
    ("short", "'short'"), ("a\nb", "'a…'"),
    (String(repeating: "x", count: 99), "'\(String(repeating: "x", count: 60))…'"),
  ])
  func namesLongTextsBriefly(text: String, found: String) {
    #expect(ConfigNode.plain(text).found == found)
  }

  private func place(_ line: Int, _ column: Int) -> SourceSpan {
    SourceSpan(file: "c", line: line, column: column)
  }
}
