import TFXCore

/// The fitting of all encoders in one pass over a CSV file.
struct StreamedFit {
  /// What was fitted.
  let preprocessing: Preprocessing
  /// How many rows each part has.
  let counts: [DataError.Part: Int]

  /// Fits to the training rows of `table`. Columns are taken for numbers until a text comes, and
  /// then read again from the start.
  init(
    _ table: StreamedTable, _ config: DataConfig, _ kind: TargetKind, _ draw: RowDraw
  ) throws(DataError) {
    guard let target = config.target else {
      throw DataError(.noTarget, file: table.header.file)
    }
    let excluded = Set([target.column, config.id].compactMap { $0 })
    let entries =
      config.features?.entries
      ?? table.header.names.filter { !excluded.contains($0) }.map { FeatureList.Entry($0) }
    let transform = TableTransform(config.features)
    var textColumns = transform.textColumns.union([config.id].compactMap { $0 })
    while true {
      let fit = try StreamedFit.pass(
        table, config, kind, draw, target, entries, transform, &textColumns)
      if let fit {
        self = fit
        return
      }
    }
  }

  private init(_ preprocessing: Preprocessing, _ counts: [DataError.Part: Int]) {
    self.preprocessing = preprocessing
    self.counts = counts
  }

  /// Goes through the file; nil if a column turned out to be of texts, which `textColumns` then
  /// has too.
  private static func pass(
    _ table: StreamedTable, _ config: DataConfig, _ kind: TargetKind, _ draw: RowDraw,
    _ target: TargetConfig, _ entries: [FeatureList.Entry], _ transform: TableTransform,
    _ textColumns: inout Set<String>
  ) throws(DataError) -> StreamedFit? {
    let file = table.header.file
    var counts: [DataError.Part: Int] = [:]
    var targetFit = TargetFit(target, kind, isText: textColumns.contains(target.column))
    var columns = entries.map { entry in
      ColumnFit(entry.column, entry.options, isText: textColumns.contains(entry.column))
    }
    var words = transform.wordCheck()
    var blocks = table.blocks(textColumns: textColumns)
    while let (block, first) = try blocks.next() {
      let found = block.columns.filter { !$0.isNumeric && !textColumns.contains($0.name) }
      if !found.isEmpty {
        textColumns.formUnion(found.map(\.name))
        return nil
      }
      if first == 0 {
        _ = try block.requireColumns([target.column])
        if entries.isEmpty { throw DataError(.noFeatures, file: file) }
        _ = try block.requireColumns(entries.map(\.column))
      }
      let rows = draw.rows(of: .train, from: first, count: block.rowCount)
      if !draw.isWhole {
        for part in [DataError.Part.validation, .test] {
          counts[part, default: 0] += draw.rows(of: part, from: first, count: block.rowCount).count
        }
      }
      counts[.train, default: 0] += rows.count
      try targetFit.add(block, rows: rows)
      words.add(block)
      let block = try transform.apply(block)
      let fitted = columns
      let results = DataThreads.map(columns.count) { index in
        Result { () throws(DataError) in
          var column = fitted[index]
          try column.add(block, rows: rows)
          return column
        }
      }
      for (index, result) in results.enumerated() { columns[index] = try result.get() }
    }
    let all = counts.values.reduce(0, +)
    for (part, fraction) in [
      (DataError.Part.test, draw.testFraction), (.validation, draw.validationFraction), (.train, 1),
    ] where fraction > 0 && counts[part, default: 0] == 0 {
      throw DataError(.splitTooSmall(part, fraction: fraction, rows: all), file: file)
    }
    let fittedTarget = try targetFit.finish()
    try words.finish()
    var encoders: [ColumnEncoder] = []
    for column in columns { encoders.append(try column.finish()) }
    let features = FeatureEncoder(columns: encoders)
    let preprocessing = Preprocessing(
      format: .csv, sampleShape: [features.width], features: features, target: fittedTarget,
      id: config.id, delimiter: String(config.delimiterCharacter))
    return StreamedFit(preprocessing, counts)
  }
}

/// The fitting of the target's encoder, block by block: the same decisions and errors as
/// ``TargetEncoder/fit(_:rows:target:kind:)`` makes for a table in memory.
private struct TargetFit {
  private let target: TargetConfig
  private let kind: TargetKind
  private let isText: Bool
  private var names: Set<String> = []
  private var numberCount = 0
  private var textCount = 0
  private var firstText: DataError?
  private var header: DataError?

  init(_ target: TargetConfig, _ kind: TargetKind, isText: Bool) {
    self.target = target
    self.kind = kind
    self.isText = isText
  }

  mutating func add(_ table: Table, rows: [Int]) throws(DataError) {
    let column = try table.requireColumns([target.column])[0]
    if let type = target.type, (type == .classification) != kind.isClasses {
      throw table.error(.wrongTargetType(type), in: column)
    }
    header = header ?? table.error(.missingTarget, in: column)
    guard kind.isClasses else { return }
    if isText, target.type == nil {
      numberCount += column.numberCount
      textCount += column.textCount
      if firstText == nil, let row = column.firstText {
        let found = column.text(at: row) ?? ""
        firstText = table.error(.textAmongNumbers(found: found), row: row, in: column)
      }
    }
    try TargetEncoder.addClasses(of: table, column, rows: rows, to: &names)
  }

  func finish() throws(DataError) -> TargetEncoder {
    if let firstText, numberCount >= textCount { throw firstText }
    guard let header else { preconditionFailure("a target fitted to no block") }
    if !kind.isClasses {
      return TargetEncoder(
        column: target.column, kind: kind, classNames: nil, areNumbers: false)
    }
    return try TargetEncoder(
      column: target.column, kind: kind, classes: names, areNumbers: !isText, header: header)
  }
}
