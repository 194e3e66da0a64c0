public import TFXCore

/// The columns that are features, in their order, each with its options: a mapping from names to
/// options, or just a list of names.
public struct FeatureList: FieldValue, Hashable {
  /// One column.
  public struct Entry: Hashable, Sendable {
    /// The column's name.
    public var column: String
    /// How it becomes a feature.
    public var options: FeatureOptions

    /// A column with its options.
    public init(_ column: String, _ options: FeatureOptions = FeatureOptions()) {
      self.column = column
      self.options = options
    }
  }

  /// The columns in their order.
  public var entries: [Entry]

  /// The given columns.
  public init(_ entries: [Entry]) { self.entries = entries }

  public static var expectation: String { "columns as 'name: {…}' or a list of names" }

  public static var schema: ValueSchema {
    .either(
      .list(.text, count: 1...Int.max), .names(.fields("feature", FeatureOptions.self)))
  }

  /// Reads a mapping or a list of names.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> FeatureList? {
    let written: [ConfigNode.Entry]
    switch node.content {
    case .mapping(let entries): written = entries
    case .sequence(let items):
      var names: [ConfigNode.Entry] = []
      for item in items {
        guard case .scalar(let name, _) = item.content else {
          diagnostics.error(at: item.span, "expected a column's name, found \(item.found)")
          return nil
        }
        names.append(ConfigNode.Entry(name, keySpan: item.span, ConfigNode(.null)))
      }
      written = names
    case .null, .scalar: return mismatch(node, &diagnostics)
    }
    if written.isEmpty { return mismatch(node, &diagnostics, help: "leave it out for all columns") }
    return read(written, &diagnostics)
  }

  private static func read(
    _ written: [ConfigNode.Entry], _ diagnostics: inout Diagnostics
  ) -> FeatureList? {
    var entries: [Entry] = []
    var seen: Set<ExactText> = []
    for entry in written {
      if !seen.insert(ExactText(entry.key)).inserted {
        diagnostics.error(at: entry.keySpan, "the feature '\(entry.key)' is given twice")
      } else if let options = FieldReader.read(
        FeatureOptions.self, from: entry.value.orAt(entry.keySpan),
        owner: "the feature '\(entry.key)'", at: entry.keySpan, &diagnostics)
      {
        entries.append(Entry(entry.key, options))
      }
    }
    return entries.count == written.count ? FeatureList(entries) : nil
  }

  /// The columns whose values must be read as they are written.
  var textColumns: [String] {
    entries.filter(\.options.readsText).map(\.column)
  }

  /// What is missing in single columns, by names and patterns. A name without words of its own counts
  /// too, beside a pattern that has some.
  var missingWords: [CSVOptions.ColumnWords] {
    let hasWords = { (entry: Entry) in entry.options.words != MissingWords() }
    let areOfPattern = entries.contains { hasWords($0) && NamePattern($0.column) != nil }
    return entries.filter { areOfPattern || hasWords($0) }
      .map { CSVOptions.ColumnWords(column: $0.column, words: $0.options.words) }
  }

  /// A mapping with every option that is given or decided; those of texts and dates for them alone,
  /// and words for what is missing where there are any.
  public func write() -> ConfigNode {
    let ofTexts = Set(FieldReference.fields(of: TextOptions.self).map(\.name))
    let ofDates = Set(FieldReference.fields(of: DateOptions.self).map(\.name))
    let ofWords = Set(FieldReference.fields(of: MissingWords.self).map(\.name))
    return ConfigNode(
      .mapping(
        entries.map { entry in
          let encode = entry.options.encode
          let left = (encode == .text ? [] : ofTexts).union(encode == .date ? [] : ofDates)
            .union(entry.options.words == MissingWords() ? ofWords : [])
          var options = FieldWriter.write(entry.options)
          if case .mapping(let fields) = options.content {
            options.content = .mapping(
              fields.filter { field in
                if case .null = field.value.content { return false }
                return !left.contains(field.key)
              })
          }
          return ConfigNode.Entry(entry.column, options)
        }))
  }
}
