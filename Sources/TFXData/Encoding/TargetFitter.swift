import TFXCore

/// Fits the encoder of target columns, block by block. Numbers with some texts between them are
/// taken for a mistake in the file, unless the target's type says that they are classes.
struct TargetFitter {
  private let target: TargetConfig
  private let kind: TargetKind
  private var kinds = KindCount()
  private var areNumbers = false
  /// The classes with the number of their rows.
  private var classes: [ExactText: Int] = [:]
  /// The first row that has no class.
  private var mistake: DataError?
  /// The place of the column's name.
  private var header: DataError?
  /// The columns of the targets; none if they are the inputs.
  private var columns: [String] = []

  init(_ target: TargetConfig, _ kind: TargetKind) {
    self.target = target
    self.kind = kind
  }

  /// Adds the classes of `rows`. Throws only what further blocks could not change.
  mutating func add(_ table: Table, rows: [Int]) throws(DataError) {
    columns = target.columns(among: table.columnNames)
    if columns.isEmpty {
      _ = try TargetEncoder.ofInputs(kind, file: table.file)
      header = header ?? DataError(.inputNeedsNumbers, file: table.file)
      return
    }
    let found = try table.requireColumns(columns)
    let column = found[0]
    if let type = target.type, (type == .classification) != kind.isClasses {
      throw table.error(.wrongTargetType(type), in: column)
    }
    header = header ?? table.error(.missingTarget, in: column)
    if found.count > 1, kind.isClasses, kind != .binary {
      throw table.error(.severalColumnsOfClasses, in: column)
    }
    guard kind.isClasses, found.count == 1 else { return }
    areNumbers = column.isNumeric
    if target.type == nil { kinds.add(table, column) }
    do throws(DataError) {
      for row in rows where mistake == nil {
        let name = try TargetEncoder.className(table, column, row: row, areNumbers: areNumbers)
        classes[ExactText(name), default: 0] += 1
      }
    } catch {
      mistake = error
    }
    if classes.count > TargetEncoder.classLimit { _ = try finish() }
  }

  /// The encoder of the column that was added.
  func finish() throws(DataError) -> TargetEncoder {
    guard let header else { preconditionFailure("a target fitted to no block") }
    if columns.isEmpty { return try TargetEncoder.ofInputs(kind, file: header.file) }
    var names: [String]?
    var counts: [Int]?
    if kind.isClasses, columns.count == 1 {
      if let (text, place) = kinds.firstText, kinds.numbers >= kinds.texts {
        throw place.with(.textAmongNumbers(found: text))
      }
      if let mistake { throw mistake }
      let limit = TargetEncoder.classLimit
      if classes.count > limit {
        throw header.with(.tooManyClasses(count: classes.count, limit: limit))
      }
      let sorted = ClassOrder.sorted(classes.keys)
      if kind == .binary ? sorted.count != 2 : sorted.count < 2 {
        throw header.with(.wrongClassCount(found: sorted, isBinary: kind == .binary))
      }
      names = sorted
      counts = sorted.map { classes[ExactText($0)] ?? 0 }
    }
    return TargetEncoder(
      columns: columns, kind: kind, classNames: names, classCounts: counts, areNumbers: areNumbers)
  }
}
