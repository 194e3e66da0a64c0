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

  /// - Parameter columns: The columns by their importance, the greatest first. Those of numbers are shown.
  func charts(_ columns: [String]) throws -> [Chart] {
    guard let encoder = preprocessing.features, let reader = outcomes.reader else { return [] }
    let known = outcomes.sample.filter { !$0.inputs.isEmpty }
    let count = min(known.count, Dependence.rowLimit)
    if count < 20 { return [] }
    let rows = (0..<count).map { known[$0 * known.count / count].inputs }
    var charts: [Chart] = []
    for name in columns where charts.count < Dependence.chartLimit {
      var place = 0
      for column in encoder.columns {
        defer { place += column.width }
        guard column.column == name, case .number(let encoding) = column.encoding else { continue }
        let values = Dependence.steps(known.map { $0.inputs[place] })
        if values.count < 3 { continue }
        let said = try said(rows, values, place, width: encoder.width, reader)
        charts.append(
          chart(
            name, values.map { encoding.number(of: Double($0)) ?? Double($0) }, said, reader,
            isScaled: encoding.number(of: 0) == nil || column.transform != nil))
      }
    }
    return charts
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

  /// The mean scores for each value.
  private func said(
    _ rows: [[Float]], _ values: [Float], _ feature: Int, width: Int, _ reader: TruthReader
  ) throws -> [[Double]] {
    try values.map { value in
      let changed = rows.map { row in
        var row = row
        for start in stride(from: 0, to: row.count, by: width) { row[start + feature] = value }
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

  private func chart(
    _ column: String, _ values: [Double], _ said: [[Double]], _ reader: TruthReader,
    isScaled: Bool
  ) -> Chart {
    let count = said.first?.count ?? 0
    let range = { (index: Int) in
      (said.map { $0[index] }.max() ?? 0) - (said.map { $0[index] }.min() ?? 0)
    }
    // Of two classes the second says all; of many, those that change most.
    var shown = reader.names.count == 2 && reader.form != .labels ? [1] : Array(0..<count)
    shown = shown.sorted { (range($1), $0) < (range($0), $1) }.prefix(3).sorted()
    let name = { (index: Int) -> String in
      if reader.names.indices.contains(index) { return reader.names[index] }
      let targets = preprocessing.targetColumns
      return targets.indices.contains(index) ? targets[index] : "output \(index + 1)"
    }
    let most = shown.max { (range($0), $1) < (range($1), $0) } ?? 0
    let ends = (said.first?[most] ?? .nan, said.last?[most] ?? .nan)
    let what = reader.names.isEmpty ? "Predicted" : "Probability of"
    var chart = LineChart(
      Digits.shortened(column, 32),
      finding: "\(what) “\(Digits.shortened(name(most), 24))”: \(Digits.text(ends.0)) at its least "
        + "value, \(Digits.text(ends.1)) at its greatest.",
      axes: (
        Digits.shortened(column, 24) + (isScaled ? ", as the model gets it" : ""),
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
