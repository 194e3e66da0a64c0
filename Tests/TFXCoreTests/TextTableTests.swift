import TFXCore
import Testing

/// Tables and texts at any width.
@Suite struct TextTableTests {
  private let table: TextTable = {
    var table = TextTable(
      ["Name", "Shape", "Count", "Share"], rightAligned: [2, 3], dispensable: [3, 1])
    table.add(["a name of many letters", "[null, 3]", "12", "5 %"])
    table.add(["重さ", "[null]", "1,200", ""])
    return table
  }()

  @Test(arguments: [
    (
      nil,
      """
      Name                    Shape      Count  Share
      a name of many letters  [null, 3]     12    5 %
      重さ                    [null]     1,200
      """
    ),
    (
      46,
      """
      Name                    Shape      Count
      a name of many letters  [null, 3]     12
      重さ                    [null]     1,200
      """
    ),
    (
      39,
      """
      Name                    Count
      a name of many letters     12
      重さ                    1,200
      """
    ),
    (
      20,
      """
      Name           Count
      a name of ma…     12
      重さ           1,200
      """
    ),
  ])
  func fits(_ width: Int?, _ text: String) {
    #expect(table.lines(width: width).joined(separator: "\n") == text)
  }

  @Test func isNeverWider() {
    #expect(table.leastWidth == 29)
    for width in 15...60 {
      for line in table.lines(width: width) { #expect(line.columns <= width, "\(line)") }
    }
  }

  @Test(arguments: [
    (
      "test: loss 0.05  accuracy 1.00  (12 samples)", 40,
      ["test: loss 0.05  accuracy 1.00  (12", "  samples)"]
    ),
    ("  Data: 36 samples", 12, ["  Data: 36", "    samples"]),
    ("checkpoint: a/long/path", 14, ["checkpoint:", "  a/long/path"]),
    ("averylongwordbyitself is", 10, ["averylongwordbyitself", "  is"]),
    ("short", 5, ["short"]), ("", 5, [""]), ("        far in", 8, ["  far in"]),
  ])
  func wrapsAtSpaces(_ text: String, _ width: Int, _ lines: [String]) {
    #expect(text.wrapped(width) == lines)
  }
}
