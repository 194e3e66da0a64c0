import TFXCore
import TFXData
import TFXReport
import TFXTrain

/// What a model says on average when one column takes one value after the other and all others stay as they
/// are: partial dependence ([Friedman 2001](https://doi.org/10.1214/aos/1013203451)).
struct Dependence {
  let model: Sequential
  let preprocessing: Preprocessing
  let outcomes: Outcomes

  private static let chartLimit = 6
  private static let rowLimit = 100
  private static let stepLimit = 12

  /// What is said for each of some values of a column.
  struct Curve {
    let column: String
    /// Numbers, in the column's own unit where that is known.
    let values: [Double]
    /// The categories; nil for numbers.
    let names: [String]?
    /// The mean scores for each value.
    let said: [[Double]]
    /// Whether the numbers are as the model gets them.
    let isScaled: Bool
  }

  /// - Parameter columns: The columns by their importance, the greatest first. Those of numbers are shown.
  func charts(_ columns: [String]) throws -> [Chart] {
    guard let reader = outcomes.reader else { return [] }
    var charts: [Chart] = []
    for name in columns where charts.count < Dependence.chartLimit {
      guard let curve = try curve(name, reader, ofNumbers: true) else { continue }
      charts.append(chart(curve, reader))
    }
    return charts
  }

  /// The curves of those columns that have one.
  func curves(_ columns: [String]) throws -> [Curve] {
    guard let reader = outcomes.reader else { return [] }
    return try columns.compactMap { try curve($0, reader, ofNumbers: false) }
  }

  /// Nil for a column of texts or dates, of too few values or rows, or of categories if only numbers are wanted.
  private func curve(_ name: String, _ reader: TruthReader, ofNumbers: Bool) throws -> Curve? {
    guard let encoder = preprocessing.features else { return nil }
    let known = outcomes.sample.filter { !$0.inputs.isEmpty }
    let count = min(known.count, Dependence.rowLimit)
    if count < 20 { return nil }
    let rows = (0..<count).map { known[$0 * known.count / count].inputs }
    var place = 0
    for column in encoder.columns {
      defer { place += column.width }
      if column.column != name { continue }
      switch column.encoding {
      case .number(let encoding):
        let values = Dependence.steps(known.map { $0.inputs[place] })
        if values.count < 3 { return nil }
        return Curve(
          column: name,
          values: Dependence.rounded(
            values.map { encoding.number(of: Double($0)) ?? Double($0) }),
          names: nil,
          said: try said(rows, values.map { [$0] }, place, width: encoder.width, reader),
          isScaled: encoding.number(of: 0) == nil || column.transform != nil)
      case .category where !ofNumbers:
        // A feature for each of them; else a number would have to be taken apart again.
        let names = column.featureNames
        guard names.count == column.width, column.width > 1 else { return nil }
        let shown = names.indices.filter { feature in
          known.contains { $0.inputs[place + feature] > 0.5 }
        }
        let patches = shown.map { one in names.indices.map { $0 == one ? Float(1) : 0 } }
        return Curve(
          column: name, values: shown.map { Double($0) },
          names: shown.map { String(names[$0].dropFirst(name.count + 1)) },
          said: try said(rows, patches, place, width: encoder.width, reader), isScaled: false)
      default: return nil
      }
    }
    return nil
  }

  /// Numbers that went through scaled float32s, in which six digits of the greatest are what is left: a 0 is one
  /// again.
  private static func rounded(_ values: [Double]) -> [Double] {
    let greatest = values.map { abs($0) }.max() ?? 0
    var power = 1.0
    while greatest > 0, greatest * power < 100_000, power < 1e12 { power *= 10 }
    return values.map { ($0 * power).rounded() / power }
  }

  /// Some values of a column, as many rows apart from each other.
  private static func steps(_ values: [Float]) -> [Float] {
    let sorted = values.sorted()
    var steps: [Float] = []
    for step in 0..<stepLimit {
      let value = sorted[step * (sorted.count - 1) / (stepLimit - 1)]
      if steps.last != value { steps.append(value) }
    }
    return steps
  }

  /// The mean scores where the features from one on are each of some values.
  private func said(
    _ rows: [[Float]], _ values: [[Float]], _ feature: Int, width: Int, _ reader: TruthReader
  ) throws -> [[Double]] {
    try values.map { value in
      let changed = rows.map { row in
        var row = row
        for start in stride(from: 0, to: row.count, by: width) {
          for (offset, number) in value.enumerated() { row[start + feature + offset] = number }
        }
        return row
      }
      let outputs = try model.predict(
        Tensor(
          Array(changed.joined()), shape: Shape(preprocessing.sampleShape).batched(rows.count)))
      let size = outputs.shape.withoutBatch.elementCount
      let scalars = outputs.scalars(as: Float.self)
      var means: [Double] = []
      for row in 0..<rows.count {
        let scores = reader.scores(scalars[row * size..<(row + 1) * size])
        if means.isEmpty { means = scores.map { _ in 0 } }
        for (index, score) in scores.enumerated() { means[index] += Double(score) }
      }
      return means.map { $0 / Double(rows.count) }
    }
  }

  /// What an output is called.
  func name(of output: Int, _ reader: TruthReader) -> String {
    if reader.names.indices.contains(output) { return reader.names[output] }
    let targets = preprocessing.targetColumns
    return targets.indices.contains(output) ? targets[output] : "output \(output + 1)"
  }

  /// Of two classes the second says all; of many, those outputs that change most.
  func shown(_ said: [[Double]], _ reader: TruthReader, limit: Int) -> [Int] {
    let all = Array(0..<(said.first?.count ?? 0))
    if reader.names.count == 2 && reader.form != .labels { return [1] }
    return all.sorted {
      (Dependence.range(said, $1), $0) < (Dependence.range(said, $0), $1)
    }.prefix(limit).sorted()
  }

  private static func range(_ said: [[Double]], _ output: Int) -> Double {
    (said.map { $0[output] }.max() ?? 0) - (said.map { $0[output] }.min() ?? 0)
  }

  private func chart(_ curve: Curve, _ reader: TruthReader) -> Chart {
    let (column, values, said) = (curve.column, curve.values, curve.said)
    let shown = self.shown(said, reader, limit: 3)
    let name = { (index: Int) in self.name(of: index, reader) }
    let range = { (index: Int) in Dependence.range(said, index) }
    let most = shown.max { (range($0), $1) < (range($1), $0) } ?? 0
    let ends = (said.first?[most] ?? .nan, said.last?[most] ?? .nan)
    let what = reader.names.isEmpty ? "Predicted" : "Probability of"
    var chart = LineChart(
      Digits.shortened(column, 32),
      finding: "\(what) “\(Digits.shortened(name(most), 24))”: \(Digits.text(ends.0)) at its least "
        + "value, \(Digits.text(ends.1)) at its greatest.",
      axes: (
        Digits.shortened(column, 24) + (curve.isScaled ? ", as the model gets it" : ""),
        reader.names.isEmpty ? "mean prediction" : "mean probability"
      ),
      lines: shown.enumerated().map { series, index in
        LineChart.Line(
          Digits.shortened(name(index), 24), zip(values, said).map { ($0, $1[index]) },
          series: series)
      })
    if !reader.names.isEmpty && outcomes.areProbabilities { chart.y = .shares }
    chart.hasNumbers = false
    return chart.chart
  }
}
