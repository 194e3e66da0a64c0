internal import TFXCore

/// libyaml's complaints in words for people who want to train a network, at the place to mend.
enum YAMLMessages {
  static func translate(
    _ error: YAMLSyntaxError, _ source: SourceText, _ places: inout PlaceFinder
  ) -> Diagnostic {
    let place = SyntaxErrorPlace(error, source)
    let message = place.tab() ?? place.message()
    return Diagnostic(at: places.span(message.range), message.text, help: message.help)
  }

  fileprivate struct Message {
    var range: Range<Int>
    var text: String
    var help: String?
  }
}

/// The place at which libyaml stopped.
private struct SyntaxErrorPlace {
  typealias Message = YAMLMessages.Message

  let error: YAMLSyntaxError
  let source: SourceText
  /// Index of the line of the problem.
  let line: Int
  /// The scalar at the problem; nil at the end of the text.
  let found: Unicode.Scalar?

  init(_ error: YAMLSyntaxError, _ source: SourceText) {
    self.error = error
    self.source = source
    line = source.line(at: error.place)
    found = source.scalar(at: error.place)
  }

  /// A tab before the first word of the line is behind several of libyaml's complaints.
  func tab() -> Message? {
    let indent = source.lines[line].unicodeScalars.prefix(source.indentation(ofLine: line))
    guard let tab = Array(indent).firstIndex(of: "\t"), !error.context.contains("quoted") else {
      return nil
    }
    let place = source.start(ofLine: line) + tab
    return Message(
      range: place..<place + 1, text: "tabs cannot indent YAML", help: "use spaces")
  }

  func message() -> Message {
    switch error.problem {
    case "mapping values are not allowed in this context": return unexpectedColon()
    case "did not find expected key": return unexpectedInMapping()
    case "did not find expected '-' indicator": return unexpectedInList()
    case "could not find expected ':'": return missingColon()
    case "did not find expected ',' or ']'": return unclosed("[", "]")
    case "did not find expected ',' or '}'": return unclosed("{", "}")
    case "did not find expected node content":
      return here(
        "expected a value, found \(shown)",
        "remove it, or put quotes around the text")
    case "found unexpected end of stream" where error.context.contains("quoted"):
      return unclosedQuote()
    case "found unexpected document indicator": return unclosedQuote()
    case "found character that cannot start any token":
      return here("a value cannot begin with \(shown)", "put quotes around the text")
    case "block sequence entries are not allowed in this context":
      return here(
        "a list with '-' cannot begin here", "begin it on a line of its own, or write [a, b]")
    case "mapping keys are not allowed in this context":
      return here("a key with '?' cannot begin here", "put quotes around a text with '?'")
    case "found unknown escape character": return unknownEscape()
    case "did not find expected hexdecimal number":
      return here(
        "expected hexadecimal digits in this escape",
        "write \\\\ for a backslash, or use single quotes")
    case "found invalid Unicode character escape code":
      return here("the escape names no Unicode character", nil)
    case "did not find expected comment or line break" where error.context.contains("block"):
      return here(
        "only a comment may follow '|' or '>' on its line",
        "put quotes around a text that begins with '|' or '>'")
    case "did not find expected <document start>":
      return here(
        "expected the end of the file, found \(shown)", "a config is one mapping of keys")
    case "did not find expected alphabetic or numeric character":
      let mark = error.context.contains("alias") ? "*" : "&"
      return there(
        length: 1, "expected a name of letters and digits after '\(mark)'",
        "put quotes around a text that begins with '\(mark)'")
    case "found incompatible YAML document":
      return here("the version of YAML is not supported", "remove the %YAML line")
    case _ where (error.context + error.problem).contains("directive"):
      return firstWord("this line with '%' is not supported", "remove it")
    case _ where (error.context + error.problem).contains("tag"):
      return there(
        length: 1, "tags with '!' are not supported",
        "put quotes around a text that begins with '!'")
    default:
      let context = error.context.isEmpty ? "" : " \(error.context)"
      return here("\(error.problem)\(context)", "put quotes around a text with special characters")
    }
  }

  /// `a: b: c`, or a line below `a: 1` that is indented deeper than it.
  private func unexpectedColon() -> Message {
    let before = String(
      String.UnicodeScalarView(
        source.lines[line].unicodeScalars.prefix(source.offsetInLine(error.place))))
    if before.contains(": ") || before.contains("[") || before.contains("{") {
      return here(
        "a second ':' on this line", "put quotes around a text with ': ', or begin a new line")
    }
    if let above = keyWithoutSpaceAbove() { return above }
    return firstWord(
      "this line is indented below a value that is already complete",
      "align it with the key above, or leave the value above empty")
  }

