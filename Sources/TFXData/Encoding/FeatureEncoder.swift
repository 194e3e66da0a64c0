package import TFXCore

/// How the columns of a table become the inputs of a model.
package struct FeatureEncoder: Codable, Hashable, Sendable {
  /// The columns in the order of their features.
  package let columns: [ColumnEncoder]

  /// The number of features.
  package var width: Int { columns.reduce(0) { $0 + $1.width } }

  /// A name for each feature.
  package var featureNames: [String] { columns.flatMap(\.featureNames) }

  /// The columns whose values must be read as they are written.
  package var textColumns: Set<String> { Set(columns.filter(\.readsText).map(\.column)) }

  /// Fits to `rows` of a table. Without a list of features every column that is not in `excluded`
  /// is one. Throws at the first value that does not fit.
  package static func fit(
    _ table: Table, rows: [Int], features: FeatureList?, excluding excluded: Set<String>
  ) throws(DataError) -> FeatureEncoder {
    let entries =
      features?.entries
      ?? table.columnNames.filter { !excluded.contains($0) }.map { FeatureList.Entry($0) }
    if entries.isEmpty { throw DataError(.noFeatures, file: table.file) }
    let columns = try table.requireColumns(entries.map(\.column))
    var encoders: [ColumnEncoder] = []
    for (entry, column) in zip(entries, columns) {
      encoders.append(try ColumnEncoder.fit(table, column, rows: rows, options: entry.options))
    }
    return FeatureEncoder(columns: encoders)
  }

  /// The features of `rows` as float32 [rows, ``width``]. Columns are found by name: their order
  /// and further columns don't matter.
  package func encode(_ table: Table, rows: [Int]) throws(DataError) -> Tensor {
    let columns = try table.requireColumns(self.columns.map(\.column))
    let width = width
    try FileBytes.checkFits(rows: rows.count, width: width, file: table.file)
    var output = [Float](repeating: 0, count: rows.count * width)
    var offset = 0
    for (encoder, column) in zip(self.columns, columns) {
      try encoder.encode(
        table, column, rows: rows, into: &output, stride: width, offset: offset)
      offset += encoder.width
    }
    return Tensor(output, shape: [rows.count, width])
  }
}

extension Table {
  /// The columns of the given names, in their order; throws with the names that are missing.
  func requireColumns(_ names: [String]) throws(DataError) -> [Column] {
    let byName = Dictionary(columns.map { ($0.name, $0) }) { first, _ in first }
    let missing = names.filter { byName[$0] == nil }
    if !missing.isEmpty {
      throw DataError(.missingColumns(missing, known: columnNames), file: file)
    }
    return names.compactMap { byName[$0] }
  }
}
