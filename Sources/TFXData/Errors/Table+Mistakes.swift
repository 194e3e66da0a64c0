import TFXCore

extension Table {
  /// All mistakes that are like those of `error`: fitters tell the first of a column.
  func all(like error: DataError) -> DataError {
    var mistakes = Mistakes()
    for error in error.all where !error.hasLikes { mistakes.add(error) }
    addMistakes(like: error, to: &mistakes)
    return mistakes.error ?? error
  }

  /// Adds all mistakes that are like those of `error`, in the order of the rows.
  func addMistakes(like error: DataError, to mistakes: inout Mistakes) {
    var seen: Set<ExactText> = []
    let found = error.all.filter { error in
      error.hasLikes && seen.insert(ExactText(error.columnName ?? "")).inserted
    }.compactMap { error in
      error.columnName.flatMap { column(named: $0) }.map { (error.kind, $0) }
    }
    if found.isEmpty { return }
    for row in 0..<rowCount {
      for (kind, column) in found {
        if let kind = Table.kind(like: kind, column, row) {
          mistakes.add(self.error(kind, row: row, in: column))
        }
      }
    }
  }

  /// What is wrong with a value in the way of another mistake; nil if nothing is.
  private static func kind(
    like kind: DataError.Kind, _ column: Column, _ row: Int
  ) -> DataError.Kind? {
    let isMissing: Bool
    let isText: Bool
    switch column.number(at: row) {
    case let number?: (isMissing, isText) = (number.isNaN, false)
    case nil: (isMissing, isText) = (false, true)
    }
    switch kind {
    case .missingValue(.numbers, _), .missingValue(.dates, _): return isMissing ? kind : nil
    case .missingValue: return column.text(at: row) == nil ? kind : nil
    case .expectedNumber(_, let mostAreNumbers, _):
      guard isText else { return nil }
      return .expectedNumber(found: column.text(at: row) ?? "", mostAreNumbers: mostAreNumbers)
    case .textAmongNumbers:
      return isText ? .textAmongNumbers(found: column.text(at: row) ?? "") : nil
    case .targetNeedsNumbers(_, let mostAreNumbers):
      guard isText else { return nil }
      return .targetNeedsNumbers(found: column.text(at: row) ?? "", mostAreNumbers: mostAreNumbers)
    default: return nil
    }
  }
}

extension Mistakes {
  /// The result of `body`, or nil with its mistake, if there may be others like it. Throws what is wrong
  /// with more than rows.
  mutating func ofRows<Result>(
    _ body: () throws(DataError) -> Result
  ) throws(DataError) -> Result? {
    do throws(DataError) {
      return try body()
    } catch {
      if !error.all.contains(where: \.hasLikes) { throw error }
      add(error)
      return nil
    }
  }
}

extension DataError {
  /// Whether there may be others like this, which can be told by a look at each value.
  var hasLikes: Bool {
    guard tableRow != nil else { return false }
    return switch kind {
    case .missingValue, .expectedNumber, .textAmongNumbers,
      .targetNeedsNumbers(_, mostAreNumbers: true):
      true
    default: false
    }
  }
}
