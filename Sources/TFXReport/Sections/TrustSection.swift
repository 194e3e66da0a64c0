#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension ClassResults {
  /// How far scores can be trusted: ROC and PR, thresholds, calibration, coverage.
  package var trust: PageSection {
    var charts: [Chart] = []
    var blocks: [Block] = []
    let isBinary = names.count == 2
    if isBinary {
      charts += rankingCharts([(names[1], ranking(1))])
    } else {
      // Of very many classes those that are found worst.
      let order = names.indices.filter { support($0) > 0 }
        .sorted { (recall($0), $0) < (recall($1), $1) }.prefix(100)
      let all = order.map { (names[$0], ranking($0)) }.filter { $0.1.area.isFinite }
      let worst = all.sorted { ($0.1.area, $0.0) < ($1.1.area, $1.0) }.prefix(6)
      let mean = all.reduce(0) { $0 + $1.1.area } / Double(max(all.count, 1))
      charts += rankingCharts(Array(worst), of: all.count, mean: mean)
    }
    if areProbabilities {
      if isBinary {
        let thresholds = ThresholdTable(
          scores.map { $0[1] }, truths.map { $0 == 1 }, name: names[1])
        charts += [thresholds.chart].compactMap { $0 }
        blocks.append(.details("Thresholds from 0.05 to 0.95", [.table(thresholds.table)]))
      }
      charts += calibrationCharts
    }
    charts += [coverageChart].compactMap { $0 }
    if charts.isEmpty { blocks = [] } else { blocks.insert(.charts(charts), at: 0) }
    return PageSection(
      id: "trust", title: "How far to trust it",
      lead: truths.count < count
        ? "From \(Digits.count(truths.count)) rows drawn from all \(Digits.count(count))." : nil,
      blocks: blocks)
  }

  private func rankingCharts(
    _ rankings: [(name: String, ranking: Ranking)], of count: Int = 1, mean: Double? = nil
  ) -> [Chart] {
    RankingCharts.charts(rankings, of: count, mean: mean)
  }

  /// The class that was said of each row: its score, and whether it is the right one.
  private var said: [(score: Double, isRight: Bool)] { said(scores) }

  private func said(_ scores: [[Double]]) -> [(score: Double, isRight: Bool)] {
    zip(scores, truths).map { scores, truth in
      let said = choice(scores)
      return (scores[said], said == truth)
    }
  }

  private var calibrationCharts: [Chart] {
    let pairs = { (scores: [[Double]]) -> [(score: Double, isRight: Bool)] in
      names.count == 2 ? zip(scores, truths).map { ($0[1], $1 == 1) } : said(scores)
    }
    let calibration = { (pairs: [(score: Double, isRight: Bool)]) in
      Calibration(pairs.map(\.score), pairs.map(\.isRight))
    }
    // Probabilities of an order are differences, of which the logits cannot be told.
    let before =
      choice == .ordered
      ? nil
      : temperature.map { temperature in
        calibration(pairs(scores.map { Tempered.before($0, temperature) }))
      }
    let own = pairs(scores)
    let what =
      names.count == 2 ? "Probability of “\(Digits.shortened(names[1], 24))”" : "Probability"
    return CalibrationCharts.charts(
      calibration(own), before: before, own.map(\.score), what: what)
  }

  /// The accuracy on those rows of which it is surest.
  private var coverageChart: Chart? {
    let said = said.enumerated().sorted {
      ($1.element.score, $0.offset) < ($0.element.score, $1.offset)
    }
    guard said.count >= 20, said.contains(where: { !$0.element.isRight }) else { return nil }
    var points: [(x: Double, y: Double)] = []
    var right = 0
    for (index, row) in said.enumerated() {
      right += row.element.isRight ? 1 : 0
      let count = index + 1
      if count * 50 / said.count != index * 50 / said.count || count == said.count,
        count * 20 >= said.count
      {
        points.append((Double(count) / Double(said.count), Double(right) / Double(count)))
      }
    }
    let half = points.first { $0.x >= 0.5 }?.y ?? .nan
    var chart = LineChart(
      "Coverage and accuracy",
      finding: "On the half of which it is surest, \(Digits.percent(half)) are right; "
        + "on all, \(Digits.percent(points.last?.y ?? .nan)).",
      axes: ("share of rows, the surest first", "right"), lines: [LineChart.Line("Right", points)])
    chart.x = .shares
    return chart.chart
  }
}

/// ROC and PR curves.
enum RankingCharts {
  /// - Parameters:
  ///   - rankings: The curves, at most six.
  ///   - count: How many there are in all.
  ///   - mean: The mean area of all.
  static func charts(
    _ rankings: [(name: String, ranking: Ranking)], of count: Int, mean: Double?
  ) -> [Chart] {
    let usable = rankings.filter { $0.ranking.area.isFinite }
    guard let first = usable.first else { return [] }
    let lines = { (points: (Ranking) -> [(x: Double, y: Double)]) in
      usable.enumerated().map { index, pair in
        LineChart.Line(Digits.shortened(pair.name, 24), points(pair.ranking), series: index)
      }
    }
    let which = usable.count < count ? "The \(usable.count) worst of \(count). " : ""
    var roc = LineChart(
      "ROC",
      finding: usable.count == 1 && mean == nil
        ? "Area \(Digits.text(first.ranking.area)); 0.5 is guessing, 1 is perfect."
        : which + "Mean area of each against the rest \(Digits.text(mean ?? .nan)).",
      axes: ("false positive rate", "true positive rate"), lines: lines { $0.roc })
    (roc.x, roc.y, roc.diagonal) = (.shares, .shares, "guessing")
    var precision = LineChart(
      "Precision and recall",
      finding: usable.count == 1 && mean == nil
        ? "Average precision \(Digits.text(first.ranking.averagePrecision)); guessing gives "
          + "\(Digits.text(share(first.ranking)))."
        : which + "Lowest average precision "
          + "\(Digits.text(usable.map(\.ranking.averagePrecision).min() ?? .nan)).",
      axes: ("recall", "precision"), lines: lines { $0.precisionRecall })
    (precision.x, precision.y) = (.shares, .shares)
    return [roc.chart, precision.chart]
  }

