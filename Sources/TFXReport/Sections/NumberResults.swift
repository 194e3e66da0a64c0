/// Predictions of a number beside what it is.
package struct NumberResults {
  /// The number's name.
  package var name: String
  /// Some rows: what they are and what was said.
  package var truths: [Double]
  package var predictions: [Double]
  /// Of all rows.
  package var count: Int
  package var meanAbsoluteError: Double
  package var rootMeanSquaredError: Double
  /// 1 − Σ(y − ŷ)² ÷ Σ(y − ȳ)².
  package var r2: Double
  /// What a linear model makes of these rows.
  package var linear: [Double]?
  /// The last values of these windows.
  package var last: [Double]?
  /// The part of the truths that should lie below what is said, if that is what was learned.
  package var quantile: Double?

  package init(
    name: String, truths: [Double], predictions: [Double], count: Int, meanAbsoluteError: Double,
    rootMeanSquaredError: Double, r2: Double
  ) {
    self.name = name
    self.truths = truths
    self.predictions = predictions
    self.count = count
    self.meanAbsoluteError = meanAbsoluteError
    self.rootMeanSquaredError = rootMeanSquaredError
    self.r2 = r2
  }

  /// More points than these are not drawn.
  package var pointLimit = 1_000

  private var shown: [(truth: Double, prediction: Double)] {
    Array(zip(truths, predictions).prefix(pointLimit))
  }

  private static func cells(_ name: String, _ errors: NumberErrors) -> [String] {
    [
      name, Digits.text(errors.meanAbsolute), Digits.text(errors.rootMeanSquare),
      Digits.text(errors.r2), Digits.percent(errors.meanPercentage),
    ]
  }

  package var blocks: [Block] {
    let errors = zip(predictions, truths).map { $0 - $1 }
    let mean = errors.reduce(0, +) / Double(max(errors.count, 1))
    let lean =
      abs(mean) < 0.1 * meanAbsoluteError
      ? "Errors lie on both sides alike"
      : "It says too \(mean > 0 ? "much" : "little") on the whole"
    let own = Digits.shortened(name, 24)
    let charts = [
      ScatterChart(
        "Predicted and true",
        finding: "R² \(Digits.text(r2)): what share of the variance is explained.",
        axes: ("true \(own)", "predicted"), points: shown.map { ($0.truth, $0.prediction) },
        line: (.equal, "exactly right")
      ).chart,
      ScatterChart(
        "Errors", finding: "\(lean): \(signed(mean)) on average.",
        axes: ("predicted \(own)", "predicted − true"),
        points: shown.map { ($0.prediction, $0.prediction - $0.truth) }, line: (.zero, "no error")
      ).chart,
      Histogram(errors).chart(
        "How large errors are",
        finding:
          "Half of all rows are off by \(Digits.text(median(errors.map { abs($0) }))) or less.",
        axes: ("predicted − true", "rows"), mark: (0, "no error"), height: 240),
    ]
    let measures = PageTable(
      "Errors of \(own) beside those of simpler predictions",
      [
        PageTable.Column("Prediction"), PageTable.Column("Mean absolute error", .number),
        PageTable.Column("Root mean square", .number), PageTable.Column("R²", .number),
        PageTable.Column("Mean percentage", .number),
      ],
      [
        [
          "This model", Digits.text(meanAbsoluteError), Digits.text(rootMeanSquaredError),
          Digits.text(r2), Digits.percent(NumberErrors(truths, predictions).meanPercentage),
        ]
      ]
        + [("A linear model", linear), ("The last value again", last)].compactMap { name, said in
          said.map { NumberResults.cells(name, NumberErrors(truths, $0)) }
        } + [NumberResults.cells("Always the mean", NumberErrors.ofMean(truths))])
    return [.table(measures)] + (coverage.map { [.note($0)] } ?? []) + [.charts(charts)]
      + (quantiles.map { [.table($0)] } ?? [])
  }

  /// A row for each of several numbers.
  package static func table(_ results: [NumberResults]) -> PageTable {
    PageTable(
      "Each number",
      [
        PageTable.Column("Number"), PageTable.Column("R²", .number),
        PageTable.Column("Mean absolute error", .number),
        PageTable.Column("Always the mean", .number),
        PageTable.Column("A linear model", .number),
      ],
      results.map { result in
        [
          Digits.shortened(result.name), Digits.text(result.r2),
          Digits.text(result.meanAbsoluteError),
          Digits.text(NumberErrors.ofMean(result.truths).meanAbsolute),
          result.linear.map { Digits.text(NumberErrors(result.truths, $0).meanAbsolute) } ?? "–",
        ]
      })
  }

  /// How many truths lie below what is said, beside how many should.
  private var coverage: String? {
    guard let quantile, !truths.isEmpty else { return nil }
    let below = zip(truths, predictions).count { $0 <= $1 }
    let interval = Interval.wilson(below, of: truths.count)
    let share = Double(below) / Double(truths.count)
    return "\(Digits.percent(share)) of the truths (\(Digits.percent(interval.lowerBound)) to "
      + "\(Digits.percent(interval.upperBound))) lie at or below what is said, and "
      + "\(Digits.percent(quantile)) should: that is "
      + (interval.contains(quantile) ? "within" : "outside of") + " the interval."
  }

  private func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + Digits.text(value) }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
  }

  /// The errors of rows by the size of the truth.
  private var quantiles: PageTable? {
    let order = truths.indices.sorted { (truths[$0], $0) < (truths[$1], $1) }
    let parts = 5
    guard order.count >= 10 * parts else { return nil }
    let rows = (0..<parts).map { part in
      let rows = order[part * order.count / parts..<(part + 1) * order.count / parts]
      let errors = rows.map { predictions[$0] - truths[$0] }
      let low = truths[rows.first ?? 0]
      let high = truths[rows.last ?? 0]
      return [
        "\(Digits.text(low)) to \(Digits.text(high))", Digits.count(rows.count),
        Digits.text(errors.reduce(0) { $0 + abs($1) } / Double(rows.count)),
        signed(errors.reduce(0, +) / Double(rows.count)),
      ]
    }
    return PageTable(
      "Errors by how large \(Digits.shortened(name, 24)) is",
      [
        PageTable.Column("True \(Digits.shortened(name, 24))"), PageTable.Column("Rows", .number),
        PageTable.Column("Mean absolute error", .number), PageTable.Column("Mean error", .number),
      ], rows)
  }
}
