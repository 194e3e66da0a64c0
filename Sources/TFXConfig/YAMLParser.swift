package import TFXCore

/// Reads YAML into located values.
package enum YAMLParser {
  /// How deep values may lie in each other.
  static let deepest = 100
  /// How many values the aliases of a file may stand for in all. Ten lines of aliases to lists of
  /// aliases could otherwise stand for more values than there is memory.
  static let mostAliased = 100_000

  /// The value that `text` describes; nothing if it is empty. Throws its mistakes in terms of YAML:
  /// the meaning of values is not known here. Keys may be repeated in the result.
  package static func parse(text: String, file: String) throws(Diagnostics) -> ConfigNode {
    try parse(SourceText(file: file, text: text))
  }

  static func parse(_ source: SourceText) throws(Diagnostics) -> ConfigNode {
    try refuseForbiddenCharacters(source)
    var builder = NodeBuilder(source)
    let root = try builder.document()
    try builder.diagnostics.throwIfErrors()
    return root
  }

  /// libyaml refuses these too, but names a byte and no line.
  private static func refuseForbiddenCharacters(_ source: SourceText) throws(Diagnostics) {
    for (line, text) in source.lines.enumerated() {
      if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x09 }) { continue }
      var column = 1
      for character in text {
        for scalar in character.unicodeScalars where !YAMLText.isAllowed(scalar) {
          let code = YAMLText.codePoint(scalar)
          throw Diagnostics([
            Diagnostic(
              at: SourceSpan(file: source.file, line: line + 1, column: column),
              "the character \(code) is not allowed in YAML",
              help: scalar == "\0"
                ? "save the file as UTF-8 text" : "remove it, or write an escape in double quotes")
          ])
        }
        column += 1
      }
    }
  }
}

/// A value and what it would cost to repeat it.
private struct Built {
  var node: ConfigNode
  /// How many values it holds, itself included.
  var size: Int
  /// How deep values lie in it: 0 for a scalar.
  var height: Int
}

private struct NodeBuilder {
  private let source: SourceText
  private let events: YAMLEvents
  private var places: PlaceFinder
  private var anchors: [String: Built] = [:]
  private var openAnchors: Set<String> = []
  private var aliased = 0
  /// Mistakes that do not keep the rest from being read.
  var diagnostics = Diagnostics()

  init(_ source: SourceText) {
    self.source = source
    events = YAMLEvents(source.text)
    places = PlaceFinder(source)
  }

  mutating func document() throws(Diagnostics) -> ConfigNode {
    _ = try next()
    guard case .documentStart = try next().kind else {
      return ConfigNode(.null, span: places.span(0..<0))
    }
    let root = try value(try next(), depth: 0)
    _ = try next()
    try end()
    return root.node
  }

  /// Refuses what stands behind the document; some programs end one with a line for the next.
  private mutating func end() throws(Diagnostics) {
    let after = try next()
    guard case .documentStart = after.kind else { return }
    let value = try next()
    if case .scalar("", .plain) = value.kind, value.tag == nil, value.anchor == nil {
      _ = try next()
      return try end()
    }
    throw failure(
      after.range, "a second document begins here; a config is one document",
      help: "remove this line or what follows")
  }

  private mutating func next() throws(Diagnostics) -> YAMLEvent {
    do {
      return try events.next()
    } catch {
      throw failure(YAMLMessages.translate(error, source, &places))
    }
  }

  private mutating func failure(
    _ range: Range<Int>, _ message: String, help: String? = nil
  ) -> Diagnostics {
    failure(Diagnostic(at: places.span(range), message, help: help))
  }

  private func failure(_ diagnostic: Diagnostic) -> Diagnostics {
    var all = diagnostics
    all.report(diagnostic)
    return Diagnostics(all.sorted)
  }

  private mutating func value(
    _ event: YAMLEvent, depth: Int
  ) throws(Diagnostics) -> Built {
    switch event.kind {
    case .scalar(let text, let style):
      let built = Built(node: scalar(event, text, style), size: 1, height: 0)
      if let anchor = event.anchor { anchors[anchor] = built }
      return built
    case .alias(let name): return try alias(name, event.range, depth: depth)
    case .sequenceStart: return try collection(event, depth: depth, isMapping: false)
    case .mappingStart: return try collection(event, depth: depth, isMapping: true)
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
      preconditionFailure("libyaml event \(event.kind) where a value begins")
    }
  }

  private mutating func scalar(
    _ event: YAMLEvent, _ text: String, _ style: YAMLScalarStyle
  ) -> ConfigNode {
    var range = event.range
    if style == .block {
      // The value is the `|` or `>` and the lines below; the mark is for the first line.
      let line = source.lines[source.line(at: range.lowerBound)].unicodeScalars
      let header = line.dropFirst(source.offsetInLine(range.lowerBound)).prefix { $0 != " " }
      range = range.lowerBound..<range.lowerBound + header.count
    }
    let span = places.span(range)
    if let tag = event.tag {
      return tagged(tag, ConfigNode(.scalar(text, isQuoted: style != .plain), span: span))
    }
    if style == .plain, YAMLText.isNull(text) {
      // An empty value has no place of its own; its reader points at the key instead.
      return ConfigNode(.null, span: range.isEmpty ? nil : span)
    }
    return ConfigNode(.scalar(text, isQuoted: style != .plain), span: span)
  }

