import TFXData
import Testing

/// The texts of all errors about broken CSV files.
@Suite struct CSVErrorTests {
  static let broken: [(name: String, bytes: [UInt8], message: String)] = [
    (
      "empty", [],
      """
      data.csv:1:1: error: the file is empty
        a CSV file has a header line with the names of the columns, then the rows
      """
    ),
    (
      "only a mark", [0xEF, 0xBB, 0xBF],
      """
      data.csv:1:1: error: the file is empty
        a CSV file has a header line with the names of the columns, then the rows
      """
    ),
    ("header only", text("a,b\n"), "data.csv:2:1: error: expected rows of data, found none"),
    (
      "short row", text("a,b\n1,2\n3\n"),
      """
      data.csv:3:2: error: expected 2 fields as in the header, found 1
        put quotes around a field that holds the delimiter or a line break
      """
    ),
    (
      "long row", text("a,b\n1,2,3\n"),
      """
      data.csv:2:3: error: expected 2 fields as in the header, found 3
        put quotes around a field that holds the delimiter or a line break
      """
    ),
    (
      "long row of one column", text("a\n1,2\n"),
      """
      data.csv:2:2: error: expected 1 field as in the header, found 2
        put quotes around a field that holds the delimiter or a line break
      """
    ),
    (
      "unterminated quote", text("a,b\n1,2\n3,\"x\n4,5\n"),
      """
      data.csv:3:2: error: the quote that opens here is never closed
        inside quotes, write a quote as two: \"\"
      """
    ),
    (
      "unterminated after a quoted line break", text("a,b\n\"x\ny\",\"z\n"),
      """
      data.csv:3:2: error: the quote that opens here is never closed
        inside quotes, write a quote as two: \"\"
      """
    ),
    (
      "text after a quote", text("a,b\n\"x\"y,2\n"),
      """
      data.csv:2:1: error: expected a delimiter or a line end after the closing quote, found 'y'
        quote the whole field, and write a quote inside it as two: \"\"
      """
    ),
    (
      "unnamed column", text("a,,c\n1,2,3\n"),
      """
      data.csv:1:2: error: the header gives this column no name
        name every column in the first line; if the names stand further down, write 'skip_rows' under 'data'
      """
    ),
    (
      "repeated column", text("a,b,a\n1,2,3\n"),
      """
      data.csv:1:3: error: column 'a': the header has this name already, in column 1
        give every column a name of its own
      """
    ),
    (
      "zero byte", text("a,b\n1,2\u{0}\n"),
      """
      data.csv:2:2: error: expected CSV text, found binary data (a zero byte)
        if it is UTF-16, write 'encoding: utf16' under 'data'
      """
    ),
    (
      "zero byte in quotes", text("a,b\n1,\"2\u{0}\"\n"),
      """
      data.csv:2:2: error: expected CSV text, found binary data (a zero byte)
        if it is UTF-16, write 'encoding: utf16' under 'data'
      """
    ),
    (
      "gzip", [0x1F, 0x8B, 8, 0],
      """
      data.csv:1:1: error: the gzip data is corrupt: it ends in the middle
      """
    ),
    (
      "half of a character in UTF-16", [0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x3D, 0xD8],
      """
      data.csv:2:1: error: column 'a': expected UTF-8 text, found bytes that are not
        if it is Latin-1 or Windows-1252, write 'encoding: latin1' under 'data'; or convert the file to UTF-8
      """
    ),
    (
      "a spreadsheet", [0x50, 0x4B, 3, 4],
      """
      data.csv:1:1: error: expected CSV text, found a zip archive or spreadsheet
        unpack or convert it to plain CSV in UTF-8 first
      """
    ),
    (
      "header among the rows", text("aa,b,c\n1,2,x\naa,b,c\n"),
      """
      data.csv:3:1: error: the header is here again, among the rows
        take the line out
      """
    ),
    (
      "header among texts", text("color,size\nred,S\nblue,L\ncolor,size\nred,S\n"),
      """
      data.csv:4:1: error: the header is here again, among the rows
        take the line out
      """
    ),
    (
      "values below a cell without a name", text("a,b,\n1,2,3\n"),
      """
      data.csv:1:3: error: the header gives this column no name
        name every column in the first line; if the names stand further down, write 'skip_rows' under 'data'
      """
    ),
    (
      "a title above the names", text("My report\n\na,b,c\n1,2,3\n4,5,6\n"),
      """
      data.csv:1:1: error: expected the names of 3 columns, as the lines below have fields, found 1 field
        if the names stand further down, write 'skip_rows: 2' under 'data'
      """
    ),
    (
      "IDX", idxBytes(8, [1], [5]),
      """
      data.csv:1:1: error: expected CSV text, found binary data (IDX needs {images: …, labels: …})
        unpack or convert it to plain CSV in UTF-8 first
      """
    ),
    (
      "Latin-1", text("a,b\n1,gr") + [0xFC] + text("n\n"),
      """
      data.csv:2:2: error: column 'b': expected UTF-8 text, found bytes that are not
        if it is Latin-1 or Windows-1252, write 'encoding: latin1' under 'data'; or convert the file to UTF-8
      """
    ),
    (
      "Latin-1 in the header", text("a,gr") + [0xFC] + text("n\n1,2\n"),
      """
      data.csv:1:2: error: expected UTF-8 text, found bytes that are not
        if it is Latin-1 or Windows-1252, write 'encoding: latin1' under 'data'; or convert the file to UTF-8
      """
    ),
  ]

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test(arguments: broken.indices)
  func says(_ index: Int) {
    let (name, bytes, expected) = CSVErrorTests.broken[index]
    #expect(message { () throws(DataError) in try table(bytes) } == expected, "\(name)")
  }

  @Test func everyBrokenContentIsReadFirst() {
    for (name, bytes, _) in CSVErrorTests.broken {
      let error = #expect(throws: DataError.self, "\(name)") { try table(bytes) }
      #expect(error?.isUnreadable == false, "\(name)")
    }
  }

  @Test func filesThatCannotBeReadExitWith66() throws {
    let files = try TestFiles()
    let cases = [
      (
        "none.csv",
        "error: none.csv: there is no such file\n  a path in a configuration "
          + "starts at the configuration's directory, any other where you are"
      ),
      ("", "error: : expected a file, found a directory"),
      ("a\u{0}b.csv", nil),
    ]
    for (name, expected) in cases {
      let path = files.path + "/" + name
      for read in [{ _ = try CSVFile.read(path) }, { _ = try IDXFile.read(path) }] {
        let error = try #require(throws: DataError.self) { try read() }
        #expect(error.isUnreadable)
        #expect(error.row == nil)
        if let expected { #expect(files.plain(error) == expected) }
      }
    }
    let device = #expect(throws: DataError.self) { try CSVFile.read("/dev/zero") }
    #expect(device?.description == "error: /dev/zero: expected a file, found a device")
    let inFile = try files.write("file", "")
    let below = #expect(throws: DataError.self) { try CSVFile.read(inFile + "/below.csv") }
    #expect(below?.kind == .notFound)
  }

  @Test func longAndUnprintableTextIsShortened() {
    let error = DataError(
      .expectedNumber(
        found: String(repeating: "x", count: 100) + "\n", mostAreNumbers: false), file: "f",
      row: 3, column: 2, columnName: "a\u{1B}[31m")
    #expect(
      error.description == """
        f:3:2: error: column 'a\\u{1B}[31m': expected a number, found \
        '\(String(repeating: "x", count: 60))…'
          write a missing value as NA or leave the field empty
        """)
  }
}
