/// The place in time of rows, by a column of numbers or of dates.
enum TimeOrder {
  /// A number for each of `rows`: smaller for what is earlier, the same for the same time. Throws for
  /// what has no order.
  static func ranks(
    _ table: Table, _ rows: [Int], by name: String
  ) throws(DataError) -> [Int] {
    let column = try table.requireColumns([name])[0]
    switch column.values {
    case .numbers(let numbers):
      if let row = rows.first(where: { numbers[$0].isNaN }) {
        throw table.error(.missingOrder, row: row, in: column)
      }
      return ranks(rows.map { numbers[$0] })
    case .texts(let texts):
      var times: [[UInt8]] = []
      for row in rows {
        guard let text = texts[row] else {
          throw table.error(.missingOrder, row: row, in: column)
        }
        let time = Array(text.utf8)
        if !isDate(time) || !isAlike(time, times.first ?? time) {
          let first = rows.first.flatMap { texts[$0] } ?? ""
          throw table.error(
            .notInOrder(found: text, first: isDate(Array(first.utf8)) ? first : nil), row: row,
            in: column)
        }
        times.append(time)
      }
      return ranks(times.map { Time(bytes: $0) })
    }
  }

  /// The rows from the earliest to the latest, those of the same time as they are.
  static func sorted(_ rows: [Int], ranks: [Int]) -> [Int] {
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
