import Foundation
import TFXCore
import TFXData
import TestSupport
import Testing

/// scikit-learn's scales of some numbers.
struct ScaleCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let numbers: [Double]
  let others: [Double]
  let robust: [Double]
  let quantile: [Double]
  let quantile_normal: [Double]

  static let all: [ScaleCase] = Fixture.cases("column_scales")
  var testDescription: String { name }
}

/// Numbers by their ranks, within bounds, with indicators, and in a given order.
@Suite struct ColumnScaleTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func load(
    _ values: [String], _ options: String, streaming: Bool = false
  ) throws(DataError) -> PreparedData {
    try files.prepared("x", values, options, streaming: streaming)
  }

  private func inputs(_ data: PreparedData) throws -> [Float] {
    try data.firstInputs()
  }

  private func inputs(_ values: [String], _ data: PreparedData) throws -> [Float] {
    let text = "x\n" + values.map { "\($0)\n" }.joined()
    return try data.preprocessing.load(.file(try files.write("o.csv", text)), needTargets: false)
      .inputs.scalars()
  }

  @Test(arguments: ScaleCase.all)
  func asScikitLearn(_ test: ScaleCase) throws {
    for (name, expected) in [
      ("robust", test.robust), ("quantile", test.quantile),
      ("quantile_normal", test.quantile_normal),
    ] {
      for streaming in [false, true] {
        let data = try load(
          test.numbers.map { "\($0)" }, "{normalize: \(name)}", streaming: streaming)
        let found = try inputs(test.others.map { "\($0)" }, data)
        for (found, expected) in zip(found, expected) {
          #expect(
            abs(Double(found) - expected) <= 2e-6 * max(1, abs(expected)), "\(name) of \(test.name)"
          )
        }
        let json = try JSONEncoder().encode(data.preprocessing)
        #expect(try JSONDecoder().decode(Preprocessing.self, from: json) == data.preprocessing)
      }
    }
  }

  @Test func scaledNumbersAreBroughtIntoARange() throws {
    let values = ["0", "10", "100"]
    #expect(try inputs(load(values, "{clip: [2, 50]}")) == [2, 10, 50])
    let data = try load(["0", "2"], "{normalize: zscore, clip: 3}")
    #expect(try inputs(["-100", "1.5", "100"], data) == [-3, 0.5, 3])
  }

  /// 3 / √(1 + 1²) is 2.1213203.
  @Test func scaledNumbersComeCloseToARange() throws {
    for streaming in [false, true] {
      let data = try load(
        ["0", "1", "2", "3", "4"], "{normalize: robust, smooth_clip: 3, missing: zero}",
        streaming: streaming)
      // The median is 2, the distance of the quartiles 2.
      #expect(try inputs(["2", "8", "-4"], data) == [0, 2.1213203, -2.1213203])
      #expect(try inputs(["1e300", "-1e300", "1e9", ""], data) == [3, -3, 3, -0.9486833])
      let json = try JSONEncoder().encode(data.preprocessing)
      #expect(try JSONDecoder().decode(Preprocessing.self, from: json) == data.preprocessing)
      let encoding = data.preprocessing.features?.columns[0].encoding
      guard case .number(let encoding) = try #require(encoding) else {
        Issue.record("\(encoding.debugDescription)")
        return
      }
      for number in [-40.0, 2, 2.5, 100] {
        let input = Double(try inputs(["\(number)"], data)[0])
        let found = try #require(encoding.number(of: input))
        #expect(abs(found - number) <= 1e-3 * max(1, number.magnitude), "\(number)")
      }
      #expect(try #require(encoding.number(of: 3)) > 10_000)
    }
  }

  @Test func partsOfDatesAreClippedToo() throws {
    let data = try files.prepared(
      "x", ["2020-01-01", "2021-01-01", "2022-01-01"],
      "{encode: date, parts: [year], normalize: robust, smooth_clip: 1}", streaming: false)
    #expect(try inputs(data) == [-0.70710677, 0, 0.70710677])
  }

  @Test func anotherFeatureSaysWhichAreMissing() throws {
    for streaming in [false, true] {
      let data = try load(
        ["1", "NA", "3"], "{normalize: minmax, missing: {fill: median, indicator: true}}",
        streaming: streaming)
      #expect(data.preprocessing.featureNames == ["x", "x=(missing)"])
      #expect(try inputs(data) == [0, 0, 0.5, 1, 1, 0])
    }
  }

  @Test func categoriesInAGivenOrder() throws {
    for streaming in [false, true] {
      let data = try load(
        ["good", "bad", "good"], "{encode: ordinal, order: [bad, fair, good]}",
        streaming: streaming)
      #expect(try inputs(data) == [2, 0, 2])
      #expect(try inputs(["fair"], data) == [1])
    }
    let filled = try load(
      ["good", "bad", "NA", "good"],
      "{encode: ordinal, order: [bad, fair, good], missing: most_frequent}")
    #expect(try inputs(filled) == [2, 0, 2, 2])
  }

  /// The mean and the deviation are those of the rows, not of the order.
  @Test func placesInAnOrderAreScaled() throws {
    for streaming in [false, true] {
      let data = try load(
        ["good", "bad", "NA", "bad", "good"],
        "{encode: ordinal, order: [bad, fair, good], normalize: zscore, missing: most_frequent}",
        streaming: streaming)
      #expect(try inputs(data) == [1, -1, -1, -1, 1])
      #expect(try inputs(["fair"], data) == [0])
      let json = try JSONEncoder().encode(data.preprocessing)
      #expect(try JSONDecoder().decode(Preprocessing.self, from: json) == data.preprocessing)
    }
  }

  @Test(arguments: [
    (
      ["bad", "superb"],
      """
      t.csv:3:1: error: column 'x': 'superb' is not in 'order'
        the order is bad, good
      """
    ),
    (
      ["bad", "NA"],
      """
      t.csv:3:1: error: column 'x': the value is missing
        use 'missing: most_frequent' under 'features', or take out the row; if NA is a category, write 'keep_text: [NA]'
      """
    ),
  ])
  func valuesOutOfOrder(_ values: [String], _ message: String) {
    for streaming in [false, true] {
      do throws(DataError) {
        _ = try load(values, "{encode: ordinal, order: [bad, good]}", streaming: streaming)
        Issue.record("no error")
      } catch {
        #expect(files.plain(error) == message)
      }
    }
  }

  @Test(arguments: [
    ("{encode: ordinal}", "'encode: ordinal' needs 'order'"),
    ("{encode: ordinal, order: [a, b, a]}", "'a' stands in 'order' twice"),
    ("{encode: ordinal, order: [a]}", "'order' needs at least 2 categories, found 1"),
    ("{encode: one_hot, order: [a, b]}", "'order' is for categories that have one"),
    (
      "{encode: ordinal, order: [a, b], missing: category}",
      "'missing: category' has no place in 'order'"
    ),
    ("{clip: [3, 2]}", "'clip' must be from a lower to a higher number, found a list"),
    (
      "{encode: one_hot, normalize: zscore}",
      "'normalize: zscore' is for numbers, 'encode' for categories"
    ),
    ("{encode: one_hot, clip: 3}", "'clip' is for numbers, 'encode' for categories"),
    ("{encode: index, smooth_clip: 3}", "'smooth_clip' is for numbers, 'encode' for categories"),
    ("{smooth_clip: 0}", "'smooth_clip' must be more than 0.0, found '0'"),
    ("{smooth_clip: [-3, 3]}", "expected a number, found a list"),
    (
      "{clip: 3, smooth_clip: 3}", "'clip' and 'smooth_clip' both bring numbers into a range"
    ),
    (
      "{missing: {fill: category, indicator: true}}",
      "'indicator' needs a fill for numbers, found 'category'"
    ),
    (
      "{encode: one_hot, missing: {fill: zero, indicator: true}}",
      "'missing: zero' is for numbers, 'encode' for categories"
    ),
    ("{missing: {indicator: true}}", "'missing' needs 'fill'"),
    (
      "{normalize: quantiles}",
      "expected one of none, zscore, minmax, robust, quantile, quantile_normal, found 'quantiles'"
    ),
  ])
  func mistakes(_ options: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(FeatureList.read(try node("{a: \(options)}"), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }
}

/// Quantiles in little memory.
@Suite struct QuantileSketchTests {
  @Test func keepsToItsBound() {
    let count = 100_000
    let size = 256
    // All ranks once, in an order that has nothing to do with them.
    let numbers = (0..<count).map { Double($0 * 7919 % count) }
    let fractions = (0...100).map { Double($0) / 100 }
    var sketch = QuantileSketch(size: size)
    for start in stride(from: 0, to: count, by: 1_000) {
      sketch.add(Array(numbers[start..<start + 1_000]))
    }
    let levels = 9.0
    let bound = Double(count) * levels / Double(2 * size)
    for (fraction, value) in zip(fractions, sketch.quantiles(fractions)) {
      #expect(abs(value - fraction * Double(count - 1)) <= bound)
    }
    // Blocks make no difference.
    var whole = QuantileSketch(size: size)
    whole.add(numbers)
    #expect(whole.quantiles(fractions) == sketch.quantiles(fractions))
  }

  @Test func fewNumbersAreExact() {
    var sketch = QuantileSketch(size: 16)
    #expect(sketch.quantiles([0.5]).isEmpty && sketch.median.isNaN)
    sketch.add([4, 1, 3, 2])
    // numpy.percentile([4, 1, 3, 2], [0, 25, 50, 90, 100])
    #expect(
      sketch.quantiles([0, 0.25, 0.5, 0.9, 1]).map { ($0 * 1e9).rounded() / 1e9 } == [
        1, 1.75, 2.5, 3.7, 4,
      ])
  }
}
