import TFXCore
import TFXData
import TestSupport
import Testing

/// What undeclared columns of texts are.
@Suite struct RecognitionTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func load(
    _ csv: String, features: String? = nil, streaming: Bool = false
  ) throws(DataError) -> PreparedData {
    var diagnostics = Diagnostics()
    var config = DataConfig()
    config.train = .file((try? files.write("t.csv", csv)) ?? "")
    config.target = TargetConfig("y")
    config.csv.delimiter = ";"
    config.features = features.flatMap { text in
      (try? node(text)).flatMap { FeatureList.read($0, &diagnostics) }
    }
    config.streaming = streaming
    return try PreparedData.prepare(config, as: .numbers, seed: 1)
  }

  private func csv(_ values: [String]) -> String {
    "x;y\n" + values.map { "\($0);0\n" }.joined()
  }

  private func inputs(_ data: PreparedData) throws -> [Float] {
    var inputs: [Float] = []
    let pass = data.train.pass(batchSize: 64, shuffle: false, seed: 1, epoch: 0)
    while let batch = try pass.next() { inputs += batch.samples.inputs.scalars(as: Float.self) }
    return inputs
  }

  @Test(arguments: [
    (["1,5", "-2,25", "3"], [1.5, -2.25, 3] as [Float], "{to_number: {decimal: \",\"}}"),
    (["1.234,50", "12,00", "7"], [1234.5, 12, 7], "{to_number: {decimal: \",\"}}"),
    (["1,234,567", "1,000", "12"], [1_234_567, 1000, 12], "to_number"),
    (["$1,234.50", "$7", "$0.5"], [1234.5, 7, 0.5], "to_number"),
    (["12 %", "7.5%", "0%"], [12, 7.5, 0], "to_number"),
    (["1 234 567", "12", "1 000"], [1_234_567, 12, 1000], "to_number"),
    (["€ 5", "€ 7", "€ 9"], [5, 7, 9], "to_number"),
    (["EUR 12", "EUR 7", "EUR 9"], [12, 7, 9], "to_number"),
    (["R$ 1.234,50", "R$ 7,10", "R$ 0,90"], [1234.5, 7.1, 0.9], "{to_number: {decimal: \",\"}}"),
    (["12,50 USD", "-7,00 USD", "9,10 USD"], [12.5, -7, 9.1], "{to_number: {decimal: \",\"}}"),
    (["'1.5'", "'-2'", "' 3 '"], [1.5, -2, 3], "to_number"),
  ])
  func textsThatAreNumbers(_ texts: [String], _ numbers: [Float], _ step: String) throws {
    for streaming in [false, true] {
      let data = try load(csv(texts), streaming: streaming)
      #expect(try inputs(data) == numbers)
      let note = try #require(data.columns?.notes.first)
      #expect(
        note.note.text(about: note.column)
          == "column 'x': texts such as '\(texts[0])' are read as numbers, by \(step)")
      #expect(!note.note.isWarning)
    }
  }

  /// What is not surely a number stays a category.
  @Test(arguments: [
    ["012 345", "030 111", "012 345"], ["a", "b", "12 %"], ["5 kg", "6 kg", "5 kg"],
    ["1-2", "3-4", "1-2"], ["v1.2.3", "v1.2.4", "v1.2.3"], ["1.2.10", "1.3.11", "1.2.10"],
    ["2:1", "0:0", "2:1"], ["2009/10", "2010/11", "2009/10"], ["'012'", "'007'", "'012'"],
  ])
  func categories(_ texts: [String]) throws {
    let data = try load(csv(texts))
    guard case .category? = data.preprocessing.features?.columns[0].encoding else {
      Issue.record("\(String(describing: data.preprocessing.features))")
      return
    }
    #expect(data.columns?.notes == [])
  }

  @Test(arguments: [
    (["2020-01-31", "2020-02-01", "1999-12-31"], nil as String?),
    (["2020-01-31 10:00", "2020-02-01 11:30:15", "1999-12-31"], nil),
    (["2020-01-31T10:00:00Z", "2020-02-01T11:30:15+01:00", "1999-12-31T00:00:00Z"], nil),
    (["2020/01/31", "2020/02/01", "1999/12/31"], "%Y/%m/%d"),
    (["31.01.2020", "01.02.2020", "31.12.1999"], "%d.%m.%Y"),
    (["31/01/2020 10:15", "01/02/2020 00:00", "31/12/1999 23:59"], "%d/%m/%Y %H:%M"),
    (["01/31/2020", "02/01/2020", "12/31/1999"], "%m/%d/%Y"),
    (["Jan 31, 2020", "Feb 1, 2020", "Dec 31, 1999"], "%b %d, %Y"),
    (["31.01.20", "01.02.20", "31.12.99"], "%d.%m.%y"),
    (["2020.01.31", "2020.02.01", "1999.12.31"], "%Y.%m.%d"),
    (["1/31/2020 9:05 AM", "2/1/2020 12:00 PM", "12/31/1999 11:59 PM"], "%m/%d/%Y %I:%M %p"),
    (["31. Januar 2020", "1. März 2020", "31. Dez. 1999"], "%d. %b %Y"),
    (["31 janv. 2020", "1 août 2020", "31 décembre 1999"], "%d %b %Y"),
    (["31-ene-2020", "01-ago-2020", "31-DIC-1999"], "%d-%b-%Y"),
    (
      ["Fri, 31 Jan 2020 10:00:00 GMT", "Sat, 01 Feb 2020 10:00:00 GMT"], "%a, %d %b %Y %H:%M:%S %Z"
    ),
    (["2020-01-31 10:00:00 UTC", "2020-02-01 11:30:15 UTC"], nil),
    (["Jan 2020", "February 2020", "Dec 1999"], "%b %Y"),
  ])
  func textsThatAreDates(_ texts: [String], _ format: String?) throws {
    for streaming in [false, true] {
      let data = try load(csv(texts), streaming: streaming)
      let note = try #require(data.columns?.notes.first)
      #expect(note.note == .readAsDates(example: texts[0], format: format))
      #expect(data.preprocessing.featureNames?.first == "x.year")
      #expect(data.preprocessing.featureNames?.contains("x.month.sin") == true)
      let options = try #require(data.columns?.features.entries.first?.options)
      #expect(options.encode == .date && options.dates.format == format && options.dates.cyclic)
    }
  }

  @Test func timesOfDay() throws {
    for (texts, parts) in [
      (["10:30", "9:05", "23:59"], ["hour", "minute"]),
      (["10:30:00", "09:05:10", "23:59:59"], ["hour", "minute", "second"]),
    ] {
      let data = try load(csv(texts))
      #expect(
        data.preprocessing.featureNames
          == parts.flatMap { part in ["sin", "cos"].map { "x.\(part).\($0)" } })
    }
    let declared = try load(
      csv(["10h30", "9h05"]),
      features: "{x: {encode: date, format: '%Hh%M', parts: [hour, minute]}}")
    #expect(declared.preprocessing.featureNames == ["x.hour", "x.minute"])
  }

  /// Digits of which the number loses something are told, in features and classes.
  @Test func numbersThatLookLikeCodes() throws {
    for (code, number) in [
      ("007", "7"), ("1E2", "100"), ("9007199254740993", "9007199254740992"),
    ] {
      for streaming in [false, true] {
        let data = try load(csv(["1", code, "3"]), streaming: streaming)
        #expect(
          data.columns?.notes.map { $0.note.text(about: $0.column) } == [
            "column 'x': numbers such as \(code) look like codes, and are read as \(number); if they "
              + "are categories, write 'encode: one_hot' or 'encode: embedding'"
          ])
      }
    }
    let scaled = try load(csv(["1", "007", "3"]), features: "{x: {normalize: zscore}}")
    #expect(scaled.columns?.notes == [])
    var config = DataConfig()
    config.train = .file(try files.write("c.csv", "x,y\n1,01\n2,02\n"))
    config.target = TargetConfig("y")
    for streaming in [false, true] {
      config.streaming = streaming
      let data = try PreparedData.prepare(config, as: .classIndices, seed: 1)
      #expect(
        data.columns?.notes.map { $0.note.text(about: $0.column) } == [
          "column 'y': classes such as 01 are read as numbers, as 1; to keep them as they are written, "
            + "write 'target: {column: y, type: classification}'"
        ])
    }
  }

  @Test(arguments: [
    (
      csvOf(["$5", "$6", "€7"]),
      """
      t.csv:4:1: error: column 'x': '€7' is of another currency than values before it, in $
        bring all to one, or write 'transform: to_number' under 'features' to take the numbers alone
      """
    ),
    (
      csvOf(["1,234", "5,678", "9,012"]),
      """
      t.csv:2:1: error: column 'x': '1,234' can be read in several ways
        write under 'features' which it is: {transform: to_number} or {transform: {to_number: {decimal: ","}}}
      """
    ),
    (
      csvOf(["01/02/2020", "03/04/2020", "05/06/2020"]),
      """
      t.csv:2:1: error: column 'x': '01/02/2020' can be read in several ways
        write under 'features' which it is: {encode: date, format: "%d/%m/%Y"} or {encode: date, format: "%m/%d/%Y"}
      """
    ),
    (
      csvOf(["$5", "$6", "n/a"]),
      """
      t.csv:4:1: error: column 'x': expected a number, found 'n/a'
        other values here are numbers; if 'n/a' means a missing value, write 'missing_values: ["n/a"]' under 'data'; if they are categories, write 'encode: one_hot' under 'features'
      """
    ),
    (
      csvOf(["2020-01-31", "2020-02-30", "2020-03-01"]),
      """
      t.csv:3:1: error: column 'x': expected a date of ISO 8601, found '2020-02-30'
        other values here are dates; write a missing value as NA; if they are categories, write 'encode: one_hot' under 'features'
      """
    ),
    (
      csvOf((0..<30).map { "name \($0)" }),
      """
      t.csv:1:1: error: column 'x': all 30 texts are different, so that they tell nothing about other rows
        leave it out with 'exclude: [x]', or write 'id: x' if it names the rows; for sentences write 'encode: text', for dates 'encode: date' with their 'format', for categories 'encode: embedding' or 'transform: {hash_bucket: 100}' under 'features'
      """
    ),
  ])
  func mistakes(_ csv: String, _ message: String) {
    for streaming in [false, true] {
      do throws(DataError) {
        _ = try load(csv, streaming: streaming)
        Issue.record("no error")
      } catch {
        #expect(files.plain(error) == message)
      }
    }
  }

  private static func csvOf(_ values: [String]) -> String {
    "x;y\n" + values.map { "\($0);0\n" }.joined()
  }

  @Test func declaredColumnsAreWhatTheySay() throws {
    let data = try load(csv(["1,5", "2,5", "1,5"]), features: "{x: {encode: one_hot}}")
    #expect(data.preprocessing.featureNames == ["x=1,5", "x=2,5"])
    do throws(DataError) {
      _ = try load(csv(["1,5", "2,5", "1,5"]), features: "{x: {normalize: zscore}}")
      Issue.record("no error")
    } catch {
      #expect(
        files.plain(error) == """
          t.csv:2:1: error: column 'x': expected a number, found '1,5'
            write 'transform: {to_number: {decimal: ","}}' under 'features'
          t.csv:3:1: error: column 'x': expected a number, found '2,5'
          t.csv:4:1: error: column 'x': expected a number, found '1,5'
          3 errors
          """)
    }
  }

  @Test func oddColumnsAreWarnedAbout() throws {
    let rows = (0..<60).map { index in
      "\(index);\(index * 7 % 13);\(index * 7 % 13);3;same;\(20_200_101 + index % 28);"
        + "t\(index * 2 / 3);\(index % 2 == 0 ? "a" : "b");\(index % 2 == 0 ? "a" : "b");0\n"
    }
    let csv = "nr;p;q;three;word;day;t;u;v;y\n" + rows.joined()
    for streaming in [false, true] {
      let notes = try #require(try load(csv, streaming: streaming).columns?.notes)
      #expect(notes.allSatisfy { $0.note.isWarning })
      #expect(
        notes.map { $0.note.text(about: $0.column) } == [
          "column 'nr': nearly every whole number is another one; if they name the rows, write "
            + "'id: nr', or leave it out with 'exclude: [nr]'",
          "column 'q': every value is that of 'p'; leave it out with 'exclude: [q]'",
          "column 'three': every value is '3', which tells nothing; leave it out with "
            + "'exclude: [three]'",
          "column 'word': every value is 'same', which tells nothing; leave it out with "
            + "'exclude: [word]'",
          "column 'day': numbers such as 20200101 look like dates; write {encode: date, format: "
            + "\"%Y%m%d\"} for their parts",
          "column 't': 40 of 60 texts are different, each an input of its own; use {transform: "
            + "{hash_bucket: 100}} or 'encode: embedding', or leave it out with 'exclude: [t]'",
          "column 'v': every value is that of 'u'; leave it out with 'exclude: [v]'",
        ])
    }
  }

  @Test func theReportHasALineForEachColumn() throws {
    let data = try load(
      "a;b;c;d;y\n1;u;2020-01-01;;0\n2.5;v;2020-01-03 06:00;7;0\nNA;u;2020-01-02;;0\n",
      features: "{a: {missing: mean}, b: {encode: embedding, dimension: 4}, c: {encode: date}, "
        + "d: {missing: {fill: zero, indicator: true}}}")
    let reports = data.preprocessing.columnReports
    #expect(reports.map(\.type) == ["numbers", "embedded", "dates", "numbers"])
    #expect(
      reports.map(\.values) == [
        "1 to 2.5", "2: u, v", "2020-01-01 to 2020-01-03 06:00: year, month, day, weekday, hour",
        "7 to 7",
      ])
    #expect(reports.map(\.missing) == [1, 0, 0, 2])
    #expect(reports.map(\.inputs) == [1, 4, 5, 2])
  }
}
