import TFXCore

/// What a terminal of some columns shows, of what a program has written to it.
///
/// Lines are kept whole, as the program has ended them: rows are lines cut at the screen's width. So a
/// screen that becomes narrower shows a line that was written before in more rows, which is what terminals
/// of today do. Those that cut such lines off instead, as xterm does, are `cutting`.
struct Screen {
  /// What happens to lines that are too long for a screen that has become narrower.
  enum Narrowing: CaseIterable { case wrapping, cutting }

  private(set) var columns: Int
  private(set) var showsCursor = true
  /// The style that is on, as `ESC[…m` names it; nothing if none is.
  private(set) var style = ""
  /// Escapes that are none of those a training has a use for.
  private(set) var unknown: [String] = []
  /// How many lines came to be longer than a row, by what was written and not by a narrower screen.
  private(set) var overflows = 0
  private let narrowing: Narrowing
  /// A cell a column; the second column of a wide character is empty.
  private var lines: [[Character?]] = [[]]
  private var line = 0
  private var column = 0

  init(columns: Int, narrowing: Narrowing = .wrapping) {
    self.columns = columns
    self.narrowing = narrowing
  }

  /// Where the cursor is within its row.
  var cursorColumn: Int { column - rowStart }

  /// The row that the cursor is in.
  var cursorRow: String {
    let row = lines[line].dropFirst(rowStart).prefix(columns)
    return Screen.text(row)
  }

  /// All rows, also those that have gone off the top, without empty ones at the end.
  var rows: [String] {
    var rows = lines.flatMap { line in
      stride(from: 0, to: max(line.count, 1), by: columns).map {
        Screen.text(line[$0..<min($0 + columns, line.count)])
      }
    }
    while rows.last == "" { rows.removeLast() }
    return rows
  }

  mutating func resize(columns: Int) {
    if narrowing == .cutting {
      lines = lines.flatMap { line in
        stride(from: 0, to: max(line.count, 1), by: self.columns).map {
          Array(line[$0..<min($0 + self.columns, line.count)].prefix(columns))
        }
      }
      column = min(column, columns - 1)
    }
    self.columns = columns
  }

  /// Takes what a program writes: whole characters and whole escapes.
  mutating func write(_ text: String) {
    // One by one, as CR and LF are one character for Swift.
    var rest = Substring(text).unicodeScalars
    var plain = ""
    while let scalar = rest.popFirst() {
      guard scalar.value < 0x20 else {
        plain.unicodeScalars.append(scalar)
        continue
      }
      put(&plain)
      switch scalar {
      case "\r": column = rowStart
      case "\n":
        column = 0
        line += 1
        if line == lines.count { lines.append([]) }
      case "\u{07}": break
      case "\u{1B}": escape(&rest)
      default: unknown.append("\\u{\(String(scalar.value, radix: 16))}")
      }
    }
    put(&plain)
  }

  private var rowStart: Int {
    // Behind the last column the cursor is still in its row.
    column == 0 ? 0 : (column - (column % columns == 0 ? 1 : 0)) / columns * columns
  }

  private mutating func put(_ text: inout String) {
    for character in text {
      if column > 0, column % columns == 0 { overflows += 1 }
      for cell in 0..<character.columns {
        while lines[line].count <= column { lines[line].append(" ") }
        lines[line][column] = cell == 0 ? character : nil
        column += 1
      }
    }
    text = ""
  }

  private mutating func escape(_ rest: inout Substring.UnicodeScalarView) {
    let kind = rest.popFirst()
    if kind == "]" {
      // To the terminal, not to the screen.
      while let scalar = rest.popFirst(), scalar != "\u{07}" {
        if scalar == "\u{1B}" {
          _ = rest.popFirst()
          break
        }
      }
      return
    }
    var argument = ""
    var final: Unicode.Scalar?
    while let scalar = rest.popFirst() {
      if (0x40...0x7E).contains(scalar.value) {
        final = scalar
        break
      }
      argument.unicodeScalars.append(scalar)
    }
    switch (kind, argument, final) {
    case ("[", _, "m"): style = argument == "0" ? "" : argument
    case ("[", "", "K"): eraseRow()
    case ("[", "", "J"):
      lines[line].removeSubrange(min(column, lines[line].count)...)
      lines.removeSubrange((line + 1)...)
    case ("[", "?25", "l"): showsCursor = false
    case ("[", "?25", "h"): showsCursor = true
    default:
      unknown.append("\(kind.map(String.init) ?? "")\(argument)\(final.map(String.init) ?? "")")
    }
  }

  /// What is behind the cursor in its row; later rows of the line stay.
  private mutating func eraseRow() {
    let end = rowStart + columns
    if lines[line].count <= end {
      lines[line].removeSubrange(min(column, lines[line].count)...)
    } else {
      for place in column..<end { lines[line][place] = " " }
    }
  }

  private static func text(_ cells: some Sequence<Character?>) -> String {
    var text = String(cells.compactMap(\.self))
    while text.last == " " { text.removeLast() }
    return text
  }
}
