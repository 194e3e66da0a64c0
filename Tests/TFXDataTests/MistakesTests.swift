import Foundation
import TFXCore
import TFXData
import Testing

/// Mistakes in files are told together: the first ten of each kind, with the number of all.
@Suite struct MistakesTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// What is said of a file, which must be the same in memory and streamed.
  private func complaint(
    _ text: [UInt8], _ features: FeatureList? = nil, kind: TargetKind = .classIndices
  ) throws -> String {
    var config = DataConfig()
    config.train = .file(try files.write("t.csv", text))
    config.target = TargetConfig("y")
    config.features = features
    var texts: [String] = []
    for streaming in [false, true] {
      config.streaming = streaming
      let error = #expect(throws: DataError.self) {
        try PreparedData.prepare(config, as: kind, seed: 1)
      }
      texts.append(error.map { files.plain($0) } ?? "")
    }
    #expect(texts[0] == texts[1])
    return texts[0]
  }

  @Test func recordsAndCharacters() throws {
    var bytes = Array("x,t,y\n".utf8)
    for row in 0..<40 {
      switch row {
      case 3, 20: bytes += Array("1,\n".utf8)
      case 5: bytes += [0x31, 0x2C, 0xFC, 0x2C, 0x61, 0x0A]
      case 9, 30: bytes += Array("x,t,y\n".utf8)
      default: bytes += Array("\(row),\"a,\n\",\(row % 2)\n".utf8)
      }
    }
    #expect(
      try complaint(bytes) == """
        t.csv:8:3: error: expected 3 fields as in the header, found 2
          put quotes around a field that holds the delimiter or a line break
        t.csv:39:3: error: expected 3 fields as in the header, found 2
        t.csv:11:2: error: column 't': expected UTF-8 text, found bytes that are not
          if it is Latin-1 or Windows-1252, write 'encoding: latin1' under 'data'; or convert the file to UTF-8
        t.csv:18:1: error: the header is here again, among the rows
          take the line out
        t.csv:58:1: error: the header is here again, among the rows
        5 errors
        """)
  }

  @Test func nothingIsReadBehindAnOpenQuote() throws {
    #expect(
      try complaint(Array("x,y\n1\n2,0\n3,\"1\n4\n5,0\n".utf8)) == """
        t.csv:2:2: error: expected 2 fields as in the header, found 1
          put quotes around a field that holds the delimiter or a line break
        t.csv:4:2: error: the quote that opens here is never closed
          inside quotes, write a quote as two: ""
        2 errors
        """)
  }

  @Test func valuesOfAllColumns() throws {
    // Longer than a block of what is streamed.
    var text = "a,b,y\n"
    for row in 0..<600_000 {
      let a = row % 50_000 == 7 ? "" : "\(row)"
      let b = row == 599_999 || row == 11 ? "word" : "\(row % 9)"
      let y = row % 2 == 0 ? "no" : "yes"
      text += "\(a),\(b),\(y)\n"
    }
    let features = FeatureList([
      FeatureList.Entry("a"), FeatureList.Entry("b", FeatureOptions(normalize: .zscore)),
    ])
    #expect(
      try complaint(Array(text.utf8), features) == """
        t.csv:9:1: error: column 'a': the value is missing
          fill it with 'missing: mean' (or median, zero, a number) under 'features', or take out the row
        t.csv:50009:1: error: column 'a': the value is missing
        t.csv:100009:1: error: column 'a': the value is missing
        t.csv:150009:1: error: column 'a': the value is missing
        t.csv:200009:1: error: column 'a': the value is missing
        t.csv:250009:1: error: column 'a': the value is missing
        t.csv:300009:1: error: column 'a': the value is missing
        t.csv:350009:1: error: column 'a': the value is missing
        t.csv:400009:1: error: column 'a': the value is missing
        t.csv:450009:1: error: column 'a': the value is missing
        … and 2 more like these
        t.csv:13:2: error: column 'b': expected a number, found 'word'
          other values here are numbers; if 'word' means a missing value, write 'missing_values: ["word"]' under 'data'; if they are categories, write 'encode: one_hot' under 'features'
        t.csv:600001:2: error: column 'b': expected a number, found 'word'
        14 errors
        """)
  }

  @Test func targetsThatAreNumbers() throws {
    #expect(
      try complaint(Array("x,y\n1,2\n2,\n3,2\n4,5\n5,\n".utf8), kind: .numbers) == """
        t.csv:3:2: error: column 'y': the target is missing in 2 of 5 rows
          leave such rows out with 'target: {column: y, missing: drop}'
        """)
  }

  @Test func rowsWithoutATargetBesideOtherMistakes() throws {
    let features = FeatureList([
      FeatureList.Entry("x"), FeatureList.Entry("z", FeatureOptions(normalize: .zscore)),
    ])
    #expect(
      try complaint(
        Array("x,z,y\n1,2,no\n2,3,NA\n,4,yes\n4,word,no\n,6,\n6,7,yes\n".utf8), features) == """
          t.csv:3:3: error: column 'y': the target is missing in 2 of 6 rows
            leave such rows out with 'target: {column: y, missing: drop}'; if NA is a class, write 'keep_text: [NA]'
          t.csv:4:1: error: column 'x': the value is missing
            fill it with 'missing: mean' (or median, zero, a number) under 'features', or take out the row
          t.csv:6:1: error: column 'x': the value is missing
          t.csv:5:2: error: column 'z': expected a number, found 'word'
            other values here are numbers; if 'word' means a missing value, write 'missing_values: ["word"]' under 'data'; if they are categories, write 'encode: one_hot' under 'features'
          4 errors
          """)
    // What texts are is a mistake of its own.
    #expect(
      try complaint(Array("x,y\n\"1,234\",no\n\"5,678\",\n\"9,012\",yes\n".utf8)) == """
        t.csv:3:2: error: column 'y': the target is missing in 1 of 3 rows
          leave such rows out with 'target: {column: y, missing: drop}'
        t.csv:2:1: error: column 'x': '1,234' can be read in several ways
          write under 'features' which it is: {transform: to_number} or {transform: {to_number: {decimal: ","}}}
        2 errors
        """)
  }

  /// What a column takes for missing values is what the message says.
  @Test(arguments: [
    (
      "{encode: ordinal, order: [a, b]}",
      "use 'missing: most_frequent' under 'features', or take out the row"
    ),
    (
      "{encode: one_hot, missing: error}",
      "use 'missing: category' or 'missing: most_frequent' under 'features'"
    ),
    (
      "{encode: index, missing: error}",
      "use 'missing: category' or 'missing: most_frequent' under 'features'"
    ),
    (
      "{transform: {hash_bucket: 9}, missing: error}",
      "use 'missing: category' or 'missing: most_frequent' under 'features'"
    ),
    (
      "{encode: date, format: '%Y'}",
      "fill it with 'missing: mean' or 'missing: median' under 'features', or take out the row"
    ),
    (
      "{normalize: zscore}",
      "fill it with 'missing: mean' (or median, zero, a number) under 'features', or take out the row"
    ),
  ])
  func whatFillsAMissingValue(_ options: String, _ help: String) throws {
    let values =
      options.contains("date")
      ? ["2020", "2021"] : options.contains("zscore") ? ["1", "2"] : ["a", "b"]
    for streaming in [false, true] {
      let error = #expect(throws: DataError.self) {
        try files.prepared("x", values + [""], options, streaming: streaming)
      }
      #expect(
        error.map { files.plain($0) } == """
          t.csv:4:1: error: column 'x': the value is missing
            \(help)
          """)
    }
  }

  @Test func aMissingWordMayBeACategory() throws {
    let error = #expect(throws: DataError.self) {
      try files.prepared("x", ["", "a", "NA", "b"], "{encode: ordinal, order: [a, b, NA]}")
    }
    #expect(
      error?.help
        == "use 'missing: most_frequent' under 'features', or take out the row; if NA is a category, "
        + "write 'keep_text: [NA]'")
    let data = try files.prepared(
      "x", ["NA", "a", "NA", "b"], "{encode: ordinal, order: [a, b, NA], keep_text: [NA]}")
    #expect(try data.firstInputs() == [2, 0, 2, 1])
  }

  /// New data misses a value where the training part had none: no category stands for it.
  @Test func whatIsMissingLaterOnly() throws {
    let known = try files.prepared("x", ["a", "b"], "{encode: index}").preprocessing
    let path = try files.write("new.csv", "x\na\nNA\n")
    #expect(
      message { () throws(DataError) in try known.load(.file(path), needTargets: false) }
        .map { $0.contains("use 'missing: most_frequent' under 'features'") } == true)
  }

  @Test func whatAnotherFileHas() throws {
    var config = DataConfig()
    config.train = .file(try files.write("good.csv", "x,y\n1,0\n2,1\n"))
    config.validation = .file(try files.write("t.csv", "x,y\n1,0\n,1\n3,2\nz,0\n,0\n4,\n"))
    config.target = TargetConfig("y")
    var texts: [String] = []
    for streaming in [false, true] {
      config.streaming = streaming
      let error = #expect(throws: DataError.self) {
        try PreparedData.prepare(config, as: .classIndices, seed: 1)
      }
      texts.append(error.map { files.plain($0) } ?? "")
    }
    #expect(texts[0] == texts[1])
    #expect(texts[0].hasSuffix("errors"), "\(texts[0])")
    #expect(texts[0].contains("t.csv:3:1: error: column 'x': the value is missing"))
    #expect(texts[0].contains("t.csv:6:1: error: column 'x': the value is missing"))
    #expect(texts[0].contains("t.csv:5:1: error: column 'x': expected a number, found 'z'"))
  }
}
