import TFXCore

/// The transforms of a table's columns. It knows nothing of the data, so that it can be applied to
/// any part of it.
struct TableTransform {
  private let chains: [(column: String, chain: StepChain)]
  /// The columns that must have words in them, and the step that says so.
  private let wordColumns: [(column: String, step: String)]

  /// The transforms of the columns that have one.
  init(_ columns: [(column: String, transform: ColumnTransform?)]) {
    let transforms = columns.compactMap { column, transform in transform.map { (column, $0) } }
    chains = transforms.map { ($0, StepChain($1)) }
    wordColumns = transforms.compactMap { column, transform in
      transform.needsWords.map { (column, $0) }
    }
  }

  /// Those that a configuration gives its features.
  init(_ features: FeatureList?) {
    self.init((features?.entries ?? []).map { ($0.column, $0.options.transform) })
  }

  /// How many rows a thread takes: they stay in the cache from step to step.
  private static let blockSize = 8_192

  /// The table with its columns transformed. Columns that it has not are passed over: whoever needs
  /// them says so. Throws at the first value of the first column that a step cannot take.
  func apply(_ table: Table) throws(DataError) -> Table {
    if chains.isEmpty { return table }
    var columns = table.columns
    for (name, chain) in chains {
      guard let place = columns.firstIndex(where: { $0.name.isWritten(name) }) else { continue }
      columns[place] = try TableTransform.apply(chain, table, columns[place])
    }
    return table.with(columns)
  }

  private static func apply(
    _ chain: StepChain, _ table: Table, _ column: Column
  ) throws(DataError) -> Column {
    let count = table.rowCount
    let blockCount = (count + blockSize - 1) / blockSize
    let rows = { @Sendable (block: Int) in block * blockSize..<min((block + 1) * blockSize, count) }
    if chain.givesText {
      var texts = [String?](repeating: nil, count: count)
      texts.withUnsafeMutableBufferPointer { texts in
        nonisolated(unsafe) let places = texts
        DataThreads.forEach(blockCount) { block in
          let rows = rows(block)
          chain.apply(column, rows: rows, to: places.baseAddress! + rows.lowerBound)
        }
      }
      return Column(column.name, position: column.position, .texts(texts))
    }
    let storage = NumberStorage(capacity: count)
    let results = DataThreads.map(blockCount) { block in
      let rows = rows(block)
      return Result { () throws(DataError) in
        try chain.apply(table, column, rows: rows, to: storage.base + rows.lowerBound)
      }
    }
    var floats: [Int: Float] = [:]
    for result in results { floats.merge(try result.get()) { $1 } }
    return Column(
      column.name, position: column.position,
      .numbers(Numbers(storage, count: count, floats: floats)))
  }

  // MARK: Columns of numbers under steps for words

  /// A check that columns have the words that their steps are for; rows are shown to it block by
  /// block, as they were read.
  struct WordCheck {
    private let columns: [(column: String, step: String)]
    /// The columns in which there was a word.
    private var wordy: Set<ExactText> = []
    /// An error about each column in which there was a value.
    private var errors: [ExactText: DataError] = [:]

    fileprivate init(_ columns: [(column: String, step: String)]) { self.columns = columns }

    /// Looks at some rows.
    mutating func add(_ table: Table) {
      for (column, step) in columns {
        let name = ExactText(column)
        guard !wordy.contains(name), let column = table.column(named: column) else { continue }
        if column.firstText != nil {
          wordy.insert(name)
        } else if errors[name] == nil, column.numberCount > 0 {
          errors[name] = table.error(.stepNeedsText(step: step), in: column)
        }
      }
    }

    /// Throws if a column has numbers alone.
    func finish() throws(DataError) {
      for name in columns.map({ ExactText($0.column) }) where !wordy.contains(name) {
        if let error = errors[name] { throw error }
      }
    }
  }

  /// A check of the columns that need words.
  func wordCheck() -> WordCheck { WordCheck(wordColumns) }

  /// The same for a table that is all in memory.
  func checkWords(_ table: Table) throws(DataError) {
    var check = wordCheck()
    check.add(table)
    try check.finish()
  }
}
