import TFXCore

extension Table {
  /// The rows of several tables of the same columns, one behind the other: those of several files,
  /// or of the parts of one.
  init(joining tables: [Table]) {
    let first = tables[0]
    let count = tables.reduce(0) { $0 + $1.rowCount }
    let others = tables.map { $0.ordered(as: first.columnNames) }
    let columns = DataThreads.map(first.columns.count) { place in
      Column(joining: others.map { $0.columns[place] }, count: count, like: first.columns[place])
    }
    var further: [FurtherFile] = []
    var row = first.rowCount
    for (before, table) in zip(tables, tables.dropFirst()) {
      defer { row += table.rowCount }
      if table.file == before.file { continue }
      let positions = table.columns.map { (ExactText($0.name), $0.position) }
      further.append(
        FurtherFile(
          file: table.file, firstRow: row, positions: Dictionary(positions) { first, _ in first }))
    }
    self.init(
      file: first.file, columns: columns, lines: tables.flatMap(\.lines),
      headerLine: first.headerLine, rowNames: first.rowNames, further: further)
  }

  /// The same rows with their columns in the order of names.
  func ordered(as names: [String]) -> Table {
    if columns.count == names.count, zip(columns, names).allSatisfy({ $0.name.isWritten($1) }) {
      return self
    }
    let byName = Dictionary(columns.map { (ExactText($0.name), $0) }) { first, _ in first }
    return with(names.compactMap { byName[ExactText($0)] })
  }

  /// The columns that are numbers in some tables and texts in others.
  static func mixedColumns(_ tables: [Table]) -> [String] {
    var numeric: Set<ExactText> = []
    var texts: Set<ExactText> = []
    for column in tables.flatMap(\.columns) {
      if column.isNumeric {
        numeric.insert(ExactText(column.name))
      } else {
        texts.insert(ExactText(column.name))
      }
    }
    return numeric.intersection(texts).map(\.text)
  }

  /// Whether one of the named columns is numbers.
  func hasNumbers(among names: [String]) -> Bool {
    columns.contains { column in
      column.isNumeric && names.contains { $0.isWritten(column.name) }
    }
  }
}

extension Column {
  /// The values of columns of one kind, one behind the other.
  fileprivate init(joining columns: [Column], count: Int, like first: Column) {
    guard first.isNumeric else {
      var texts: [String?] = []
      texts.reserveCapacity(count)
      for column in columns {
        if case .texts(let values) = column.values { texts += values }
      }
      self.init(
        first.name, position: first.position, .texts(texts), syntax: first.syntax,
        missingWord: columns.lazy.compactMap(\.missingWord).first)
      return
    }
    let storage = NumberStorage(capacity: count)
    var floats: [Int: Float] = [:]
    var row = 0
    for column in columns {
      guard case .numbers(let numbers) = column.values else {
        preconditionFailure("'\(first.name)' is of numbers and of texts")
      }
      numbers.withUnsafeValues { values in
        guard let base = values.baseAddress else { return }
        (storage.base + row).initialize(from: base, count: values.count)
      }
      for (place, float) in numbers.floats { floats[row + place] = float }
      row += numbers.count
    }
    self.init(
      first.name, position: first.position,
      .numbers(Numbers(storage, count: count, floats: floats)), syntax: first.syntax,
      code: columns.lazy.compactMap(\.code).first)
  }
}
