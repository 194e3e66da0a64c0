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

  /// Fits to `rows` of a table. Without a list of features every column that is not in `excluded` is
  /// one. Throws at the first value that does not fit.
  package static func fit(
    _ table: Table, rows: [Int], features: FeatureList?, excluding excluded: [String]
  ) throws(DataError) -> FeatureEncoder {
    var plan = FeaturePlan(
      try .resolved(features, among: table.columnNames, excluding: excluded, file: table.file))
    try plan.recognize(table)
    var fitter = plan.fitter(sketchSize: nil)
    try fitter.add(TableTransform(plan.features).apply(table), rows: rows)
    return try fitter.finish().encoder
  }

  /// Bytes of a block of rows, which stays in the cache.
  private static let blockByteCount = 1 << 20

  /// The features of `rows` of a transformed table as float32 [rows, ``width``]. Columns are found by
  /// name: their order and further columns don't matter. What is not like the training part is added
  /// to `drift`.
  package func encode(
    _ table: Table, rows: [Int], drift: Drift? = nil
  ) throws(DataError) -> Tensor {
    let columns = try table.requireColumns(self.columns.map(\.column))
    let width = width
    try FileBytes.checkFits(rows: rows.count, width: width, file: table.file)
    // Threads take blocks of rows, which are written to while they are in the cache.
    let blockSize = max(16, min(2_048, FeatureEncoder.blockByteCount / (4 * max(width, 1))))
    let blockCount = (rows.count + blockSize - 1) / blockSize
    var blocks: [(drift: [ColumnDrift], mistakes: [Int: Mistakes])] = []
    let output = Tensor(shape: [rows.count, width], dtype: .float32) { bytes in
      nonisolated(unsafe) let output = bytes.bindMemory(to: Float.self)
      blocks = DataThreads.map(blockCount) { block in
        let start = block * blockSize
        let blockRows = rows[start..<min(start + blockSize, rows.count)]
        var drift = [ColumnDrift](repeating: ColumnDrift(), count: columns.count)
        var mistakes: [Int: Mistakes] = [:]
        var offset = 0
        for (index, encoder) in self.columns.enumerated() {
          var rest = blockRows
          while !rest.isEmpty {
            do throws(DataError) {
              try encoder.encode(
                table, columns[index], rows: rest,
                into: output.baseAddress! + (rest.startIndex * width + offset), stride: width,
                &drift[index])
              break
            } catch {
              // The rows behind it may have mistakes too.
              mistakes[index, default: Mistakes()].add(error)
              guard let place = error.tableRow.flatMap({ rest.firstIndex(of: $0) }) else { break }
              rest = rest[(place + 1)...]
            }
          }
          offset += encoder.width
        }
        return (drift, mistakes)
      }
    }
    if blocks.contains(where: { !$0.mistakes.isEmpty }) {
      // Column by column, wherever the blocks end.
      var all = Mistakes()
      for (index, column) in columns.enumerated() {
        var own = Mistakes()
        for case let found? in blocks.map({ $0.mistakes[index] }) { own.add(found, below: 0) }
        own.tell(about: column)
        all.add(own, below: 0)
      }
      try all.throwIfAny()
    }
    drift?.add(blocks.map(\.drift), table, columns)
    return output
  }
}

/// Fits the encoders of features to transformed tables, block by block.
struct FeatureFitter {
  private let features: FeatureList
  private let notes: [FittedColumns.Note]
  private var columns: [ColumnFitter]

  /// Fitters of columns of which `notes` are known already.
  init(_ features: FeatureList, notes: [FittedColumns.Note], sketchSize: Int?) {
    self.features = features
    self.notes = notes
    columns = features.entries.map { ColumnFitter($0.options, sketchSize: sketchSize) }
  }

  /// Adds the values of `rows`, each column by a thread.
  mutating func add(_ table: Table, rows: [Int]) throws(DataError) {
    if columns.isEmpty { throw DataError(.noFeatures, file: table.file) }
    let found = try table.requireColumns(features.entries.map(\.column))
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
  func finish() throws(DataError) -> FittedColumns {
    var encoders: [ColumnEncoder] = []
    var entries: [FeatureList.Entry] = []
    var notes = notes
    // The first column of each sequence of values.
    var first: [UInt64: Int] = [:]
    var mistakes = Mistakes()
    for column in columns {
      guard let fitted = mistakes.catching({ () throws(DataError) in try column.finish() })
      else { continue }
      let index = encoders.count
      let name = fitted.encoder.column
      notes += fitted.notes.map { FittedColumns.Note(name, $0) }
      if let sequence = fitted.sequence, fitted.encoder.summary.rows > 1 {
        if let other = first[sequence], encoders[other].hasSameValues(as: fitted.encoder) {
          notes.append(.init(name, .equal(to: encoders[other].column)))
        } else if !fitted.notes.contains(where: \.isConstant) {
          first[sequence] = index
        }
      }
      encoders.append(fitted.encoder)
      entries.append(FeatureList.Entry(name, fitted.options))
    }
    try mistakes.throwIfAny()
    return FittedColumns(
      encoder: FeatureEncoder(columns: encoders), features: FeatureList(entries), notes: notes)
  }
}

extension ColumnEncoder {
  /// Whether a column of the same sequence of values has the same values.
  fileprivate func hasSameValues(as other: ColumnEncoder) -> Bool {
    if summary != other.summary { return false }
    return switch (encoding, other.encoding) {
    case (.number, .number): true
    case (.category(let first), .category(let second)): first.categories == second.categories
    default: false
    }
  }
}

extension Mistakes {
  /// Says of texts among numbers what other values of the column are, for which all are counted.
  fileprivate mutating func tell(about column: Column) {
    if isEmpty { return }
    var counts: (numbers: Int, texts: Int)?
    update { error in
      guard case .expectedNumber(let found, _, _) = error.kind else { return }
      let (numbers, texts) = counts ?? (column.numberCount, column.textCount)
      counts = (numbers, texts)
      error.kind = .expectedNumber(
        found: found, mostAreNumbers: numbers > texts, isShifted: numbers == 0 && texts > 1)
    }
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
