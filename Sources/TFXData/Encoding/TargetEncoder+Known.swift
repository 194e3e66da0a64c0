import TFXCore

/// What becomes of targets that cannot be made.
struct UnknownTargets {
  /// The samples that have one, by their numbers from 0; nil where that is an error.
  private(set) var samples: Set<Int>?

  /// They are errors.
  static let refused = UnknownTargets(samples: nil)
  /// They are told, and zeros.
  static let kept = UnknownTargets(samples: [])

  var areKept: Bool { samples != nil }

  /// Adds a sample.
  mutating func add(_ sample: Int, _ error: DataError) throws(DataError) {
    if samples == nil { throw error }
    samples?.insert(sample)
  }

  mutating func keep(_ sample: Int) { samples?.insert(sample) }
}

/// Targets of which some are not known: zeros, for which is told what stands in the target's columns.
typealias KnownTargets = (targets: Tensor, unknown: [Int: [String?]])

extension TargetEncoder {
  /// The targets of rows of a table as it was read, where nobody says that there must be any.
  ///
  /// - Parameter rows: Nil for one that does not exist.
  /// - Returns: Nil if the table has not all of the target's columns.
  func known(_ table: Table, rows: [Int?]) throws(DataError) -> KnownTargets? {
    let found = columns.compactMap { table.column(named: $0) }
    if found.isEmpty || found.count < columns.count { return nil }
    var unknown = UnknownTargets.kept
    // A row that is there stands for one that is not.
    let targets = try encode(
      try transformedIfTaken(table, found), rows: rows.map { $0 ?? 0 }, &unknown)
    for (sample, row) in rows.enumerated() where row == nil { unknown.keep(sample) }
    var texts: [Int: [String?]] = [:]
    for sample in unknown.samples ?? [] {
      texts[sample] = found.map { column in rows[sample].flatMap { column.text(at: $0) } }
    }
    return (targets, texts)
  }

  /// The target's columns transformed, in which values that a step cannot take are missing.
  private func transformedIfTaken(
    _ table: Table, _ columns: [Column]
  ) throws(DataError) -> Table {
    if transform == nil { return table }
    if let whole = try? transformed(table) { return whole }
    let taken = columns.map { column in
      let refused = refused(column, table, 0..<table.rowCount)
      let isNumeric = column.isNumeric
      return Column(
        column.name, position: column.position,
        .texts((0..<column.count).map { refused.contains($0) ? nil : column.text(at: $0) }),
        syntax: isNumeric ? .plain : column.syntax)
    }
    return try transformed(table.with(taken))
  }

  /// The rows whose value a step cannot take: all are tried at once, then their halves.
  private func refused(_ column: Column, _ table: Table, _ rows: Range<Int>) -> Set<Int> {
    if rows.isEmpty { return [] }
    let own = Column(
      column.name, position: column.position, .texts(rows.map { column.text(at: $0) }),
      syntax: column.isNumeric ? .plain : column.syntax)
    let part = Table(file: table.file, columns: [own], lines: rows.map { table.lines[$0] })
    let result = Result { () throws(DataError) in try transformed(part) }
    if case .success = result { return [] }
    if rows.count == 1 { return [rows.lowerBound] }
    let middle = rows.lowerBound + rows.count / 2
    return refused(column, table, rows.lowerBound..<middle)
      .union(refused(column, table, middle..<rows.upperBound))
  }

  /// The targets of labels of which some may be none of the training.
  func known(labels: Tensor, file: String) throws(DataError) -> KnownTargets {
    guard let classNames, labels.shape.rank == 1 else {
      return (try encode(labels: labels, file: file), [:])
    }
    var unknown: [Int: [String?]] = [:]
    let classes = labels.doubles().enumerated().map { sample, label in
      if let place = Int(exactly: label), classNames.indices.contains(place) { return place }
      unknown[sample] = [Column.text(of: label)]
      return 0
    }
    return (try tensor(classes, classCount: classNames.count, file: file), unknown)
  }
}
