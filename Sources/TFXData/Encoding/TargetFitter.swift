import TFXCore

/// Fits the encoder of target columns, block by block. Numbers with some texts between them are
/// taken for a mistake in the file, unless the target's type says that they are classes.
struct TargetFitter {
  private let target: TargetConfig
  private let kind: TargetKind
  private var kinds = KindCount()
  private var areNumbers = false
  private var classes = Vocabulary()
  /// How many rows have each class.
  private var counts: [Int] = []
  /// The statistics of each column of numbers that is scaled.
  private var statistics: [NumberStatistics] = []
  /// The first row that has no class.
  private var mistake: DataError?
  /// The place of the column's name.
  private var header: DataError?
  /// The columns of the targets; none if they are the inputs.
  private var columns: [String] = []

  /// - Parameter kind: the form that the targets have.
  init(_ target: TargetConfig, _ kind: TargetKind) {
    self.target = target
    self.kind = kind
  }

  /// Adds the targets of `rows` of a transformed table. Throws only what further blocks could not
  /// change.
  mutating func add(_ table: Table, rows: [Int]) throws(DataError) {
    columns = target.columns(among: table.columnNames)
    if columns.isEmpty {
      _ = try TargetEncoder.ofInputs(kind, file: table.file)
      header = header ?? DataError(.inputNeedsNumbers, file: table.file)
      let missing = target.missing == .drop ? "missing" : nil
      if let option = target.classOptions.first ?? target.scaleOptions.first ?? missing {
        throw DataError(.optionOfInput(option), file: table.file)
      }
      return
    }
    let found = try table.requireColumns(columns)
    let column = found[0]
    try check(table, found)
    header = header ?? table.error(.missingTarget(count: 1, rows: 1), in: column)
    if !kind.isClasses { return addNumbers(found, rows) }
    guard found.count == 1 else { return }
    areNumbers = column.isNumeric
    if let separator = target.separator {
      // The labels are those of the whole file: many are rare, and no training row may have one.
      for row in 0..<table.rowCount {
        for label in TargetEncoder.labels(column.text(at: row), separator) {
          _ = place(of: label)
        }
      }
      for row in rows {
        for label in TargetEncoder.labels(column.text(at: row), separator) {
          counts[place(of: label)] += 1
        }
      }
    } else {
      if target.textColumns.isEmpty { kinds.add(table, column) }
      do throws(DataError) {
        var places = ClassPlaces(table, column, areNumbers: areNumbers)
        for row in rows where mistake == nil {
          let own = try places.place(of: row) { (name) throws(DataError) in
            try checkOrder(table, column, row, name)
            return place(of: name)
          }
          counts[own] += 1
        }
      } catch {
        mistake = error
      }
    }
    if classes.count > TargetEncoder.classLimit { _ = try finish() }
  }

  /// The place of a class among all that there were.
  private mutating func place(of name: String) -> Int {
    let place = classes.insert(name)
    if place == counts.count { counts.append(0) }
    return place
  }

  /// Throws where the configuration says of the target what the loss cannot take.
  private func check(_ table: Table, _ found: [Column]) throws(DataError) {
    let column = found[0]
    if let type = target.type, (type == .regression) == kind.isClasses {
      throw table.error(.wrongTargetType(type), in: column)
    }
    if target.type == .ordinal, kind != .binary {
      throw table.error(.wrongTargetType(.ordinal), in: column)
    }
    if target.encode == .toCategorical, kind != .oneHotClasses {
      throw table.error(.cannotBeCategorical, in: column)
    }
    if target.separator != nil, kind != .binary {
      throw table.error(.labelsNeedBinary, in: column)
    }
    if kind.isClasses, let option = target.scaleOptions.first {
      throw table.error(.targetOption(option, isForClasses: false), in: column)
    }
    if !kind.isClasses, let option = target.classOptions.first {
      throw table.error(.targetOption(option, isForClasses: true), in: column)
    }
    if found.count > 1, kind.isClasses, kind != .binary {
      throw table.error(.severalColumnsOfClasses, in: column)
    }
  }

