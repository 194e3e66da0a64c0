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

  /// softmax(z ÷ T) and softmax(z) for z = [1, 2, 4] and T = 2.
  @Test func probabilitiesWithoutTheirTemperature() {
    let before = Tempered.before([0.1402, 0.231224, 0.628534], 2)
    for (found, expected) in zip(before, [0.042010, 0.114195, 0.843795]) {
      #expect(abs(found - expected) < 1e-3)
    }
    #expect(Tempered.before([0, 1], 3) == [0, 1])
    #expect(Tempered.before([0, 0], 3) == [0, 0])
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

  /// `scipy.optimize.minimize_scalar` of the mean of −log of what is true.
  @Test func temperatures() throws {
    let rows: [[Float]] = [
      [4, 0, -1], [3, 2.5, 0], [-2, 5, 1], [0, 1, 6], [1, 4, 3.5], [7, -1, 2], [2, 3, -1],
      [0.5, -2, 1],
    ]
    let classes = [0, 1, 1, 2, 2, 0, 0, 2]
    let fit = try #require(TemperatureFit(logits: Array(rows.joined()), classes: classes))
    #expect(abs(fit.temperature - 1.2154628056) < 1e-6)
    #expect(abs(fit.before - 0.4875457801644) < 1e-9 && abs(fit.after - 0.4802782806146) < 1e-9)
    let logits: [Float] = [3, -2, 4, -1, 0.5, -3, 2, 6]
    let truths = [true, false, false, false, true, true, true, true]
    let binary = try #require(TemperatureFit(logits: logits, truths: truths))
    #expect(abs(binary.temperature - 4.9267918) < 1e-6)
    #expect(
      abs(binary.before - 1.0198743762484) < 1e-9 && abs(binary.after - 0.6472317372176) < 1e-9)
    // Two classes by a softmax are one by a sigmoid.
    let pairs = logits.flatMap { [0, $0] as [Float] }
    let same = try #require(TemperatureFit(logits: pairs, classes: truths.map { $0 ? 1 : 0 }))
    #expect(abs(same.temperature - binary.temperature) < 1e-6)
    // What is always right could be ever surer, what is always wrong ever less so.
    #expect(TemperatureFit(logits: logits, truths: logits.map { $0 > 0 }) == nil)
    #expect(TemperatureFit(logits: logits, truths: logits.map { $0 < 0 }) == nil)
    #expect(TemperatureFit(logits: [], classes: []) == nil)
    #expect(TemperatureFit(logits: [.nan, 1], truths: [true, false]) == nil)
  }

  /// The best of scikit-learn's measures at each of the eleven thresholds that there are.
  @Test func thresholdsThatAreChosen() throws {
    let scores = [0.9, 0.8, 0.7, 0.6, 0.55, 0.4, 0.35, 0.3, 0.2, 0.1]
    let truths = [true, true, false, true, false, true, false, false, true, false]
    let cases: [(ThresholdChoice.Goal, Double, KeyPath<Threshold, Double>, Double)] = [
      (.most(.f1), 0.375, \.f1, 0.727273), (.most(.f2), 0.15, \.f2, 0.862069),
      (.most(.mcc), 0.75, \.mcc, 0.5), (.most(.balancedAccuracy), 0.575, \.balancedAccuracy, 0.7),
      (.most(.accuracy), 0.575, \.accuracy, 0.7), (.recall(0.8), 0.375, \.precision, 0.666667),
      (.recall(1), 0.15, \.precision, 0.555556), (.precision(0.75), 0.575, \.recall, 0.6),
      (.precision(1), 0.75, \.recall, 0.4),
      (.cost(falsePositive: 1, falseNegative: 5), 0.15, \.recall, 1),
      // None of three thresholds costs anything: the one nearest to ½.
      (.cost(falsePositive: 1, falseNegative: 0), 0.75, \.recall, 0.4),
    ]
    for (goal, threshold, measure, value) in cases {
      let best = try #require(ThresholdChoice(scores, truths, goal)).best
      #expect(abs(best.threshold - threshold) < 1e-9, "\(goal)")
      #expect(abs(best[keyPath: measure] - value) < 1e-6, "\(goal)")
      let counted = Threshold(best.threshold, scores, truths)
      #expect(counted.truePositives == best.truePositives && counted.count == 10)
      #expect(counted.trueNegatives == best.trueNegatives)
    }
    // Equal scores cannot be told apart, and nothing but them reaches a precision.
    #expect(ThresholdChoice([0.5, 0.5], [true, false], .precision(0.9)) == nil)
    #expect(ThresholdChoice([0.5, 0.4], [false, false], .recall(0.5)) == nil)
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
    #expect(ClassChoice.ordered([0.26, 0.29, 0.45]) == 1)
    #expect(ClassChoice.greatest([0.26, 0.29, 0.45]) == 2)
    #expect(ClassChoice.ordered([0.2, 0.2, 0.6]) == 2)
    #expect(ClassChoice.greatest([0.5, 0.5]) == 0)
    #expect(ClassChoice.threshold(0.3)([0.6, 0.4]) == 1)
    #expect(ClassChoice.threshold(0.4)([0.6, 0.4]) == 0)
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

  @Test func errorsOfNumbers() {
    let errors = NumberErrors([1, 2, 0, 4], [2, 2, 1, 2])
    #expect(errors.meanAbsolute == 1 && errors.rootMeanSquare == 1.5.squareRoot())
    #expect(abs(errors.r2 - (1 - 6 / 8.75)) < 1e-12)
    // Of the truths that are not 0.
    #expect(errors.meanPercentage == 0.5)
    #expect(NumberErrors([1, 2, 3], [2, 2, 2]).r2 == 0)
    #expect(NumberErrors([0, 0], [0, 0]).r2.isNaN && NumberErrors([0], [1]).meanPercentage.isNaN)
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
