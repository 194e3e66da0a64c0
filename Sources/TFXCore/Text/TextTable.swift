/// Columns of text under titles, each as wide as what it holds.
package struct TextTable {
  /// The columns whose cells end at one place, as numbers do.
  private let rightAligned: Set<Int>
  /// One long name or range shall not push the others away.
  private let limit: Int
  /// The columns that a narrow terminal can do without, the least important first.
  private let dispensable: [Int]
  private var rows: [[String]]

  package init(
    _ titles: [String], rightAligned: Set<Int> = [], limit: Int = 48, dispensable: [Int] = []
  ) {
    rows = [titles]
    self.rightAligned = rightAligned
    self.limit = limit
    self.dispensable = dispensable
  }

  package mutating func add(_ cells: [String]) { rows.append(cells) }

  /// The titles, and a line for each row.
  package var lines: [String] { lines(width: nil) }

  /// The same within `width` columns: without those of the table's columns that can be left out, as many
  /// as it takes, and then with long texts cut short.
  package func lines(width: Int?) -> [String] {
    var places = Array(rows[0].indices)
    var widths = self.widths
    var longest = Int.max
    if let width {
      for place in dispensable where total(places, widths) > width {
        places.removeAll { $0 == place }
      }
      let texts = places.filter { !rightAligned.contains($0) }
      while total(places, widths) > width,
        let widest = texts.max(by: { widths[$0] < widths[$1] }), widths[widest] > 8
      {
        widths[widest] -= 1
      }
      longest = width
    }
    return rows.map { row in
      var line = ""
      for (index, place) in places.enumerated() {
        if index > 0 { line += "  " }
        // Without a width, what is longer than its column stays whole.
        let room = index == places.count - 1 ? longest - line.columns : widths[place]
        let cell = width == nil ? row[place] : TextTable.shortened(row[place], to: room)
        let space = String(repeating: " ", count: max(0, widths[place] - cell.columns))
        if rightAligned.contains(place) {
          line += space + cell
        } else {
          line += index == places.count - 1 ? cell : cell + space
        }
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The width of the table without all that can be left out.
  package var leastWidth: Int {
    total(rows[0].indices.filter { !dispensable.contains($0) }, widths)
  }

  private var widths: [Int] {
    rows[0].indices.map { place in min(limit, rows.map { $0[place].columns }.max() ?? 0) }
  }

  private func total(_ places: [Int], _ widths: [Int]) -> Int {
    places.map { widths[$0] + 2 }.reduce(-2, +)
  }

  private static func shortened(_ text: String, to columns: Int) -> String {
    text.columns <= columns ? text : text.prefix(columns: max(columns - 1, 0)) + "…"
  }
}

extension String {
  /// The text in lines of at most `width` columns, broken at spaces. Further lines begin two columns further
  /// in than the first. A word that is longer than a line stays whole.
  package func wrapped(_ width: Int) -> [String] {
    guard columns > width else { return [self] }
    let begin = prefix { $0 == " " }.count
    // A text that begins far in leaves room for itself.
    let indent = String(repeating: " ", count: min(begin, width / 4))
    let further = indent + "  "
    var lines: [String] = []
    var line = indent
    var gap = ""
    for word in dropFirst(begin).split(separator: " ", omittingEmptySubsequences: false) {
      // Several spaces set apart what stands side by side: they stay where the line goes on.
      if word.isEmpty {
        gap += " "
        continue
      }
      if line.count > further.count || lines.isEmpty && line.count > indent.count,
        line.columns + gap.columns + word.columns > width
      {
        lines.append(line)
        line = further + word
      } else {
        line += line.allSatisfy { $0 == " " } ? String(word) : gap + word
      }
      gap = " "
    }
    return lines + [line]
  }
}
