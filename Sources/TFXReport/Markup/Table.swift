/// A table with a caption, names above its columns and, in its first column, of its rows.
package struct PageTable {
  /// A column.
  package struct Column {
    /// What stands above it; never empty.
    package var title: String
    package var kind: Kind

    /// How its cells are set.
    package enum Kind {
      case text
      /// To the right, with digits below digits.
      case number
      /// Long texts, which wrap.
      case wide
      case bar
    }

    /// A column of the given name.
    package init(_ title: String, _ kind: Kind = .text) {
      self.title = title
      self.kind = kind
    }
  }

  /// A cell.
  package struct Cell {
    var content: HTML
    /// Classes of the style.
    var style = ""

    /// A text.
    package init(_ text: String) { content = HTML(text) }

    /// Words, those marked of which nothing is known.
    package init(words: [String?], limit: Int) {
      content = HTML()
      var length = 0
      for word in words {
        if length > 0 { content += HTML(" ") }
        content += word.map { HTML($0) } ?? .element("mark", [:], "unknown")
        length += (word?.count ?? 7) + 1
        if length > limit {
          content += HTML(" …")
          break
        }
      }
    }

    init(_ content: HTML, style: String = "") {
      self.content = content
      self.style = style
    }
  }

  /// What the table is of.
  package var caption: String
  package var columns: [Column]
  package var rows: [[Cell]]
  /// Whether it is a matrix of counts, whose cells are squares.
  var isMatrix = false

  /// A table of cells.
  package init(_ caption: String, _ columns: [Column], cells rows: [[Cell]]) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
  }

  /// A table of texts.
  package init(_ caption: String, _ columns: [Column], _ rows: [[String]]) {
    self.init(caption, columns, cells: rows.map { $0.map { Cell($0) } })
  }

  /// The table in a frame that scrolls if it is too wide, also by keys.
  var html: HTML {
    let head = columns.map { column in
      HTML.element(
        "th", ["scope": "col"] + PageTable.headClasses(column.kind), column.title)
    }
    let body = rows.map { cells in
      HTML.element(
        "tr", [:],
        zip(columns, cells).enumerated().map { place, cell in
          place == 0
            ? .element(
              "th", ["scope": "row"] + PageTable.headClasses(cell.0.kind), [cell.1.content])
            : .element("td", PageTable.classes(cell.0.kind, cell.1.style), [cell.1.content])
        })
    }
    let table = HTML.element(
      "table", isMatrix ? ["class": "matrix"] : [:],
      [
        .element("caption", [:], caption),
        .element("thead", [:], [.element("tr", [:], head)]), .element("tbody", [:], body),
      ])
    return .element(
      "div",
      ["class": "scroll", "role": "region", "aria-label": caption, "tabindex": "0"],
      [table])
  }

  /// Heads begin at the left unless they are of numbers.
  private static func headClasses(_ kind: Column.Kind) -> HTML.Attributes {
    switch kind {
    case .text: [:]
    case .number: ["class": "n"]
    case .wide: ["class": "wide"]
    case .bar: ["class": "bar"]
    }
  }

  /// Other cells are numbers unless they say that they are not: most are.
  private static func classes(_ kind: Column.Kind, _ style: String) -> HTML.Attributes {
    let own =
      switch kind {
      case .text: "t"
      case .number: ""
      case .wide: "wide"
      case .bar: "bar"
      }
    let all = [own, style].filter { !$0.isEmpty }.joined(separator: " ")
    return all.isEmpty ? [:] : ["class": all]
  }
}
