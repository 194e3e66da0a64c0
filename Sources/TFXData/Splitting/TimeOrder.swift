/// The places in time of rows, by a column of numbers or of dates.
struct TimeOrder {
  /// For each row a number: smaller for what is earlier, the same for the same time.
  let ranks: [Int]
  /// For each row its time, a number or seconds since 1970; nil if only the order of times is known.
  let times: [Double]?
  /// Whether times are dates.
  let areDates: Bool

  /// The places of `rows` by the column `name`. Throws for what has no order.
  ///
  /// - Parameter format: how dates are written, by the codes of `strptime`; if nil, in ISO 8601 or
  ///   another usual form.
  init(_ table: Table, _ rows: [Int], by name: String, format: String?) throws(DataError) {
    let column = try table.requireColumns([name])[0]
    switch column.values {
    case .numbers(let numbers):
      if let row = rows.first(where: { numbers[$0].isNaN }) {
        throw table.error(.missingOrder, row: row, in: column)
      }
      let values = rows.map { numbers[$0] }
      ranks = TimeOrder.ranks(values)
      // The difference of 20240131 and 20240201 is no number of days.
      areDates = values.allSatisfy { ColumnSurvey.isDate($0) }
      times = areDates ? values.map { ColumnSurvey.date($0)?.seconds ?? 0 } : values
    case .texts(let texts):
      if let row = rows.first(where: { texts[$0] == nil }) {
        throw table.error(.missingOrder, row: row, in: column)
      }
      if let format = try TimeOrder.format(table, rows, column, format),
        let found = try TimeOrder.instants(table, rows, column, format)
      {
        (times, areDates, ranks) = (found, true, TimeOrder.ranks(found))
      } else {
        (times, areDates, ranks) = (nil, false, try TimeOrder.textRanks(table, rows, column))
      }
    }
  }

  /// The form of the dates in a column of texts, if it is a usual one that has to be known to read
  /// others like them.
  static func format(_ table: Table, by name: String) throws(DataError) -> String? {
    let column = try table.requireColumns([name])[0]
    if column.isNumeric { return nil }
    let rows = (0..<table.rowCount).filter { column.text(at: $0) != nil }
    return try format(table, rows, column, nil)?.text
  }

  /// The given format, or the first usual one of which all dates are; nil if there is none.
  private static func format(
    _ table: Table, _ rows: [Int], _ column: Column, _ format: String?
  ) throws(DataError) -> DateFormat? {
    if let format { return DateFormat(format) }
    let fitting = DateFormat.usual.filter { format in
      rows.allSatisfy { format.instant(of: column.text(at: $0) ?? "") != nil }
    }
    guard let first = fitting.first else { return nil }
    for other in fitting.dropFirst() {
      let differs = { (row: Int) in
        let text = column.text(at: row) ?? ""
        return first.instant(of: text)?.seconds != other.instant(of: text)?.seconds
      }
      if let row = rows.first(where: differs) {
        throw table.error(
          .ambiguousTime(
            found: column.text(at: row) ?? "", formats: fitting.compactMap(\.text)), row: row,
          in: column)
      }
    }
    return first
  }

  private static func instants(
    _ table: Table, _ rows: [Int], _ column: Column, _ format: DateFormat
  ) throws(DataError) -> [Double]? {
    var seconds: [Double] = []
    seconds.reserveCapacity(rows.count)
    for row in rows {
      guard let instant = try DateEncoding.instant(table, column, row, format) else {
        throw table.error(.missingOrder, row: row, in: column)
      }
      seconds.append(instant.seconds)
    }
    return seconds
  }

  /// The order of texts that are no dates of a known form but written like some.
  private static func textRanks(
    _ table: Table, _ rows: [Int], _ column: Column
  ) throws(DataError) -> [Int] {
    var times: [[UInt8]] = []
    for row in rows {
      let text = column.text(at: row) ?? ""
      let time = Array(text.utf8)
      if !isDate(time) || !isAlike(time, times.first ?? time) {
        let first = rows.first.flatMap { column.text(at: $0) } ?? ""
        throw table.error(
          .notInOrder(found: text, first: isDate(Array(first.utf8)) ? first : nil), row: row,
          in: column)
      }
      times.append(time)
    }
    return ranks(times.map { Time(bytes: $0) })
  }

  /// The rows from the earliest to the latest, those of the same time as they are.
  func sorted(_ rows: [Int]) -> [Int] {
    rows.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }.map { rows[$0] }
  }

  private static func ranks<Key: Comparable & Hashable>(_ keys: [Key]) -> [Int] {
    let order = keys.indices.sorted { keys[$0] < keys[$1] }
    var ranks = [Int](repeating: 0, count: keys.count)
    for (place, index) in order.enumerated() where place > 0 {
      let before = order[place - 1]
      ranks[index] = ranks[before] + (keys[before] < keys[index] ? 1 : 0)
    }
    return ranks
  }

  /// Dates that are written alike have the order of their texts.
  private struct Time: Comparable, Hashable {
    let bytes: [UInt8]

    static func < (left: Time, right: Time) -> Bool {
      left.bytes.lexicographicallyPrecedes(right.bytes)
    }
  }

  /// Whether a text begins with a year, a separator and a month: `2024-01-31`, `2024/01`.
  private static func isDate(_ text: [UInt8]) -> Bool {
    text.count >= 7 && text[..<4].allSatisfy(isDigit) && !isDigit(text[4])
      && text[5..<7].allSatisfy(isDigit)
  }

  /// Whether two texts have digits at the same places and the same characters between them, and the
  /// same time zone.
  private static func isAlike(_ text: [UInt8], _ other: [UInt8]) -> Bool {
    guard text.count == other.count else { return false }
    var isZone = false
    for (place, (left, right)) in zip(text, other).enumerated() {
      // Behind the date a sign begins the distance from UTC.
      if place > 10, left == UInt8(ascii: "+") || left == UInt8(ascii: "-") { isZone = true }
      let areDigits = isDigit(left) && isDigit(right)
      if left != right, isZone || !areDigits { return false }
    }
    return true
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
