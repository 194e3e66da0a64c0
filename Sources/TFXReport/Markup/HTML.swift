/// A piece of a page. There is no way to put a text into it but to have it escaped: names of elements
/// and attributes are literals of the program, everything else is text.
package struct HTML {
  /// The markup.
  package private(set) var text: String

  /// Nothing.
  package init() { text = "" }

  /// Pieces, one behind the other.
  package init(_ parts: [HTML]) { text = parts.map(\.text).joined() }

  /// A text, in which nothing is markup.
  package init(_ text: String) { self.text = HTML.escaped(text) }

  /// Markup of the program's own, such as its style.
  package init(markup: StaticString) { text = "\(markup)" }

  /// The attributes of an element, in their order.
  package struct Attributes: ExpressibleByDictionaryLiteral {
    fileprivate var list: [(name: StaticString, value: String)]

    package init(dictionaryLiteral elements: (StaticString, String)...) {
      list = elements.map { (name: $0.0, value: $0.1) }
    }

    package static func + (left: Attributes, right: Attributes) -> Attributes {
      var sum = left
      sum.list += right.list
      return sum
    }
  }

  /// An element with what is in it.
  package static func element(
    _ name: StaticString, _ attributes: Attributes = [:], _ content: [HTML] = []
  ) -> HTML {
    var html = HTML.open(name, attributes)
    for part in content { html.text += part.text }
    html.text += "</\(name)>"
    return html
  }

  /// An element with a text in it.
  package static func element(
    _ name: StaticString, _ attributes: Attributes = [:], _ content: String
  ) -> HTML {
    element(name, attributes, [HTML(content)])
  }

  /// A shape of a picture, in which nothing is.
  static func shape(_ name: StaticString, _ attributes: Attributes) -> HTML {
    var html = open(name, attributes)
    html.text.removeLast()
    html.text += "/>"
    return html
  }

  /// An element that has no end, such as `<meta>`.
  package static func void(_ name: StaticString, _ attributes: Attributes) -> HTML {
    open(name, attributes)
  }

  private static func open(_ name: StaticString, _ attributes: Attributes) -> HTML {
    var html = HTML()
    html.text = "<\(name)"
    for attribute in attributes.list {
      html.text += " \(attribute.name)=\"\(escaped(attribute.value))\""
    }
    html.text += ">"
    return html
  }

  package static func + (left: HTML, right: HTML) -> HTML { HTML([left, right]) }

  package static func += (left: inout HTML, right: HTML) { left.text += right.text }

  /// A text with everything replaced that could be markup, in elements and in attributes; control
  /// characters, which HTML does not allow, become U+FFFD.
  package static func escaped(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\n", "\t": escaped.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
