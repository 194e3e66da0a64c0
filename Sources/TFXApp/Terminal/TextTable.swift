import TFXCore

/// Columns of text under titles, each as wide as what it holds.
struct TextTable {
  /// The columns whose cells end at one place, as numbers do.
  private let rightAligned: Set<Int>
  /// One long name or range shall not push the others away.
  private let limit: Int
  private var rows: [[String]]

  init(_ titles: [String], rightAligned: Set<Int> = [], limit: Int = 48) {
    rows = [titles]
    self.rightAligned = rightAligned
    self.limit = limit
  }

  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// The titles, and a line for each row.
  var lines: [String] {
    let widths = rows[0].indices.map { place in
      min(limit, rows.map { $0[place].columns }.max() ?? 0)
    }
    return rows.map { row in
      let cells = row.indices.map { place in
        let space = String(repeating: " ", count: max(0, widths[place] - row[place].columns))
        if rightAligned.contains(place) { return space + row[place] }
        return place == row.count - 1 ? row[place] : row[place] + space
      }
      return cells.joined(separator: "  ")
    }
  }
}