  private static func share(_ ranking: Ranking) -> Double {
    Double(ranking.positives) / Double(ranking.positives + ranking.negatives)
  }
}

/// What each threshold gives.
struct ThresholdTable {
  private let steps: [Threshold]
  private let name: String

  init(_ scores: [Double], _ truths: [Bool], name: String) {
    steps = (1..<20).map { Threshold(Double($0) / 20, scores, truths) }
    self.name = name
  }

  var table: PageTable {
    PageTable(
      "Calling “\(Digits.shortened(name))” from a probability on",
      [
        PageTable.Column("From", .number), PageTable.Column("Precision", .number),
        PageTable.Column("Recall", .number), PageTable.Column("F1", .number),
        PageTable.Column("Accuracy", .number), PageTable.Column("Called", .number),
      ],
      steps.map { step in
        [
          Digits.fixed(step.threshold, 2), Digits.text(step.precision), Digits.text(step.recall),
          Digits.text(step.f1), Digits.text(step.accuracy), Digits.percent(step.share),
        ]
      })
  }

  var chart: Chart? {
    guard let best = steps.filter({ $0.f1.isFinite }).max(by: { $0.f1 < $1.f1 }) else { return nil }
    let points = { (measure: (Threshold) -> Double) in
      steps.map { (x: $0.threshold, y: measure($0)) }.filter { $0.y.isFinite }
    }
    var chart = LineChart(
      "Thresholds",
      finding: "F1 is highest, \(Digits.text(best.f1)), when “\(Digits.shortened(name, 24))” is "
        + "said from \(Digits.fixed(best.threshold, 2)) on.",
      axes: ("threshold", "precision, recall, F1"),
      lines: [
        LineChart.Line("Precision", points(\.precision), series: 0),
        LineChart.Line("Recall", points(\.recall), series: 1, isDashed: true),
        LineChart.Line(
          "F1", points(\.f1), series: 2, mark: (best.threshold, best.f1)),
      ])
    (chart.x, chart.y, chart.hasNumbers) = (.shares, .shares, false)
    return chart.chart
  }
}

/// Probabilities with and without a temperature.
package enum Tempered {
  /// What the probabilities of classes that exclude each other were before their logits were divided by a
  /// temperature T: softmax(z ÷ T) ∝ e^(z ÷ T), whose power T is e^z.
  package static func before(_ probabilities: [Double], _ temperature: Double) -> [Double] {
    let powers = probabilities.map { pow(max($0, 0), temperature) }
    let sum = powers.reduce(0, +)
    return sum > 0 ? powers.map { $0 / sum } : probabilities
  }
}

/// Whether probabilities come true.
enum CalibrationCharts {
  /// - Parameter before: What it was without the temperature; nil if there is none.
  static func charts(
    _ calibration: Calibration, before: Calibration? = nil, _ probabilities: [Double],
    what: String
  ) -> [Chart] {
    guard probabilities.count >= 20 else { return [] }
    let points = calibration.points
    let said = calibration.bins.reduce(0) { $0 + $1.probability }
    let hits = calibration.bins.reduce(0) { $0 + $1.hits }
    let lean = said - Double(hits)
    let word =
      calibration.error < 0.02
      ? "What it says comes true"
      : lean > 0 ? "It says more than comes true" : "More comes true than it says"
    var line = LineChart(
      "Calibration",
      finding: "\(word): \(Digits.percent(calibration.error)) apart on average"
        + (before.map { "; without the temperature \(Digits.percent($0.error))" } ?? "") + ".",
      axes: ("probability", "share that came true"),
      lines: [LineChart.Line("Came true", points)]
        + (before.map {
          [LineChart.Line("Without the temperature", $0.points, series: 1, isDashed: true)]
        } ?? []))
    (line.x, line.y, line.diagonal) = (.shares, .shares, "exactly as said")
    let histogram = Histogram(probabilities + [0, 1], bins: 20).lowered(first: 1, last: 1)
    let sure = probabilities.count { $0 >= 0.95 || $0 <= 0.05 }
    return [
      line.chart,
      histogram.chart(
        "How sure it is",
        finding:
          "\(Digits.percent(Double(sure) / Double(probabilities.count), decimals: 0)) of rows "
          + "have a probability below 0.05 or above 0.95.",
        axes: (what.lowercasedFirst, "rows"), height: 200),
    ]
  }
}

extension Histogram {
  /// With less in the first and the last bin: what was put there to have the range.
  fileprivate func lowered(first: Int, last: Int) -> Histogram {
    var histogram = self
    histogram.counts[0] -= first
    histogram.counts[histogram.counts.count - 1] -= last
    return histogram
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
