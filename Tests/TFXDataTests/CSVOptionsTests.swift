import Foundation
import TFXCore
import TFXData
import Testing

/// Files that are not as RFC 4180 has them: what they are read as, in memory and streamed.
@Suite struct CSVOptionsTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var bytes: [UInt8]
    var options: CSVOptions
    /// Names, then the texts of all fields, row by row; "∅" is a missing value.
    var rows: [[String]]

    init(
      _ name: String, _ text: String, _ rows: [[String]],
      _ change: (inout CSVOptions) -> Void = { _ in }
    ) {
      self.init(name, bytes: Array(text.utf8), rows, change)
    }

    init(
      _ name: String, bytes: [UInt8], _ rows: [[String]],
      _ change: (inout CSVOptions) -> Void = { _ in }
    ) {
      testDescription = name
      self.bytes = bytes
      self.rows = rows
      options = TFXDataTests.options(change)
    }
  }

  private static func utf16(_ text: String, bigEndian: Bool, mark: Bool = true) -> [UInt8] {
    let words = (mark ? [0xFEFF] : []) + Array(text.utf16)
    return words.flatMap { word in
      bigEndian ? [UInt8(word >> 8), UInt8(word & 0xFF)] : [UInt8(word & 0xFF), UInt8(word >> 8)]
    }
  }

  static let cases: [Case] = [
    // https://github.com/deephaven/deephaven-core/issues/1800
    Case(
      "a delimiter at the end of every line", "a,b,\n1,x,\n2,y,\n",
      [["a", "b"], ["1", "x"], ["2", "y"]]),
    Case(
      "a delimiter at the end of rows", "a,b\n1,x,\n2,y,\n",
      [["a", "b"], ["1", "x"], ["2", "y"]]),
    Case(
      "a delimiter at the end of some rows", "a,b,\n1,x\n2,\"y\",\n3,,,\n",
      [["a", "b"], ["1", "x"], ["2", "y"], ["3", "∅"]]),
    Case(
      "texts that come late before a delimiter at the end", "a,b,\n1,,\n2.50,,\nx,y,\n",
      [["a", "b"], ["1", "∅"], ["2.50", "∅"], ["x", "y"]]),
    Case("a delimiter at the end, one column", "a,\n1,\n2,\n", [["a"], ["1"], ["2"]]),
    Case(
      "blanks at the end of every line", "a;b; \n1;x;\n2;y; \n",
      [["a", "b"], ["1", "x"], ["2", "y"]]),
    // https://github.com/zhenglz/onionnet/issues/17
    Case(
      "row names", ",a,b\n0,1,x\n1,2,y\n", [["row", "a", "b"], ["0", "1", "x"], ["1", "2", "y"]]),
    Case("row names beside a row", "\"\",row\n0,1\n", [["row_2", "row"], ["0", "1"]]),
    Case(
      "row names of R's write.table", "a,b\nr1,1,x\nr2,2,y\n",
      [["row", "a", "b"], ["r1", "1", "x"], ["r2", "2", "y"]]),
    Case(
      "row names of two columns", ",,a\nx,1,5\ny,2,6\n",
      [["row", "row_2", "a"], ["x", "1", "5"], ["y", "2", "6"]]),
    Case("a blank above row names", " ,a\n0,1\n1,2\n", [["row", "a"], ["0", "1"], ["1", "2"]]),
    Case(
      "row names of R's write.table with tabs",
      "\"a\"\t\"b\"\n\"1\"\t1.5\t\"x\"\n\"2\"\t2.5\t\"y\"\n",
      [["row", "a", "b"], ["1", "1.5", "x"], ["2", "2.5", "y"]]),
    // https://github.com/PowerShell/PowerShell/issues/7776
    Case(
      "a spreadsheet's line", "sep=;\na;b\n0,5;x\n", [["a", "b"], ["0.5", "x"]],
      { $0.decimal = "," }),
    Case(
      "a spreadsheet's line in quotes", "\"SEP=|\"\r\na|b\r\n1|x\r\n", [["a", "b"], ["1", "x"]]),
    Case(
      "a spreadsheet's line that is told otherwise", "sep=;\na,b;c\n1,x;y\n",
      [["a", "b;c"], ["1", "x;y"]], { $0.delimiter = "," }),
    Case(
      "semicolons and names in quotes", "\"a b\";\"c;d\"\n1;\"x,y\"\n2;y\n",
      [["a b", "c;d"], ["1", "x,y"], ["2", "y"]]),
    Case("two marks", "\u{FEFF}\u{FEFF}a,b\n1,x\n", [["a", "b"], ["1", "x"]]),
    Case("semicolons", "a;b\n1,5;x\n", [["a", "b"], ["1,5", "x"]]),
    Case("tabs", "a\tb\n1\tx\n", [["a", "b"], ["1", "x"]]),
    Case("a semicolon in a title", "a;b\nx\ny\n", [["a;b"], ["x"], ["y"]]),
    Case(
      "aligned", "  a   b \t c\n 1.5  x\t2\r\n\n\"y z\"   w  4  \n\t5 6 7 ",
      [["a", "b", "c"], ["1.5", "x", "2"], ["y z", "w", "4"], ["5", "6", "7"]],
      { $0.delimiter = "whitespace" }),
    Case(
      "no header", "1,x\n2,y\n", [["column_1", "column_2"], ["1", "x"], ["2", "y"]],
      { $0.header = .none }),
    Case(
      "no header but names", "1,x,\n2,y,\n", [["n", "t"], ["1", "x"], ["2", "y"]],
      {
        $0.header = .none
        $0.columns = ["n", "t"]
      }),
    Case(
      "comments", "# made by hand, \"of course\na,b\n# 1,2\n1,x # one\n\"2#\",\"y\"\n  # end",
      [["a", "b"], ["1", "x "], ["2#", "y"]], { $0.comment = "#" }),
    Case(
      "comments in one column", "%\na\n%b\n1\n\n2%\n%", [["a"], ["1"], ["∅"], ["2"]],
      { $0.comment = "%" }),
    Case(
      "comments in aligned columns", "a  b\n1  2  # c\n  # d\n3 4#\n",
      [["a", "b"], ["1", "2"], ["3", "4"]],
      {
        $0.delimiter = "whitespace"
        $0.comment = "#"
      }),
    Case(
      "lines to pass over", "Report of \"May\r\n\r\nx\r\na,b\r\n1,x\r\n",
      [["a", "b"], ["1", "x"]],
      { $0.skipRows = 3 }),
    Case(
      "lines to pass over, then comments", "A \"title\n#\na,b#\n1,x\n", [["a", "b"], ["1", "x"]],
      {
        $0.skipRows = 1
        $0.comment = "#"
      }),
    Case(
      "decimal commas and groups",
      "a;b\n1.234,5;x\n-12;1.5\n.5;y\n1.234.567;z\n12.34;w\n1.2345;v\n1e3;u\n",
      [
        ["a", "b"], ["1.234,5", "x"], ["-12", "1.5"], [".5", "y"], ["1.234.567", "z"],
        ["12.34", "w"], ["1.2345", "v"], ["1e3", "u"],
      ],
      {
        $0.decimal = ","
        $0.thousands = "."
      }),
    Case(
      "numbers in groups", "a,b\n\"1,234\",\"12,34,567\"\n-5,\" 1,000.25\"\n",
      [["a", "b"], ["1234", "1234567"], ["-5", "1000.25"]], { $0.thousands = "," }),
    Case(
      "Latin-1", bytes: [0x67, 0x72, 0xFC, 0x6E, 0x2C, 0x62, 10, 0xE9, 0x2C, 0x31],
      [["grün", "b"], ["é", "1"]], { $0.encoding = .latin1 }),
    Case(
      "Windows-1252", bytes: [0x61, 0x2C, 0x62, 10, 0x80, 0x2C, 0x93, 0xE9, 0x9F],
      [["a", "b"], ["€", "“éŸ"]], { $0.encoding = .latin1 }),
    Case(
      "UTF-16, big-endian without a mark", bytes: utf16("a,b\r\né,1", bigEndian: true, mark: false),
      [["a", "b"], ["é", "1"]], { $0.encoding = .utf16 }),
    Case(
      "UTF-16, little-endian", bytes: utf16("größe,b\n🗼東,1\n", bigEndian: false),
      [["größe", "b"], ["🗼東", "1"]]),
    Case(
      "UTF-16, big-endian", bytes: utf16("a,b\r\né,1", bigEndian: true), [["a", "b"], ["é", "1"]]),
    Case(
      "UTF-16 without a mark", bytes: utf16("a,b\r\né,1", bigEndian: false, mark: false),
      [["a", "b"], ["é", "1"]], { $0.encoding = .utf16 }),
    Case(
      "missing values", "a,b\n1,x\n?,null\n-999,-999\n-999.0,NA\n2,?\n",
      [["a", "b"], ["1", "x"], ["∅", "∅"], ["∅", "∅"], ["∅", "∅"], ["2", "∅"]],
      { $0.missing.values = ["?", "null", "-999"] }),
    // https://github.com/wireservice/csvkit/issues/806
    Case(
      "Namibia", "code,gdp\n\"NA\",0.6\nZA,NaN\nNA,\n",
      [["code", "gdp"], ["NA", "0.6"], ["ZA", "∅"], ["NA", "∅"]], { $0.missing.kept = ["NA"] }),
  ]

  private func content(_ tables: [Table]) -> [[String]] {
    [tables[0].columnNames]
      + tables.flatMap { table in
        (0..<table.rowCount).map { row in table.columns.map { $0.text(at: row) ?? "∅" } }
      }
  }

  @Test(arguments: cases) func reads(_ test: Case) throws {
    for chunk in [nil, 3, 16] as [Int?] {
      let table = try table(test.bytes, test.options, chunkByteCount: chunk)
      #expect(content([table]) == test.rows, "chunks of \(chunk ?? 0)")
    }
  }

  @Test func namesOfFilesTellTabs() throws {
    let files = try TestFiles()
    let tabs = try files.write("t.TSV", "a,b\tc\n1,2\tx\n")
    #expect(try CSVFile.read(tabs).columnNames == ["a,b", "c"])
    #expect(try CSVFile.read(tabs, options { $0.delimiter = "," }).columnNames == ["a", "b\tc"])
  }

  @Test func linesAreThoseOfTheFile() throws {
    let table = try table(
      "t\nsep=;\n# c\na;b\n\n1;x # y\n#\n2;\"u\nv\"\n3;w",
      options {
        $0.skipRows = 1
        $0.comment = "#"
      })
    #expect(table.lines == [6, 8, 10])
  }

  @Test func whatIsKeptForAColumnCountsForItAlone() throws {
    let table = try table(
      "a,b,c\nNA,?,NA\n0,0,0\n1,1,1\n",
      options {
        $0.missing.values = ["0"]
        $0.missing.kept = ["NA"]
        $0.missingOfColumns = [
          CSVOptions.ColumnWords(column: "b", words: MissingWords(values: ["?"], kept: ["0"])),
          CSVOptions.ColumnWords(column: "c", words: MissingWords(values: ["NA"], kept: [])),
        ]
      })
    #expect(
      content([table]) == [
        ["a", "b", "c"], ["NA", "∅", "∅"], ["∅", "0", "∅"], ["1", "1", "1"],
      ])
  }

  @Test func numbersOfOtherFormsAreRoundedOnce() throws {
    // Halfway between two floats but for the last digit.
    let table = try table(
      "a;b\n0,09289376810193062;x\n1,1754947011469036e-38;y\n",
      options { $0.decimal = "," })
    let plain = try TFXDataTests.table("a;b\n0.09289376810193062;x\n1.1754947011469036e-38;y\n")
    guard case .numbers(let numbers) = table.columns[0].values,
      case .numbers(let expected) = plain.columns[0].values
    else {
      Issue.record("not numbers")
      return
    }
    #expect(Array(numbers) == Array(expected))
    #expect(numbers.floats == expected.floats && !numbers.floats.isEmpty)
  }

  @Test func longTextsAreReadInPieces() throws {
    // Pieces end within lines, quotes, characters and runs of blanks.
    var text = ""
    for row in 0..<60_000 {
      text += "  \(row)   \"é\(row) \n #\"    \(Double(row) / 8)   # note 🗼\r\n"
      if row % 7 == 0 { text += "    # only a comment\r\n" }
    }
    let options = options {
      $0.delimiter = "whitespace"
      $0.comment = "#"
      $0.header = .none
    }
    for bytes in [
      Array(text.utf8), CSVOptionsTests.utf16(text, bigEndian: false),
      CSVOptionsTests.utf16(text, bigEndian: true),
    ] {
      let table = try table(bytes, options)
      #expect(table.rowCount == 60_000)
      #expect((0..<60_000).allSatisfy { table.columns[0].number(at: $0) == Double($0) })
      #expect((0..<60_000).allSatisfy { table.columns[1].text(at: $0) == "é\($0) \n #" })
      #expect((0..<60_000).allSatisfy { table.columns[2].number(at: $0) == Double($0) / 8 })
      #expect(table.lines.last == 60_000 * 2 + 60_000 / 7)
    }
  }
}