  /// What a tag makes of the value behind it.
  private mutating func tagged(_ name: String, _ node: ConfigNode) -> ConfigNode {
    var node = node
    if name == "!" {
      // A value that is what it looks like, but no number: a text, a list or a mapping.
      if case .scalar(let text, _) = node.content { node.content = .scalar(text, isQuoted: true) }
      return node
    }
    let short = YAMLTag.short(name)
    guard let tag = YAMLTag(name) else {
      diagnostics.error(
        at: node.span, "the tag '\(short)' is not supported",
        help: "remove it; docs/yaml.md lists the tags that are known")
      return node
    }
    if let content = tag.value(of: node.content) {
      node.content = content
    } else {
      diagnostics.error(
        at: node.span, "'\(short)' stands before \(tag.expectation), found \(node.found)",
        help: "remove the tag")
    }
    return node
  }

  private mutating func collection(
    _ event: YAMLEvent, depth: Int, isMapping: Bool
  ) throws(Diagnostics) -> Built {
    let span = places.span(event.range)
    if depth >= YAMLParser.deepest {
      throw failure(event.range, "values lie more than \(YAMLParser.deepest) deep in each other")
    }
    if let anchor = event.anchor {
      anchors[anchor] = nil
      openAnchors.insert(anchor)
    }
    var built =
      isMapping ? try mapping(depth: depth + 1) : try sequence(depth: depth + 1)
    built.node.span = span
    if let tag = event.tag { built.node = tagged(tag, built.node) }
    if let anchor = event.anchor {
      openAnchors.remove(anchor)
      anchors[anchor] = built
    }
    return built
  }

  private mutating func sequence(depth: Int) throws(Diagnostics) -> Built {
    var items: [ConfigNode] = []
    var whole = Built(node: ConfigNode(.null), size: 1, height: 1)
    while true {
      let event = try next()
      if case .sequenceEnd = event.kind { break }
      let item = try add(event, to: &whole, depth: depth)
      // An empty item is shown at its dash.
      let dash = max(0, event.range.lowerBound - 1)
      items.append(item.orAt(item.span ?? places.span(dash..<dash + 1)))
    }
    whole.node.content = .sequence(items)
    return whole
  }

  private mutating func mapping(depth: Int) throws(Diagnostics) -> Built {
    var entries: [ConfigNode.Entry] = []
    var merges: [(place: Int, node: ConfigNode)] = []
    var whole = Built(node: ConfigNode(.null), size: 1, height: 1)
    while true {
      let event = try next()
      if case .mappingEnd = event.kind { break }
      let key = try add(event, to: &whole, depth: depth)
      let keySpan = key.span ?? places.span(event.range)
      let value = try add(try next(), to: &whole, depth: depth)
      if case .scalar("<<", isQuoted: false) = key.content {
        merges.append((entries.count, value.orAt(keySpan)))
      } else if let name = name(key, event) {
        entries.append(ConfigNode.Entry(name, keySpan: keySpan, value))
      } else {
        let isEmpty = event.range.isEmpty
        diagnostics.error(
          at: keySpan, "expected a key of one word, found \(isEmpty ? "nothing" : key.found)",
          help: isEmpty ? "write a key before the ':'" : "put quotes around it if it is a text")
      }
    }
    for merge in merges.reversed() { self.merge(merge.node, into: &entries, at: merge.place) }
    whole.node.content = .mapping(entries)
    return whole
  }

  private mutating func add(
    _ event: YAMLEvent, to whole: inout Built, depth: Int
  ) throws(Diagnostics) -> ConfigNode {
    let part = try value(event, depth: depth)
    whole.size += part.size
    whole.height = max(whole.height, part.height + 1)
    return part.node
  }

  /// The text of a key; the word `null` is a text here.
  private func name(_ key: ConfigNode, _ event: YAMLEvent) -> String? {
    if case .scalar(let text, _) = key.content { return text }
    if case .scalar(let text, _) = event.kind, !event.range.isEmpty { return text }
    return nil
  }

  /// Puts the entries of `node`, or of each mapping in the list `node`, at `place`, but for keys
  /// that are given already; the first mapping of a list wins (https://yaml.org/type/merge.html).
  private mutating func merge(
    _ node: ConfigNode, into entries: inout [ConfigNode.Entry], at place: Int
  ) {
    var given = Set(entries.map { ExactText($0.key) })
    var added: [ConfigNode.Entry] = []
    var sources = [node]
    if case .sequence(let items) = node.content { sources = items }
    for source in sources {
      guard case .mapping(let merged) = source.content else {
        diagnostics.error(
          at: source.span ?? node.span,
          "'<<' takes a mapping or a list of them, "
            + "found \(source.found)", help: "write <<: *name, where &name marks a mapping")
        continue
      }
      // Repeated keys of one source stay repeated, so that their reader reports them.
      added += merged.filter { !given.contains(ExactText($0.key)) }
      given.formUnion(merged.map { ExactText($0.key) })
    }
    entries.insert(contentsOf: added, at: place)
  }

  private mutating func alias(
    _ name: String, _ range: Range<Int>, depth: Int
  ) throws(Diagnostics) -> Built {
    guard var built = anchors[name] else {
      if openAnchors.contains(name) {
        throw failure(range, "'*\(name)' stands for a value that it is a part of")
      }
      throw failure(
        range, "'*\(name)' stands for nothing: no '&\(name)' before it",
        help: Spelling.suggestion(for: name, among: anchors.keys.sorted())
          ?? "put quotes around a text that begins with '*'")
    }
    aliased += built.size
    if aliased > YAMLParser.mostAliased {
      throw failure(range, "aliases stand for more than \(YAMLParser.mostAliased) values in all")
    }
    if depth + built.height > YAMLParser.deepest {
      throw failure(range, "values lie more than \(YAMLParser.deepest) deep in each other")
    }
    built.node.span = places.span(range)
    return built
  }
}