  private func checkOrder(
    _ table: Table, _ column: Column, _ row: Int, _ name: String
  ) throws(DataError) {
    guard let order = target.order, !classes.contains(name) else { return }
    if !order.contains(where: { $0.isWritten(name) }) {
      throw table.error(.classOutsideOrder(found: name, order: order), row: row, in: column)
    }
  }

  /// Adds numbers to the statistics, if they are to be scaled. What is no number is an error where it
  /// is encoded.
  private mutating func addNumbers(_ found: [Column], _ rows: [Int]) {
    if target.normalize == .none { return }
    if statistics.isEmpty { statistics = found.map { _ in NumberStatistics() } }
    for (index, column) in found.enumerated() {
      statistics[index].add(rows.compactMap { column.number(at: $0) }.filter(\.isFinite))
    }
  }

  /// The encoder of the column that was added.
  func finish() throws(DataError) -> TargetEncoder {
    guard let header else { preconditionFailure("a target fitted to no block") }
    if columns.isEmpty { return try TargetEncoder.ofInputs(kind, file: header.file) }
    let missing = target.missing == .drop ? TargetConfig.Missing.drop : nil
    guard kind.isClasses, columns.count == 1 else {
      return TargetEncoder(
        columns: columns, kind: kind, transform: target.transform, scaling: try scaling(header),
        missing: missing)
    }
    if target.textColumns.isEmpty, let (text, place) = kinds.firstText,
      kinds.numbers >= kinds.texts
    {
      throw place.with(.textAmongNumbers(found: text))
    }
    if let mistake { throw mistake }
    let limit = TargetEncoder.classLimit
    if classes.count > limit {
      throw header.with(.tooManyClasses(count: classes.count, limit: limit))
    }
    let names = try names(header)
    return TargetEncoder(
      columns: columns, kind: kind, classNames: names,
      classCounts: names.map { name in classes.place(of: name).map { counts[$0] } ?? 0 },
      areNumbers: areNumbers,
      reading: reading, transform: target.transform, missing: missing)
  }

  private var reading: TargetEncoder.Reading? {
    if let separator = target.separator { return .labels(separator: separator) }
    return target.type == .ordinal ? .ordinal : nil
  }

  /// The classes in their order.
  private func names(_ header: DataError) throws(DataError) -> [String] {
    let isPair = kind == .binary && reading == nil
    let least = target.separator != nil ? 1 : 2
    let areAllNumbers = classes.allSatisfy { DecimalParser.parse($0) != nil }
    var names = Array(classes.sorted)
    if target.type == .ordinal, target.order == nil, !areAllNumbers {
      throw header.with(.orderNeeded(found: names))
    }
    names = target.order ?? names
    if isPair ? names.count != 2 : names.count < least {
      throw header.with(.wrongClassCount(found: names, isBinary: isPair))
    }
    return names
  }

  /// How the numbers of each column are scaled.
  private func scaling(_ header: DataError) throws(DataError) -> [TargetEncoder.Scaling]? {
    if target.normalize == .none { return nil }
    var scaling: [TargetEncoder.Scaling] = []
    for numbers in statistics {
      if numbers.count == 0 { throw header.with(.missingTarget(count: 1, rows: 1)) }
      // Values that are all the same may differ from their rounded mean by a last bit.
      let isConstant = numbers.least == numbers.greatest
      let isMean = target.normalize == .zscore && !isConstant
      let scale =
        isConstant ? 1 : isMean ? numbers.deviation : numbers.greatest - numbers.least
      let offset = isMean ? numbers.mean : numbers.least
      guard offset.isFinite, scale.isFinite, scale > 0 else {
        throw header.with(.numberTooLarge(found: String(numbers.largest)))
      }
      scaling.append(TargetEncoder.Scaling(offset: offset, scale: scale))
    }
    return scaling
  }
}
