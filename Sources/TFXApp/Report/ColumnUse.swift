import TFXCore
import TFXData
import TFXReport
import TFXTrain

/// How much a model needs each column of its table.
struct ColumnUse {
  /// What gets worse, such as `accuracy`.
  let measure: String
  /// What that is when nothing is shuffled, of the rows that are shuffled then.
  let value: Double
  /// How many rows were shuffled, and how often.
  let rowCount: Int
  let repeats: Int
  /// The columns that are needed most first.
  let columns: [Importance]

  /// - Parameters:
  ///   - budget: How many rows may be computed in all.
  ///   - rowLimit: How many rows are shuffled at most.
  /// - Returns: Nil if there are no columns to shuffle, or too few rows.
  init?(
    _ model: Sequential, _ preprocessing: Preprocessing, _ outcomes: Outcomes, _ verdict: Verdict,
    budget: Int, rowLimit: Int = 1_000
  ) throws {
    guard let reader = outcomes.reader,
      let permutation = Permutation(
        model, preprocessing, outcomes, budget: budget, rowLimit: rowLimit)
    else { return nil }
    let found = try permutation.importances(verdict.score) { outputs in
      let width = outputs.shape.withoutBatch.elementCount
      let values = outputs.scalars(as: Float.self)
      return (0..<outputs.shape[0]).map { reader.scores(values[$0 * width..<($0 + 1) * width]) }
    }
    measure = reader.form == .numbers ? "R²" : verdict.measure
    value = found.value
    (rowCount, repeats) = (permutation.rowCount, permutation.repeats)
    columns = found.columns.enumerated().sorted {
      ($1.element.loss, $0.offset) < ($0.element.loss, $1.offset)
    }.map(\.element)
  }

  var section: PageSection {
    Importance.section(columns, measure: measure, rows: rowCount, repeats: repeats)
  }
}
