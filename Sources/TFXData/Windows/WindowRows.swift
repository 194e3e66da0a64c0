/// Which rows of a table make which windows.
struct WindowRows {
  /// The rows, those of a series one behind the other in their order.
  private(set) var rows: [Int] = []
  /// The places of the windows' first rows among ``rows``.
  private(set) var starts: [Int] = []
  /// Where each series ends among ``rows``.
  private var ends: [Int] = []
  /// What is missing between the rows.
  private(set) var gaps = TimeGaps()

  /// Finds the windows among some rows of a table.
  ///
  /// - Parameters:
  ///   - needTargets: whether only windows count whose target is among the rows too.
  ///   - part: the part that the rows are, for messages; nil for all rows of a file.
  init(
    _ table: Table, _ rows: [Int], _ window: WindowConfig, needTargets: Bool, part: DataPart? = nil
  ) throws(DataError) {
    let series = try window.by.map { (name) throws(DataError) in try table.groups(rows, by: name) }
    let time = try window.order.map { (name) throws(DataError) in
      try TimeOrder(table, rows, by: name, format: window.format)
    }
    let ranks = time?.ranks
    let order = rows.indices.sorted { left, right in
      (series?[left] ?? 0, ranks?[left] ?? 0, left) < (
        series?[right] ?? 0, ranks?[right] ?? 0, right
      )
    }
    self.rows = order.map { rows[$0] }
    let needed = window.span + (needTargets ? window.horizon : 0)
    var longest = 0
    var begin = 0
    for place in 1...max(order.count, 1) {
      let isInside = place < order.count && series?[order[place]] == series?[order[begin]]
      if isInside {
        if let ranks, let name = window.order, ranks[order[place]] == ranks[order[place - 1]] {
          throw try WindowRows.sameTime(table, window, name, self.rows[place - 1], self.rows[place])
        }
        continue
      }
      let count = place - begin
      if let time, let times = time.times, count > 0 {
        try gaps.add(
          table, window, rows: Array(self.rows[begin..<place]),
          times: order[begin..<place].map { times[$0] }, areDates: time.areDates)
      }
      longest = max(longest, count)
      if count >= needed {
        starts += Swift.stride(
          from: begin, through: begin + count - needed, by: needTargets ? window.stride : 1)
      }
      ends.append(place)
      begin = place
    }
    if starts.isEmpty {
      throw DataError(
        .windowTooLong(needed: needed, longest: longest, by: window.by, part: part),
        file: table.file)
    }
  }

  /// Two rows of one series at one time are likely two series.
  private static func sameTime(
    _ table: Table, _ window: WindowConfig, _ order: String, _ first: Int, _ second: Int
  ) throws(DataError) -> DataError {
    let column = try table.requireColumns([order])[0]
    return table.error(
      .sameTime(found: column.text(at: second) ?? "", line: table.lines[first], by: window.by),
      row: second, in: column)
  }

  /// Puts the windows in the order in which their last rows stand in the file.
  mutating func sortByLastRow(_ window: WindowConfig) {
    starts.sort { rows[$0 + window.span - 1] < rows[$1 + window.span - 1] }
  }

  /// Leaves out the windows that `isKept` says no to, given the row of the target.
  mutating func keep(_ window: WindowConfig, where isKept: (Int) -> Bool) {
    let offset = window.span - 1 + window.horizon
    starts.removeAll { !isKept(rows[$0 + offset]) }
  }

  /// For each window the row that is `offset` rows behind its first.
  func rows(behind offset: Int) -> [Int] { starts.map { rows[$0 + offset] } }

  /// The same where the series may end before; nil there.
  func rowsIfAny(behind offset: Int) -> [Int?] {
    starts.map { start in
      let target = start + offset
      return target < seriesEnd(behind: start) ? rows[target] : nil
    }
  }

  /// Where the series of a place among ``rows`` ends.
  private func seriesEnd(behind place: Int) -> Int {
    var (low, high) = (0, ends.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] > place { high = middle } else { low = middle + 1 }
    }
    return ends[low]
  }
}
