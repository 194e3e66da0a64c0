/// The gradient of a table of which some rows were looked up, as it comes from the uses: it is 0 but
/// in those rows, and in each of them the gradients of its uses add up, in their order.
///
/// table: [rows, width], ids: [uses], gradients: [uses, width].
package final class RowGradient {
  let rows: Int
  let width: Int
  let gradients: UnsafeRawPointer
  private let ids: UnsafeRawPointer
  private let areWide: Bool
  private let uses: Int
  /// The first use of each row, −1 for none, and behind each use the next one of its row: lists, so
  /// that no gradient is copied.
  let first: Out<Int32>
  let next: Out<Int32>
  /// The rows that are used, each once.
  let touched: Out<Int32>
  private(set) var touchedCount = 0
  private var bad: BadIndex?

  /// Whether lists of 32-bit numbers can count rows and uses.
  package static func suits(rows: Int, uses: Int) -> Bool { max(rows, uses) < Int(Int32.max) }

  /// - Parameters:
  ///   - gradients: [uses, width], of the type of the table.
  ///   - ids: [uses], of 64 bits if `areWide`, else of 32.
  package init(
    _ gradients: UnsafeRawPointer, ids: UnsafeRawPointer, areWide: Bool, rows: Int, width: Int,
    uses: Int
  ) {
    (self.gradients, self.ids, self.areWide) = (gradients, ids, areWide)
    (self.rows, self.width, self.uses) = (rows, width, uses)
    first = .allocate(capacity: max(rows, 1))
    first.initialize(repeating: -1, count: rows)
    next = .allocate(capacity: max(uses, 1))
    touched = .allocate(capacity: max(min(rows, uses), 1))
  }

  deinit {
    first.deallocate()
    next.deallocate()
    touched.deallocate()
  }

  /// Makes the lists of several gradients from the ids that lie there now. Throws at the first id that
  /// is no row.
  package static func list(_ gradients: [RowGradient]) throws(BadIndex) {
    ThreadPool.parallelItems(gradients.count) { range in
      for index in range { gradients[index].list() }
    }
    for gradient in gradients {
      if let bad = gradient.bad { throw bad }
    }
  }

  private func list() {
    if areWide {
      list(ids.assumingMemoryBound(to: Int64.self))
    } else {
      list(ids.assumingMemoryBound(to: Int32.self))
    }
  }

  private func list<Index: FixedWidthInteger>(_ ids: In<Index>) {
    bad = nil
    for place in 0..<uses where ids[place] < 0 || ids[place] >= rows {
      bad = BadIndex(place: place, value: Int(ids[place]), bound: rows)
      return
    }
    for index in 0..<touchedCount { first[Int(touched[index])] = -1 }
    touchedCount = 0
    // From the end, so that each list begins with the first use.
    for use in stride(from: uses - 1, through: 0, by: -1) {
      let row = Int(ids[use])
      if first[row] < 0 {
        touched[touchedCount] = Int32(truncatingIfNeeded: row)
        touchedCount += 1
      }
      next[use] = first[row]
      first[row] = Int32(truncatingIfNeeded: use)
    }
  }
}

/// The gradients of the tables that one sweep changes.
package struct RowGradients {
  let gradients: [RowGradient]
  /// Whether rows that were not looked up change too, as by a gradient of 0.
  let changeAll: Bool

  /// - Parameter changeAll: Whether rows that were not looked up change too, as by a gradient of 0.
  package init(_ gradients: [RowGradient], changeAll: Bool) {
    self.gradients = gradients
    self.changeAll = changeAll
  }

  /// How many numbers change.
  var count: Int {
    gradients.reduce(0) { $0 + (changeAll ? $1.rows : $1.touchedCount) * $1.width }
  }
}

extension WeightChange {
  /// Changes a thread's share of a table's rows.
  func run(_ gradient: RowGradient, changeAll: Bool, part: Int, of parts: Int) {
    if treatment.isNone {
      run(gradient, changeAll, part, parts, isTreated: false)
    } else {
      run(gradient, changeAll, part, parts, isTreated: true)
    }
  }

  @inline(__always)
  private func run(
    _ table: RowGradient, _ changeAll: Bool, _ part: Int, _ parts: Int, isTreated: Bool
  ) {
    let count = changeAll ? table.rows : table.touchedCount
    let (start, end) = (count * part / parts, count * (part + 1) / parts)
    guard changeAll else {
      for index in start..<end {
        changeRow(Int(table.touched[index]), of: table, isTreated: isTreated)
      }
      return
    }
    var row = start
    while row < end {
      let resting = row
      while row < end, table.first[row] < 0 { row += 1 }
      rest(resting * table.width..<row * table.width, isTreated: isTreated)
      while row < end, table.first[row] >= 0 {
        changeRow(row, of: table, isTreated: isTreated)
        row += 1
      }
    }
  }

  /// Changes a row by the sum of the gradients of its uses.
  @inline(__always)
  private func changeRow(_ row: Int, of table: RowGradient, isTreated: Bool) {
    let width = table.width
    let gradients = table.gradients.assumingMemoryBound(to: N.Scalar.self)
    var lane = 0
    while lane < width {
      let count = min(N.scalarCount, width - lane)
      var sum = N.zero
      var use = Int(table.first[row])
      while use >= 0 {
        sum += N.load(gradients, use * width + lane, count)
        use = Int(table.next[use])
      }
      change(row * width + lane, count, by: sum, isTreated: isTreated)
      lane += count
    }
  }

  /// Changes weights by gradients of 0.
  @inline(__always)
  private func rest(_ range: Range<Int>, isTreated: Bool) {
    var i = range.lowerBound
    while i < range.upperBound {
      let count = min(N.scalarCount, range.upperBound - i)
      change(i, count, by: .zero, isTreated: isTreated)
      i += count
    }
  }
}
