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
  package var textColumns: [String] { columns.filter(\.readsText).map(\.column) }

  /// The transforms of a table's columns, which come before encoding.
  var transform: TableTransform { TableTransform(columns.map { ($0.column, $0.transform) }) }

  /// Fits to `rows` of a transformed table. Without a list of features every column that is not in
  /// `excluded` is one. Throws at the first value that does not fit.
  package static func fit(
    _ table: Table, rows: [Int], features: FeatureList?, excluding excluded: [String]
  ) throws(DataError) -> FeatureEncoder {
    var fitter = FeatureFitter(features, of: table.columnNames, excluding: excluded)
    try fitter.add(table, rows: rows)
    return try fitter.finish()
  }

  /// Bytes of a block of rows, which stays in the cache.
  private static let blockByteCount = 1 << 20

  /// The features of `rows` of a transformed table as float32 [rows, ``width``]. Columns are found by
  /// name: their order and further columns don't matter.
  package func encode(_ table: Table, rows: [Int]) throws(DataError) -> Tensor {
    let columns = try table.requireColumns(self.columns.map(\.column))
    let width = width
    try FileBytes.checkFits(rows: rows.count, width: width, file: table.file)
    // Threads take blocks of rows, which are written to while they are in the cache.
    let blockSize = max(16, min(2_048, FeatureEncoder.blockByteCount / (4 * max(width, 1))))
    let blockCount = (rows.count + blockSize - 1) / blockSize
    var mistakes: [[Int: Mistakes]] = []
    let output = Tensor(shape: [rows.count, width], dtype: .float32) { bytes in
      nonisolated(unsafe) let output = bytes.bindMemory(to: Float.self)
      mistakes = DataThreads.map(blockCount) { block in
        let start = block * blockSize
        let blockRows = rows[start..<min(start + blockSize, rows.count)]
        var found: [Int: Mistakes] = [:]
        var offset = 0
        for (index, encoder) in self.columns.enumerated() {
          var rest = blockRows
          while !rest.isEmpty {
            do throws(DataError) {
              try encoder.encode(
                table, columns[index], rows: rest,
                into: output.baseAddress! + (rest.startIndex * width + offset), stride: width)
              break
            } catch {
              // The rows behind it may have mistakes too.
              found[index, default: Mistakes()].add(error)
              guard let place = error.tableRow.flatMap({ rest.firstIndex(of: $0) }) else { break }
              rest = rest[(place + 1)...]
            }
          }
          offset += encoder.width
        }
        return found
      }
    }
    if mistakes.contains(where: { !$0.isEmpty }) {
      // Column by column, wherever the blocks end.
      var all = Mistakes()
      for column in columns.indices {
        for case let found? in mistakes.map({ $0[column] }) { all.add(found, below: 0) }
      }
      try all.throwIfAny()
    }
    return output
  }
}

/// Fits the encoders of features to transformed tables, block by block.
struct FeatureFitter {
  private let names: [String]
  private var columns: [ColumnFitter]

  /// Without a list of features all `names` but those that are excluded are features.
  init(_ features: FeatureList?, of names: [String], excluding excluded: [String]) {
    let entries =
      features?.entries
      ?? names.filter { name in !excluded.contains { $0.isWritten(name) } }
      .map { FeatureList.Entry($0) }
    self.names = entries.map(\.column)
    columns = entries.map { ColumnFitter($0.options) }
  }

  /// Adds the values of `rows`, each column by a thread.
  mutating func add(_ table: Table, rows: [Int]) throws(DataError) {
    if names.isEmpty { throw DataError(.noFeatures, file: table.file) }
    let found = try table.requireColumns(names)
    var errors: [DataError?] = []
    // Each in its place: a copy of a million categories would cost more than a block of rows.
    columns.withUnsafeMutableBufferPointer { columns in
      nonisolated(unsafe) let columns = columns
      errors = DataThreads.map(columns.count) { index in
        do throws(DataError) {
          try columns[index].add(table, found[index], rows: rows)
        } catch {
          return error
        }
        return nil
      }
    }
    var mistakes = Mistakes()
    for case let error? in errors { mistakes.add(error) }
    try mistakes.throwIfAny()
  }

  /// The encoders of all features.
  func finish() throws(DataError) -> FeatureEncoder {
    var encoders: [ColumnEncoder] = []
    var mistakes = Mistakes()
    for column in columns {
      do throws(DataError) {
        encoders.append(try column.finish())
      } catch {
        mistakes.add(error)
      }
    }
    try mistakes.throwIfAny()
    return FeatureEncoder(columns: encoders)
  }
}

extension Table {
  /// The columns of the given names, in their order; throws with the names that are missing.
  func requireColumns(_ names: [String]) throws(DataError) -> [Column] {
    let byName = Dictionary(columns.map { (ExactText($0.name), $0) }) { first, _ in first }
    let missing = names.filter { byName[ExactText($0)] == nil }
    if !missing.isEmpty {
      throw DataError(.missingColumns(missing, known: columnNames), file: file)
    }
    return names.compactMap { byName[ExactText($0)] }
  }
}
