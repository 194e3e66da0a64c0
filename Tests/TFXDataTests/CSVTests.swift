import TFXData
import Testing

/// What the CSV reader accepts.
@Suite struct CSVTests {
  /// Files and the texts of all their fields, row by row; "∅" is a missing value.
  static let accepted: [(name: String, text: String, rows: [[String]])] = [
    ("plain", "a,b\n1,x\n2,y\n", [["1", "x"], ["2", "y"]]),
    ("no last line end", "a,b\n1,x", [["1", "x"]]),
    ("CRLF", "a,b\r\n1,x\r\n2,y\r\n", [["1", "x"], ["2", "y"]]),
    ("CR", "a,b\r1,x\r2,y", [["1", "x"], ["2", "y"]]),
    ("byte order mark", "\u{FEFF}a,b\n1,x\n", [["1", "x"]]),
    ("quoted comma", "a,b\n\"1,5\",\"x,y\"\n", [["1,5", "x,y"]]),
    ("quoted quotes", "a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n", [["say \"hi\"", "\""]]),
    ("quoted line breaks", "a,b\n\"x\ny\",\"z\r\nw\"\n", [["x\ny", "z\r\nw"]]),
    ("quoted number", "a,b\n\"7\",x\n", [["7", "x"]]),
    ("quoted header", "\"a\",\"b \"\"c\"\"\"\n1,2\n", [["1", "2"]]),
    ("quote inside a field", "a,b\n5\" pipe,x\n", [["5\" pipe", "x"]]),
    ("spaces kept in text", "a,b\n x , y\n", [[" x ", " y"]]),
    ("spaces around numbers", "a,b\n 1 ,\t2\n", [["1", "2"]]),
    (
      "missing", "a,b,c,d,e\nNA,,NaN,nan,\"\"\n1,1,1,x, \n",
      [["∅", "∅", "∅", "∅", "∅"], ["1", "1", "1", "x", "∅"]]
    ),
    ("empty last field", "a,b\n1,\n", [["1", "∅"]]),
    ("empty lines", "\n\na,b\n\n1,x\n\r\n\n2,y\n\n", [["1", "x"], ["2", "y"]]),
    // As in fastText's issue 344, an empty line of a file of one column is a row (RFC 4180); a last
    // line end makes none.
    ("one column", "a\n1\n\n\"\"\n2\n", [["1"], ["∅"], ["∅"], ["2"]]),
    ("one column of texts", "\n\na\nx\r\n\r\n\ny\n", [["x"], ["∅"], ["∅"], ["y"]]),
    ("one column ends in an empty line", "a\n1\n\n", [["1"], ["∅"]]),
    ("one column without a last line end", "a\n\n1", [["∅"], ["1"]]),
    // pandas, tests/io/parser/test_parse_dates.py:387 and test_na_values.py:40.
    (
      "blank texts", "a,b\n ,x\n\t, NA\n\"  \",NaN \nNA,\"nan\"\nword,\n",
      [[" ", "x"], ["\t", " NA"], ["  ", "NaN "], ["∅", "∅"], ["word", "∅"]]
    ),
    ("blanks among numbers", "a,b\n ,1\n2,\t\n NA ,3\n", [["∅", "1"], ["2", "∅"], ["∅", "3"]]),
    ("é written twice", "\u{E9},e\u{301}\n1,2\n", [["1", "2"]]),
    ("text after numbers", "a\n1.50\nNA\n007\nx\n", [["1.50"], ["∅"], ["007"], ["x"]]),
    ("Unicode", "größe,名前\n1,東京🗼\n", [["1", "東京🗼"]]),
  ]

  @Test(arguments: accepted.indices)
  func accepts(_ index: Int) throws {
    let (_, text, rows) = CSVTests.accepted[index]
    let table = try table(text)
    let found = (0..<table.rowCount).map { row in
      table.columns.map { $0.text(at: row) ?? "∅" }
    }
    #expect(found == rows)
  }

  @Test func columnsKnowTheirNamesTypesAndLines() throws {
    let table = try table("id,\"last, first\",x\n1,\"A\nB\",2.5\n\n2,C,NA\n")
    #expect(table.columnNames == ["id", "last, first", "x"])
    #expect(table.columns.map(\.isNumeric) == [true, false, true])
    #expect(table.columns.map(\.position) == [1, 2, 3])
    #expect(table.lines == [2, 5])
    #expect(table.columns[2].number(at: 0) == 2.5)
    #expect(table.columns[2].number(at: 1)?.isNaN == true)
    #expect(table.columns[1].number(at: 0) == nil)
    #expect(table.column(named: "X") == nil)
  }

  @Test func otherDelimiters() throws {
    #expect(
      try table("a;b\n1,5;x\n", options { $0.delimiter = ";" }).columns[0].text(at: 0) == "1,5")
    #expect(
      try table("a\tb\n1\tx\n", options { $0.delimiter = "tab" }).columns[1].text(at: 0) == "x")
    #expect(try table("a b\n1 x\n", options { $0.delimiter = " " }).columns[0].number(at: 0) == 1)
  }

  @Test func textColumnsKeepWhatIsWritten() throws {
    let table = try table("id,x\n007,1.0\n008,2\n", textColumns: ["id"])
    #expect(table.columns[0].text(at: 0) == "007")
    #expect(table.columns[1].text(at: 0) == "1")
  }

  @Test func anIdIsWhatIsWritten() throws {
    let table = try table(
      "id,x\nNA,NA\n\"NaN\",nan\n,\n\" NA\",1\n\t,2\n", textColumns: TextColumns([], id: "id"))
    #expect((0..<5).map { table.columns[0].text(at: $0) } == ["NA", "NaN", "", " NA", "\t"])
    #expect(table.columns[1].numberCount == 2)
  }

  @Test func namesAreComparedAsTheyAreWritten() throws {
    let table = try table("\u{E9},e\u{301}\n1,2\n", textColumns: ["e\u{301}"])
    #expect(table.column(named: "e\u{301}")?.position == 2)
    #expect(table.columns.map(\.isNumeric) == [true, false])
  }

  @Test func readsFilesAndKeepsTheirNames() throws {
    let files = try TestFiles()
    let path = try files.write("some.csv", "a\n1\n")
    let table = try CSVFile.read(path)
    #expect(table.file == path)
    #expect(table.rowCount == 1)
  }

  @Test func thousandsOfRowsTurnToTextLate() throws {
    let rows = (0..<5_000).map { "\($0),\($0).50\n" }.joined()
    let table = try table("a,b\n" + rows + "5000,late\n")
    #expect(table.columns[1].text(at: 4_999) == "4999.50")
    #expect(table.columns[1].firstText == 5_000)
    #expect(table.columns[1].numberCount == 5_000)
    #expect(table.columns[0].number(at: 5_000) == 5_000)
  }
}
