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
