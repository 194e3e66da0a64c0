public import TFXCore

/// How texts are cut into words: the arguments of Keras's TextVectorization.
public struct TextOptions: Configurable, Hashable, Codable {
  /// What is done to a text first.
  public enum Standardize: String, Choice, Codable {
    case none
    /// ASCII letters become small.
    case lower
    /// ASCII punctuation is taken out.
    case stripPunctuation = "strip_punctuation"
    /// Both.
    case lowerAndStripPunctuation = "lower_and_strip_punctuation"
  }

  /// Where a text is cut.
  public enum Split: String, Choice, Codable {
    /// At spaces, tabs and line ends.
    case whitespace
    /// Into single characters.
    case character
  }

  /// What a text becomes.
  public enum OutputMode: String, Choice, Codable {
    /// The number of each of its words.
    case int
    /// For each word of the training part whether the text has it.
    case multiHot = "multi_hot"
    /// For each word how often the text has it.
    case count
    /// The same times log(1 + n ÷ (1 + d)) for a word that d of n texts of the training part have.
    case tfIdf = "tf_idf"
  }

  /// How many numbers there are for words, those for the end and for unknown words among them; nil
  /// for as many as it takes.
  public var maxTokens: Int?
  /// How many words of a text are used; nil for as many as the longest of the training part has.
  public var length: Int?
  /// What is done to a text first.
  public var standardize = Standardize.lowerAndStripPunctuation
  /// Where it is cut.
  public var split = Split.whitespace
  /// Which runs of words are words too; nil for none.
  public var ngrams: NgramWidths?
  /// What a text becomes.
  public var outputMode = OutputMode.int

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "max_tokens", &maxTokens, in: Limits.from(3, to: TextEncoding.tokenLimit).orNone,
      "how many numbers there are for words, with 0 for the end and 1 for unknown words")
    f.optional(
      "length", &length, in: Limits.from(1, to: TextEncoding.lengthLimit).orNone,
      "how many words of a text are used; as many as the longest one has if left out")
    f.optional("standardize", &standardize, "what is done to a text first")
    f.optional("split", &split, "where a text is cut: `whitespace` or `character`")
    f.optional(
      "ngrams", &ngrams, in: NgramWidths.allowed.orNone,
      "whether runs of words are words too: 2 for single words and pairs, `[2]` for pairs alone")
    f.optional(
      "output_mode", &outputMode,
      "what a text becomes: `int`, the numbers of its words; `multi_hot`, `count` or `tf_idf`, a number "
        + "for each word of the training part")
  }

  public func problems() -> [FieldProblem] {
    guard length != nil, outputMode != .int else { return [] }
    return [
      FieldProblem(
        "length",
        "'length' is for the numbers of words, but 'output_mode' is \(outputMode.rawValue)",
        help: "leave it out")
    ]
  }

  /// The words of a text.
  func tokens(of text: String) -> [String] {
    let words = words(of: text)
    return ngrams?.runs(of: words) ?? words
  }

  private func words(of text: String) -> [String] {
    let isLower = standardize == .lower || standardize == .lowerAndStripPunctuation
    let isStripped = standardize == .stripPunctuation || standardize == .lowerAndStripPunctuation
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 where !isStripped || !TextOptions.isPunctuation(byte) {
      bytes.append(byte)
    }
    if isLower { LetterCase.lower.applyToASCII(&bytes) }
    switch split {
    case .whitespace:
      return bytes.split { $0 == 32 || (9...13).contains($0) }
        .map { String(decoding: $0, as: UTF8.self) }
    case .character:
      return String(decoding: bytes, as: UTF8.self).unicodeScalars.map { String($0) }
    }
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    (33...47).contains(byte) || (58...64).contains(byte) || (91...96).contains(byte)
      || (123...126).contains(byte)
  }
}
