import TFXCore
import TFXData
import TFXReport
import TFXTrain

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How much worse a model gets when a column's values are shuffled among rows: permutation importance
/// (Breiman 2001), as
/// [scikit-learn](https://scikit-learn.org/stable/modules/permutation_importance.html) reckons it.
struct Permutation {
  private let model: Sequential
  private let rows: [Outcomes.Row]
  private let columns: [(name: String, features: Range<Int>)]
  private let width: Int
  private let shape: [Int]
  let repeats: Int

  var rowCount: Int { rows.count }

  /// - Parameters:
  ///   - budget: How many rows may be computed in all.
  ///   - rowLimit: How many rows are shuffled at most.
  init?(
    _ model: Sequential, _ preprocessing: Preprocessing, _ outcomes: Outcomes, budget: Int,
    rowLimit: Int
  ) {
    guard let encoder = preprocessing.features, encoder.columns.count > 1,
      encoder.columns.count <= 200
    else { return nil }
    var columns: [(name: String, features: Range<Int>)] = []
    var place = 0
    for column in encoder.columns {
      columns.append((column.column, place..<place + column.width))
      place += column.width
    }
    width = place
    shape = preprocessing.sampleShape
    self.columns = columns
    self.model = model
    let known = outcomes.sample.filter { !$0.inputs.isEmpty && $0.truth != nil }
    let each = budget / columns.count
    repeats = max(3, min(10, each / max(min(known.count, rowLimit), 1)))
    let count = min(known.count, rowLimit, each / repeats)
    // Spread over all: rows may come in an order that means something.
    rows = (0..<max(count, 0)).map { known[$0 * known.count / count] }
    if rows.count < 20 { return nil }
  }

  /// - Parameter measure: How good what was said is, of the scores of all rows; more is better.
  func importances(
    _ measure: ([Outcomes.Row], [[Float]]) -> Double, _ scores: (Tensor) -> [[Float]]
  ) throws -> (value: Double, columns: [Importance]) {
    let inputs = rows.map(\.inputs)
    let base = measure(rows, scores(try predict(inputs)))
    let importances = try columns.enumerated().map { index, column in
      var losses: [Double] = []
      for turn in 0..<repeats {
        var random = SplitMix(model.seed &* 1_000_003 &+ UInt64(index * 100 + turn))
        let order = random.permutation(of: rows.count)
        var shuffled = inputs
        for (row, other) in order.enumerated() {
          for start in stride(from: 0, to: inputs[row].count, by: width) {
            for feature in column.features {
              shuffled[row][start + feature] = inputs[other][start + feature]
            }
          }
        }
        losses.append(base - measure(rows, scores(try predict(shuffled))))
      }
      let mean = losses.reduce(0, +) / Double(losses.count)
      let variance = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let error = (variance / Double(losses.count * (losses.count - 1))).squareRoot()
      // Student's t for so few: 4.30 for three shuffles, 2.26 for ten.
      let half = Permutation.quantile(losses.count - 1) * error
      return Importance(column: column.name, loss: mean, interval: (mean - half)...(mean + half))
    }
    return (base, importances)
  }

  private func predict(_ inputs: [[Float]]) throws -> Tensor {
    try model.predict(Tensor(Array(inputs.joined()), shape: Shape(shape).batched(inputs.count)))
  }

  /// The 97.5th percentile of Student's distribution.
  private static func quantile(_ degrees: Int) -> Double {
    let table = [12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262]
    return table[min(max(degrees, 1), table.count) - 1]
  }
}
