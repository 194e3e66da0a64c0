import Foundation
import TFXCore
import TFXData
import TestSupport
import Testing

/// The parts of a date as Python reads it.
struct DateCase: Decodable, Sendable, CustomTestStringConvertible {
  let text: String
  let format: String?
  let parts: [Double]

  static let all: [DateCase] = Fixture.cases("column_dates")
  var testDescription: String { text }
}

/// Dates becoming features.
@Suite struct DateTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func load(
    _ texts: [String], _ options: String, streaming: Bool = false
  ) throws(DataError) -> PreparedData {
    try files.prepared(
      "when", texts.map { "\"\($0)\"" }, "{encode: date, \(options)}", streaming: streaming)
  }

  private func inputs(_ data: PreparedData) throws -> [Float] {
    try data.firstInputs()
  }

  private static let allParts =
    "parts: [year, quarter, month, day, weekday, dayofyear, hour, minute, second, elapsed]"

  @Test(arguments: DateCase.all)
  func asPython(_ test: DateCase) throws {
    let format = test.format.map { ", format: '\($0)'" } ?? ""
    let data = try load([test.text], "\(DateTests.allParts), normalize: none\(format)")
    #expect(try inputs(data) == test.parts.map { Float($0) })
  }

  @Test func partsThatComeRoundAgainAreSineAndCosine() throws {
    let data = try load(["2024-04-01", "2024-01-01"], "parts: [month, weekday], cyclic: true")
    #expect(
      data.preprocessing.featureNames == [
        "when.month.sin", "when.month.cos", "when.weekday.sin", "when.weekday.cos",
      ])
    // Both are Mondays; April is a quarter of the circle away from January.
    let expected: [Float] = [1, 0, 0, 1, 0, 1, 0, 1]
    #expect(zip(try inputs(data), expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func partsAsCategories() throws {
    let data = try load(
      ["2020-01-31", "2022-02-01"],
      "parts: [year, quarter, elapsed], one_hot: true, normalize: none")
    #expect(
      data.preprocessing.featureNames == [
        "when.year=2020", "when.year=2021", "when.year=2022", "when.quarter=1", "when.quarter=2",
        "when.quarter=3", "when.quarter=4", "when.elapsed",
      ])
    #expect(try inputs(data) == [1, 0, 0, 1, 0, 0, 0, 18_292, 0, 0, 1, 1, 0, 0, 0, 19_024])
    let other = try data.preprocessing.load(
      .file(try files.write("o.csv", "when\n2030-01-01\n")), needTargets: false)
    #expect(other.inputs.scalars(as: Float.self).prefix(4) == [0, 0, 0, 1])
  }

  @Test func byDefaultPartsAreScaled() throws {
    for streaming in [false, true] {
      let data = try load(["2020-01-01", "2022-03-05"], "missing: error", streaming: streaming)
      #expect(
        data.preprocessing.featureNames == ["when.year", "when.month", "when.day", "when.weekday"])
      // The 1st of January 2020 was a Wednesday, the 5th of March 2022 a Saturday.
      #expect(try inputs(data) == [-1, -1, -1, -1, 1, 1, 1, 1])
      let json = try JSONEncoder().encode(data.preprocessing)
      #expect(try JSONDecoder().decode(Preprocessing.self, from: json) == data.preprocessing)
    }
  }

  @Test func missingDates() throws {
    let data = try load(
      ["2020-01-01", "", "2020-01-03"],
      "parts: [elapsed], normalize: none, missing: {fill: mean, indicator: true}")
    #expect(data.preprocessing.featureNames == ["when.elapsed", "when=(missing)"])
    #expect(try inputs(data) == [18_262, 0, 18_263, 1, 18_264, 0])
  }

  @Test func zonesAreTold() throws {
    let data = try load(["2020-01-01T00:00:00+01:00", "2020-01-03", "2020-01-04"], "cyclic: true")
    #expect(
      data.columns?.notes.map { $0.note.text(about: $0.column) } == [
        "column 'when': 1 of 3 times have a time zone and are brought to UTC; the others are taken "
          + "for UTC"
      ])
  }

  @Test(arguments: [
    (
      "2020-13-01", "",
      """
      t.csv:2:1: error: column 'when': expected a date of ISO 8601, found '2020-13-01'
        such as 2020-01-31 or 2020-01-31 12:30:00, in years from 1 to 9999; say how other dates are written with 'format'
      """
    ),
    (
      "1000000000-01-01", "",
      """
      t.csv:2:1: error: column 'when': expected a date of ISO 8601, found '1000000000-01-01'
        such as 2020-01-31 or 2020-01-31 12:30:00, in years from 1 to 9999; say how other dates are written with 'format'
      """
    ),
    (
      "31.12.2020", "",
      """
      t.csv:2:1: error: column 'when': expected a date of ISO 8601, found '31.12.2020'
        write 'format: "%d.%m.%Y"'
      """
    ),
    (
      "2020-12-31", "format: '%Y/%m/%d'",
      """
      t.csv:2:1: error: column 'when': expected a date of the format %Y/%m/%d, found '2020-12-31'
        leave out 'format'
      """
    ),
    (
      "0000/01/01", "format: '%Y/%m/%d'",
      """
      t.csv:2:1: error: column 'when': expected a date of the format %Y/%m/%d, found '0000/01/01'
        years go from 1 to 9999; write a missing value as NA
      """
    ),
    (
      "NA", "missing: error",
      """
      t.csv:2:1: error: column 'when': the value is missing
        fill it with 'missing: mean' or 'missing: median' under 'features', or take out the row
      """
    ),
  ])
  func wrongDates(_ text: String, _ options: String, _ message: String) {
    do throws(DataError) {
      _ = try load([text, "2020-01-01"], options)
      Issue.record("no error")
    } catch {
      #expect(files.plain(error) == message)
    }
  }

  @Test(arguments: [
    ("{encode: date, format: '%Q'}", "expected codes of strptime, found '%Q'"),
    ("{encode: date, format: '%m-%d'}", "'%m-%d' says no year"),
    ("{encode: date, parts: [day, day]}", "'day' stands in 'parts' twice"),
    (
      "{encode: date, cyclic: true, one_hot: true}",
      "'cyclic' and 'one_hot' are two forms of the same parts"
    ),
    ("{cyclic: true}", "'parts', 'cyclic', 'one_hot' and 'format' are for dates"),
    ("{encode: date, missing: zero}", "'missing: zero' is not for dates"),
    (
      "{encode: date, transform: to_number}",
      "'encode: date' is for texts, but 'to_number' gives numbers"
    ),
    (
      "{encode: date, parts: [week]}",
      "expected one of year, quarter, month, day, weekday, dayofyear, hour, minute, second, elapsed, "
        + "found 'week'"
    ),
  ])
  func wrongOptions(_ options: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(FeatureList.read(try node("{a: \(options)}"), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }
}
