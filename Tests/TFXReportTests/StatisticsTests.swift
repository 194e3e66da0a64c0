import TFXReport
import Testing

/// Intervals, curves and the linear model, against numbers from scikit-learn 1.7.
struct StatisticsTests {
  @Test func wilsonsInterval() {
    let cases: [(Int, Int, Double, Double)] = [
      (5, 10, 0.236593, 0.763407), (0, 10, 0, 0.277533), (98, 100, 0.929988, 0.994498),
      (0, 0, 0, 1), (1, 1, 0.206549, 1),
    ]
    for (successes, count, low, high) in cases {
      let interval = Interval.wilson(successes, of: count)
      #expect(abs(interval.lowerBound - low) < 1e-6 && abs(interval.upperBound - high) < 1e-6)
    }
  }

  @Test func theBootstrapOfAMeanIsThatOfTheNormalDistribution() throws {
    var random = SplitMix(3)
    let values = (0..<400).map { _ in Double(random.integer(below: 1_000)) / 1_000 }
    let mean = values.reduce(0, +) / 400
    let deviation =
      (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 400).squareRoot()
    let found = try #require(
      Interval.bootstrap(count: 400, seed: 9) { times in
        zip(times, values).reduce(0) { $0 + Double($1.0) * $1.1 } / 400
      })
    let normal = Interval.mean(mean, deviation: deviation, count: 400)
    #expect(abs(found.lowerBound - normal.lowerBound) < 0.004)
    #expect(abs(found.upperBound - normal.upperBound) < 0.004)
    let again = Interval.bootstrap(count: 400, seed: 9) { times in
      zip(times, values).reduce(0) { $0 + Double($1.0) * $1.1 } / 400
    }
    #expect(again == found)
    #expect(Interval.bootstrap(count: 1, seed: 9) { _ in 0 } == nil)
  }

  /// `scipy.stats.binomtest(min(a, b), a + b, 0.5).pvalue`
  @Test func mcNemarsExactTest() {
    let cases: [(Int, Int, Double)] = [
      (1, 2, 1), (0, 5, 0.0625), (3, 10, 0.09228515625), (10, 25, 0.016673847800120715),
      (400, 480, 0.007707305043339153), (0, 0, 1), (2_000, 2_000, 1), (5, 1_200, 0),
    ]
    for (first, second, p) in cases {
      let own = McNemar(onlyFirst: first, onlySecond: second)
      #expect(abs(own.p - p) < 1e-9)
      #expect(McNemar(onlyFirst: second, onlySecond: first).p == own.p)
    }
  }

  @Test func theMeanOfFewAndOfManyValues() throws {
    var random = SplitMix(5)
    let values = (0..<8_000).map { _ in Double(random.integer(below: 1_000)) / 1_000 }
    let many = try #require(Interval.mean(of: values, seed: 1))
    let few = try #require(Interval.mean(of: Array(values[..<2_000]), seed: 1))
    // A quarter of the rows: twice as wide.
    let ratio = (few.upperBound - few.lowerBound) / (many.upperBound - many.lowerBound)
    #expect(abs(ratio - 2) < 0.15)
    #expect(many.contains(values.reduce(0, +) / 8_000))
    #expect(Interval.mean(of: [1], seed: 1) == nil)
  }

  @Test func areasUnderCurves() {
    let scores = [0.9, 0.8, 0.8, 0.6, 0.5, 0.4, 0.4, 0.2, 0.1, 0.05]
    let truths = [true, true, false, true, false, true, false, false, true, false]
    let ranking = Ranking(scores, truths)
    // roc_auc_score, average_precision_score
    #expect(abs(ranking.area - 0.68) < 1e-12)
    #expect(abs(ranking.averagePrecision - 0.7087301587301588) < 1e-12)
    #expect(ranking.roc.first ?? (1, 1) == (0, 0) && ranking.roc.last ?? (0, 0) == (1, 1))
    #expect(ranking.precisionRecall.last?.x == 1)
    // Rows that count twice are as rows that are there twice.
    let twice = Ranking(scores, truths, times: [2, 1, 1, 0, 1, 1, 1, 1, 1, 1])
    let same = Ranking(
      [0.9] + scores[..<3] + scores[4...], [true] + truths[..<3] + truths[4...])
    #expect(twice.area == same.area && twice.averagePrecision == same.averagePrecision)
    #expect(Ranking([0.5, 0.4], [true, true]).area.isNaN)
  }

  @Test func thresholds() {
    let threshold = Threshold(0.5, [0.9, 0.5, 0.4, 0.2], [true, false, true, false])
    #expect(threshold.precision == 0.5 && threshold.recall == 0.5 && threshold.f1 == 0.5)
    #expect(threshold.accuracy == 0.5 && threshold.share == 0.5)
    #expect(Threshold(0.95, [0.9], [true]).precision.isNaN)
  }

  @Test func calibration() {
    let calibration = Calibration([0.05, 0.05, 0.95, 0.95, 1], [false, true, true, true, true])
    #expect(calibration.points.count == 2)
    // Bins of 2 and 3 rows, 0.45 and 0.0333 apart.
    #expect(abs(calibration.error - (2 * 0.45 + 3 * (1 - 2.9 / 3)) / 5) < 1e-12)
  }

  @Test func classesInAnOrderAreExceededOrNot() {
    // The greatest is the last, but more is less likely than not.
    #expect(ClassResults.choice([0.26, 0.29, 0.45], isOrdered: true) == 1)
    #expect(ClassResults.choice([0.26, 0.29, 0.45], isOrdered: false) == 2)
    #expect(ClassResults.choice([0.2, 0.2, 0.6], isOrdered: true) == 2)
    #expect(ClassResults.choice([0.5, 0.5], isOrdered: false) == 0)
  }

  @Test func ridgeRegression() throws {
    let features = [1.0, 2, 2, 1, 3, 5, 4, 3, 5, 8, 6, 4]
    let model = try #require(
      LinearModel(features, [3, 4, 9, 8, 15, 11], rows: 6, outputs: 1))
    // Ridge(alpha=1) of standardized columns
    #expect(abs(model([2.5, 3])[0] - 6.44649889) < 1e-7)
    #expect(abs(model([7, 1])[0] - 9.16671156) < 1e-7)
    #expect(LinearModel([1], [1], rows: 1, outputs: 1) == nil)
    // A column that is always the same tells nothing, and breaks nothing.
    let constant = try #require(
      LinearModel([1, 7, 2, 7, 3, 7], [1, 2, 3], rows: 3, outputs: 1, penalty: 0.001))
    #expect(abs(constant([2, 7])[0] - 2) < 1e-3)
  }

  @Test func digits() {
    let cases: [(Double, String)] = [
      (0.9812, "0.981"), (12.44, "12.4"), (1530, "1,530"), (0, "0"), (-0.5, "−0.500"),
      (9.996, "10.0"), (0.00002, "2e−5"), (1.5e12, "1.5e12"), (.nan, "–"), (.infinity, "∞"),
      (123_456, "123,000"), (-1_234.5, "−1,230"),
    ]
    for (value, text) in cases { #expect(Digits.text(value) == text) }
    #expect(Digits.percent(0.98076) == "98.1%")
    #expect(Digits.count(1_234_567) == "1,234,567" && Digits.count(-12) == "−12")
    #expect(Digits.shortened("abcdef", 4) == "abc…")
  }
}