  /// `epochs:12` above a line that is indented as it is: YAML takes both for one text.
  private func keyWithoutSpaceAbove() -> Message? {
    guard line > 0, source.indentation(ofLine: line - 1) == source.indentation(ofLine: line) else {
      return nil
    }
    let indent = source.indentation(ofLine: line - 1)
    let word = source.lines[line - 1].unicodeScalars.dropFirst(indent).prefix { $0 != " " }
    let colon = word.firstIndex(of: ":")
    guard let colon, colon > word.startIndex, word.index(after: colon) < word.endIndex else {
      return nil
    }
    return spaceMissing(word, at: source.start(ofLine: line - 1) + indent)
  }

  private func spaceMissing(
    _ word: Substring.UnicodeScalarView.SubSequence, at place: Int
  ) -> Message {
    Message(
      range: place..<place + word.count, text: "expected 'key: value', found '\(Substring(word))'",
      help: "put a space after the ':'")
  }

  private func unexpectedInMapping() -> Message {
    if found == nil { return here("expected a key, found the end of the file", nil) }
    let isAtStart = source.offsetInLine(error.place) <= source.indentation(ofLine: line)
    if !isAtStart {
      let isAfterApostrophe = error.place > 0 && source.scalar(at: error.place - 1) == "'"
      return here(
        "expected the end of the line, found \(shown)",
        isAfterApostrophe
          ? "in single quotes write '' for an apostrophe" : "put quotes around the whole value")
    }
    if found == ":" { return here("a ':' without a key", "write a key before it") }
    if found == "-" {
      return here(
        "a list item stands among keys", "indent the list below the key it belongs to")
    }
    if found == "]" || found == "}" {
      return here("expected a key, found \(shown)", "remove it")
    }
    return firstWord(
      "the indentation of this line fits no line above", "align it with the keys it belongs to")
  }

  private func unexpectedInList() -> Message {
    firstWord(
      "expected '- ' as in the lines of the list above",
      "begin it with '- ', or align it with what it belongs to")
  }

  private func missingColon() -> Message {
    let line = source.line(at: error.contextPlace)
    let start = source.offsetInLine(error.contextPlace)
    let rest = source.lines[line].unicodeScalars.dropFirst(start)
    let word = rest.prefix { $0 != " " }
    let range = error.contextPlace..<error.contextPlace + max(1, word.count)
    if word.dropFirst().contains(":") {
      return spaceMissing(word, at: error.contextPlace)
    }
    return Message(
      range: range, text: "expected a ':' after this key", help: "write it as 'key: value'")
  }

  private func unclosed(_ open: String, _ close: String) -> Message {
    if source.line(at: error.contextPlace) == line, let found, found != "\n" {
      return here(
        "expected ',' or '\(close)', found \(shown)",
        found == ":" ? "put a comma between the entries" : "close '\(open)' with '\(close)'")
    }
    return there(length: 1, "this '\(open)' is not closed", "end it with '\(close)'")
  }

  private func unclosedQuote() -> Message {
    let quote = source.scalar(at: error.contextPlace).map(String.init) ?? "\""
    return there(length: 1, "this quote is not closed", "end the text with \(quote)")
  }

  private func unknownEscape() -> Message {
    // libyaml stops at the backslash.
    let escaped = source.scalar(at: error.place + 1).map(String.init) ?? ""
    return Message(
      range: error.place..<error.place + 2, text: "unknown escape '\\\(escaped)'",
      help: "write \\\\ for a backslash, or use single quotes")
  }

  /// The text at the problem, in quotes.
  private var shown: String {
    switch found {
    case nil: "the end of the file"
    case "\n": "the end of the line"
    case .some(let scalar): "'\(scalar)'"
    }
  }

  /// At the problem.
  private func here(_ text: String, _ help: String?) -> Message {
    Message(range: error.place..<error.place + 1, text: text, help: help)
  }

  /// At the start of the part that libyaml was reading.
  private func there(length: Int, _ text: String, _ help: String?) -> Message {
    Message(range: error.contextPlace..<error.contextPlace + length, text: text, help: help)
  }

  /// At the first word of the line of the problem.
  private func firstWord(_ text: String, _ help: String?) -> Message {
    let indent = source.indentation(ofLine: line)
    let word = source.lines[line].unicodeScalars.dropFirst(indent).prefix {
      $0 != " " && $0 != ":"
    }
    let start = source.start(ofLine: line) + indent
    return Message(range: start..<start + max(1, word.count), text: text, help: help)
  }
}
