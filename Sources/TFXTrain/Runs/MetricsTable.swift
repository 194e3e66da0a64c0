public import TFXCore

/// What a run's `metrics.csv` holds: a row an epoch.
public struct MetricsTable: Hashable, Sendable {
  /// The columns: `epoch`, `step`, the loss and the metrics, `learning_rate`, `samples_per_second`,
  /// `elapsed_seconds`.
  public let names: [String]
  /// A value for each column, nil where the epoch has none.
  public let rows: [[Double?]]

  /// Reads a file. A last row that is not ended, such as one that is being written, is left out.
  public init(_ path: String) throws(FileError) {
    let text = String(decoding: try FileAccess.read(path), as: UTF8.self)
    let whole = text.lastIndex(of: "\n").map { text[..<$0] } ?? ""
    let lines = whole.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    names = (lines.first ?? []).map(String.init)
    let count = names.count
    rows = lines.dropFirst().filter { $0.count == count }.map { $0.map { Double($0) } }
  }

  /// The values of a column, an epoch after the other; empty if there is none of that name.
  public subscript(name: String) -> [Double?] {
    guard let column = names.firstIndex(of: name) else { return [] }
    return rows.map { $0[column] }
  }

  /// The value of a column in a row.
  public subscript(name: String, row: Int) -> Double? {
    names.firstIndex(of: name).flatMap { rows[row][$0] }
  }

  /// The names of loss and metrics.
  public var measurements: [String] { Array(names.dropFirst(2).dropLast(3)) }
}
