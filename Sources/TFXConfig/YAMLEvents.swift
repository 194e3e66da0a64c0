internal import CLibYAML

/// A step through a YAML text: a scalar, or the beginning or end of something.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd
    case scalar(String, YAMLScalarStyle)
    case sequenceStart, mappingStart
    case alias(String)
  }

  var kind: Kind
  /// The name after `&`, if the value has one.
  var anchor: String?
  /// The tag in full, if the value has one: `tag:yaml.org,2002:str` for `!!str`.
  var tag: String?
  /// Where it stands, in Unicode scalars from the beginning of the text.
  var range: Range<Int>
}

enum YAMLScalarStyle {
  case plain, quoted, block
}

/// The error of libyaml about a text that is not YAML, in its own words.
struct YAMLSyntaxError: Error {
  var problem: String
  var context: String
  /// Offsets in Unicode scalars; of the context only if there is one.
  var place: Int
  var contextPlace: Int
}

/// Runs libyaml over a text, one event at a time.
final class YAMLEvents {
  // libyaml keeps pointers into its parser, so this lives at one address until the end.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let bytes: UnsafeMutableBufferPointer<UInt8>

  init(_ text: String) {
    parser = .allocate(capacity: 1)
    bytes = .allocate(capacity: text.utf8.count)
    _ = bytes.initialize(from: text.utf8)
    YAMLDirectives.adapt(bytes)
    guard yaml_parser_initialize(parser) == 1 else { fatalError("no memory for a YAML parser") }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    bytes.deallocate()
  }

  /// The next event. Nothing may be asked after the end of the stream or an error.
  func next() throws(YAMLSyntaxError) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
    defer { yaml_event_delete(&event) }
    var anchor: UnsafeMutablePointer<yaml_char_t>?
    var tag: UnsafeMutablePointer<yaml_char_t>?
    let kind: YAMLEvent.Kind
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      anchor = scalar.anchor
      tag = scalar.tag
      kind = .scalar(YAMLEvents.text(scalar.value, scalar.length), style(scalar.style))
    case YAML_SEQUENCE_START_EVENT:
      anchor = event.data.sequence_start.anchor
      tag = event.data.sequence_start.tag
      kind = .sequenceStart
    case YAML_MAPPING_START_EVENT:
      anchor = event.data.mapping_start.anchor
      tag = event.data.mapping_start.tag
      kind = .mappingStart
    case YAML_ALIAS_EVENT: kind = .alias(String(cString: event.data.alias.anchor))
    case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
    case YAML_MAPPING_END_EVENT: kind = .mappingEnd
    case YAML_STREAM_START_EVENT: kind = .streamStart
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    default: kind = .streamEnd
    }
    let start = event.start_mark.index
    return YAMLEvent(
      kind: kind, anchor: anchor.map { String(cString: $0) }, tag: tag.map { String(cString: $0) },
      range: start..<max(start, event.end_mark.index))
  }

  private func style(_ style: yaml_scalar_style_t) -> YAMLScalarStyle {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
    case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
    default: .plain
    }
  }

  private func syntaxError() -> YAMLSyntaxError {
    let parser = parser.pointee
    precondition(parser.error != YAML_MEMORY_ERROR, "no memory to parse YAML")
    return YAMLSyntaxError(
      problem: parser.problem.map { String(cString: $0) } ?? "",
      context: parser.context.map { String(cString: $0) } ?? "",
      place: parser.problem_mark.index, contextPlace: parser.context_mark.index)
  }

  private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>, _ count: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }
}
