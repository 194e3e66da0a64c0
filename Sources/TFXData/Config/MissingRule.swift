public import TFXCore

/// The fill for a missing value of a feature.
public enum MissingRule: FieldValue, Hashable, CustomStringConvertible {
  /// Nothing: it is an error.
  case error
  /// The mean, the median of the training part's numbers; zero; a number.
  case mean, median, zero
  case number(Double)
  /// A category of its own; the most frequent category of the training part.
  case category, mostFrequent

  private static let words: [(word: String, rule: MissingRule)] = [
    ("error", .error), ("mean", .mean), ("median", .median), ("zero", .zero),
    ("category", .category), ("most_frequent", .mostFrequent),
  ]

  /// Whether it fills with a number.
  var isForNumbers: Bool {
    switch self {
    case .mean, .median, .zero, .number: true
    case .error, .category, .mostFrequent: false
    }
  }

  /// Whether it fills with a category.
  var isForCategories: Bool { self == .category || self == .mostFrequent }

  public var description: String {
    if case .number(let number) = self { return Column.text(of: number) }
    return MissingRule.words.first { $0.rule == self }?.word ?? ""
  }

  public static var expectation: String {
    "a number or one of \(words.map(\.word).joined(separator: ", "))"
  }

  public static var schema: ValueSchema { .either(.number, .words(words.map(\.word))) }

  /// Reads a word or a number.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> MissingRule? {
    guard case .scalar(let text, let isQuoted) = node.content else {
      return mismatch(node, &diagnostics)
    }
    if let rule = words.first(where: { $0.word == text })?.rule { return rule }
    if !isQuoted, let number = DecimalParser.parse(text) { return .number(number) }
    return mismatch(
      node, &diagnostics, help: Spelling.suggestion(for: text, among: words.map(\.word)))
  }

  public func write() -> ConfigNode { .plain(description) }
}
