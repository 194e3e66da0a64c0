import TFXCore

/// Counts the rows without a target, block by block.
struct MissingTargets {
  private let columns: [String]
  private let kind: TargetKind
  private var count = 0
  private var rows = 0
  private var first: DataError?
  /// How the first missing class is written, if that is a word.
  private var word: String?

  /// - Parameters:
  ///   - columns: those of the target.
  ///   - kind: whether they are classes or numbers.
  init(_ columns: [String], _ kind: TargetKind) {
    self.columns = columns
    self.kind = kind
  }

  /// Looks at `rows` of a transformed table; returns those that have a target in every column.
  @discardableResult
  mutating func add(_ table: Table, rows: [Int]) throws(DataError) -> [Int] {
    let found = try table.requireColumns(columns)
    self.rows += rows.count
    let missing = MissingTargets.among(rows, found, kind)
    count += missing.count
    if first == nil, let row = missing.first,
      let column = found.first(where: { !MissingTargets.among([row], [$0], kind).isEmpty })
    {
      first = table.error(.missingTarget(count: 1, rows: 1), row: row, in: column)
      word = kind.isClasses ? column.missingWord : nil
    }
    return MissingTargets.rows(rows, without: missing)
  }

  /// Throws at the first row without a target, with how many there are.
  func finish() throws(DataError) {
    if let first { throw first.with(.missingTarget(count: count, rows: rows, word: word)) }
  }

  /// Throws if there was no row with a target.
  func requireAny() throws(DataError) {
    if count == rows { try finish() }
  }

  var isEmpty: Bool { count == 0 }

  /// Those of `rows` that have a target in every column.
  static func present(
    _ table: Table, rows: [Int], columns: [String], _ kind: TargetKind
  ) throws(DataError) -> [Int] {
    self.rows(rows, without: among(rows, try table.requireColumns(columns), kind))
  }

  private static func rows(_ rows: [Int], without missing: [Int]) -> [Int] {
    if missing.isEmpty { return rows }
    let missing = Set(missing)
    return rows.filter { !missing.contains($0) }
  }

  /// Those of `rows` in which a column has no value, in their order.
  private static func among(_ rows: [Int], _ columns: [Column], _ kind: TargetKind) -> [Int] {
    let lists = columns.map { column -> [Int] in
      switch column.values {
      case .numbers(let numbers):
        // To ask the column for each row would count references to it.
        return numbers.withUnsafeValues { values in rows.filter { values[$0].isNaN } }
      case .texts(let texts):
        return rows.filter { row in
          texts[row] == nil || kind == .numbers && column.number(at: row)?.isNaN == true
        }
      }
    }
    if lists.count == 1 { return lists[0] }
    let missing = Set(lists.joined())
    return missing.isEmpty ? [] : rows.filter { missing.contains($0) }
  }
}
