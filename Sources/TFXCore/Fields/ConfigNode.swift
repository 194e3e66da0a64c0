/// A value in a configuration, with the place where it was written.
///
/// This is what a file becomes before anyone interprets it, and what a typed value becomes before
/// it is written to a file. It knows nothing of the file's format.
public struct ConfigNode: Sendable {
  /// What kind of value it is.
  public enum Content: Sendable {
    /// Nothing: an empty value, or the word `null`.
    case null
    /// A single word, number or text. A quoted one is text, whatever it looks like.
    case scalar(String, isQuoted: Bool)
    /// A list.
    case sequence([ConfigNode])
    /// Keys and their values, in the order in which they were written.
    case mapping([Entry])
  }

  /// One key and its value.
  public struct Entry: Sendable {
    /// The key's text.
    public var key: String
    /// Where the key stands.
    public var keySpan: SourceSpan?
    /// What stands under the key.
    public var value: ConfigNode

    /// A key with its place, and its value.
    public init(_ key: String, keySpan: SourceSpan? = nil, _ value: ConfigNode) {
      self.key = key
      self.keySpan = keySpan
      self.value = value
    }
  }

  /// The value itself.
  public var content: Content
  /// Where it was written; nil for a value that no file holds.
  public var span: SourceSpan?

  /// A value and its place.
  public init(_ content: Content, span: SourceSpan? = nil) {
    self.content = content
    self.span = span
  }

  /// A plain scalar that no file holds.
  public static func plain(_ text: String) -> ConfigNode {
    ConfigNode(.scalar(text, isQuoted: false))
  }

  /// The value under a key, if this is a mapping that has it.
  public subscript(key: String) -> ConfigNode? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.last { $0.key.isWritten(key) }?.value
  }

  /// The place of an item of a list that is written so, or of a key of a mapping.
  func place(of item: String) -> SourceSpan? {
    switch content {
    case .sequence(let items):
      items.first { node in
        if case .scalar(let text, _) = node.content { text.isWritten(item) } else { false }
      }?.span
    case .mapping(let entries): entries.first { $0.key.isWritten(item) }?.keySpan
    case .null, .scalar: nil
    }
  }

  /// Whether both say the same, wherever they were written.
  package func isSame(as other: ConfigNode) -> Bool {
    switch (content, other.content) {
    case (.null, .null): true
    case (.scalar(let text, let isQuoted), .scalar(let otherText, let otherIsQuoted)):
      text.isWritten(otherText) && isQuoted == otherIsQuoted
    case (.sequence(let items), .sequence(let others)):
      items.count == others.count && zip(items, others).allSatisfy { $0.isSame(as: $1) }
    case (.mapping(let entries), .mapping(let others)):
      entries.count == others.count
        && zip(entries, others).allSatisfy {
          $0.key.isWritten($1.key) && $0.value.isSame(as: $1.value)
        }
    default: false
    }
  }

  /// What this is, for messages: `a list`, `a mapping`, `nothing`, `'text'`.
  public var found: String {
    switch content {
    case .null: "nothing"
    case .scalar(let text, isQuoted: false): "'\(ConfigNode.brief(text))'"
    case .scalar(let text, isQuoted: true): "the text \"\(ConfigNode.brief(text))\""
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// As much of a text as a message can hold on its line.
  private static func brief(_ text: String) -> String {
    let line = text.prefix { !$0.isNewline }
    let start = line.prefix(60)
    return start.endIndex == text.endIndex ? text : start + "…"
  }
}
