/// A page of its own: nothing in it is loaded from elsewhere, and nothing in it runs.
package struct Page {
  /// What the window is called, with the result.
  package var title: String
  /// What stands above the name.
  package var kind: String
  package var name: String
  /// What came out, in a sentence or two; `strong` for the number.
  package var verdict: [Phrase]
  package var figures: [Figure]
  /// What should be looked at; one line says so if there is nothing.
  package var attention: [String]
  package var sections: [PageSection]
  package var footer: String

  /// A part of a sentence.
  package struct Phrase {
    var text: String
    var isStrong: Bool

    package init(_ text: String, isStrong: Bool = false) {
      self.text = text
      self.isStrong = isStrong
    }
  }

  /// A number with its name, and what there is to say of it.
  package struct Figure {
    var name: String
    var value: String
    var note: String?

    package init(_ name: String, _ value: String, _ note: String? = nil) {
      self.name = name
      self.value = value
      self.note = note
    }
  }

  package init(
    title: String, kind: String, name: String, verdict: [Phrase], figures: [Figure],
    attention: [String], sections: [PageSection], footer: String
  ) {
    self.title = title
    self.kind = kind
    self.name = name
    self.verdict = verdict
    self.figures = figures
    self.attention = attention
    self.sections = sections
    self.footer = footer
  }

  /// The page's bytes: the same for the same content.
  package var bytes: [UInt8] { Array(html.text.utf8) }

  private static let policy = "default-src 'none';img-src data:;style-src 'unsafe-inline'"

  private var html: HTML {
    let sections = sections.filter { !$0.blocks.isEmpty }
    let head = HTML.element(
      "head", [:],
      [
        .void("meta", ["charset": "utf-8"]),
        .void(
          "meta", ["http-equiv": "Content-Security-Policy", "content": Page.policy]),
        .void("meta", ["name": "viewport", "content": "width=device-width,initial-scale=1"]),
        .element("title", [:], title), Style.html,
      ])
    let links = [("attention", "Attention")] + sections.map { ($0.id, $0.title) }
    let nav = HTML.element(
      "nav", ["aria-label": "Sections"],
      [
        .element(
          "ul", [:],
          links.map { link in
            .element("li", [:], [.element("a", ["href": "#\(link.0)"], link.1)])
          })
      ])
    let header = HTML.element(
      "header", [:],
      [
        .element("p", ["class": "over"], kind), .element("h1", [:], name),
        .element(
          "p", ["class": "verdict"],
          verdict.map { $0.isStrong ? .element("strong", [:], $0.text) : HTML($0.text) }), nav,
      ])
    let main = HTML.element(
      "main", ["id": "main"], [keyFigures, attentionSection] + sections.map(\.html))
    let body = HTML.element(
      "body", [:],
      [
        .element("a", ["class": "skip", "href": "#main"], "To the results"), header, main,
        .element("footer", [:], [.element("p", [:], footer)]),
      ])
    return HTML(markup: "<!doctype html>\n")
      + .element("html", ["lang": "en"], [head, HTML(markup: "\n"), body]) + HTML(markup: "\n")
  }

  private var keyFigures: HTML {
    if figures.isEmpty { return HTML() }
    return .element(
      "dl", [:],
      figures.map { figure in
        let note = figure.note.map { HTML.element("small", [:], $0) }
        return .element(
          "div", [:],
          [
            .element("dt", [:], figure.name),
            .element("dd", [:], [HTML(figure.value), note ?? HTML()]),
          ])
      })
  }

  private var attentionSection: HTML {
    let section = PageSection(
      id: "attention", title: "Attention",
      blocks: attention.isEmpty
        ? [.text("Nothing stood out in the data or in the training.")] : [.list(attention)])
    return section.html
  }
}

/// A section of a page.
package struct PageSection {
  /// Its place in the page, for links: a word.
  package var id: String
  package var title: String
  /// What to read first.
  package var lead: String?
  /// What is in it; a section without any is left out.
  package var blocks: [Block]

  package init(id: String, title: String, lead: String? = nil, blocks: [Block]) {
    self.id = id
    self.title = title
    self.lead = lead
    self.blocks = blocks
  }

  var html: HTML {
    let heading = HTML.element("h2", ["id": id], title)
    return .element(
      "section", ["aria-labelledby": id],
      [heading] + [lead.map { .element("p", ["class": "lead"], $0) } ?? HTML()]
        + blocks.map(\.html) + [HTML(markup: "\n")])
  }
}

/// Something in a section.
package enum Block {
  /// A heading of the third level.
  case heading(String)
  case text(String)
  /// A remark beside the point.
  case note(String)
  case list([String])
  case table(PageTable)
  case charts([Chart])
  case pictures([Picture])
  /// One picture by itself.
  case filters(Picture)
  case code(String)
  /// What opens when it is asked for.
  case details(String, [Block])

  var html: HTML {
    switch self {
    case .heading(let text): .element("h3", [:], text)
    case .text(let text): .element("p", [:], text)
    case .note(let text): .element("p", ["class": "note"], text)
    case .list(let items):
      .element("ul", ["class": "points"], items.map { .element("li", [:], $0) })
    case .table(let table): table.html
    case .charts(let charts): .element("div", ["class": "charts"], charts.map(\.html))
    case .pictures(let pictures):
      .element("ul", ["class": "pictures"], pictures.map { .element("li", [:], $0.parts) })
    case .filters(let picture): .element("div", ["class": "filters"], picture.parts)
    case .code(let text):
      .element("pre", ["tabindex": "0"], [.element("code", [:], text)])
    case .details(let summary, let blocks):
      .element("details", [:], [.element("summary", [:], summary)] + blocks.map(\.html))
    }
  }
}

/// An image that is in the page itself.
package struct Picture {
  /// A file in the PNG format, in base 64.
  package var data: String
  package var width: Int
  package var height: Int
  /// What is to be seen, for those who don't.
  var alternative: String
  /// What stands below it: what matters, then the rest.
  var caption: (strong: String, rest: String)

  package init(
    png data: String, width: Int, height: Int, alternative: String,
    caption: (strong: String, rest: String) = ("", "")
  ) {
    self.data = data
    self.width = width
    self.height = height
    self.alternative = alternative
    self.caption = caption
  }

  var parts: [HTML] {
    let image = HTML.void(
      "img",
      [
        "src": "data:image/png;base64,\(data)", "width": "\(width)", "height": "\(height)",
        "alt": alternative,
      ])
    if caption.strong.isEmpty, caption.rest.isEmpty { return [image] }
    return [image, .element("b", [:], caption.strong), HTML(" \(caption.rest)")]
  }
}
