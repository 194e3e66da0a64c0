import TFXCore

/// How a text becomes the numbers of its words, as
/// [Keras's TextVectorization](https://keras.io/api/layers/preprocessing_layers/text/text_vectorization/)
/// gives them: 0 behind its end, 1 for a word that the training part does not have, the most frequent
/// word 2, and so on.
package struct TextEncoding: Codable, Hashable, Sendable {
  /// How a text is cut into words, and how they are written.
  let options: TextOptions
  /// The words of the training part, the most frequent first.
  package let tokens: [String]
  /// How many words of a text are used: the number of features.
  let length: Int

  /// The number of a word that is not known.
  static let unknown = 1
  /// The number of the first word.
  static let first = 2
  /// More words than this are more than any table of them has.
  static let tokenLimit = 10_000_000
  /// More words of a text than this are a mistake.
  static let lengthLimit = 100_000

  /// The names of the features of the column `name`: `title[0]`.
  func featureNames(_ name: String) -> [String] { (0..<length).map { "\(name)[\($0)]" } }

  /// The number of each word.
  var places: [ExactText: Int] {
    Dictionary(
      zip(tokens.map { ExactText($0) }, TextEncoding.first..<TextEncoding.first + tokens.count)
    ) { first, _ in first }
  }

  /// Whether every value is one that fitting can give.
  var isSound: Bool {
    (1...TextEncoding.lengthLimit).contains(length) && tokens.count <= TextEncoding.tokenLimit
      && places.count == tokens.count
  }

  /// Writes the numbers of a row's words to `output` and on, where zeros are.
  func encode(
    _ column: Column, row: Int, among places: [ExactText: Int],
    into output: UnsafeMutablePointer<Float>
  ) {
    guard let text = column.text(at: row) else { return }
    for (index, token) in options.tokens(of: text).prefix(length).enumerated() {
      output[index] = Float(places[ExactText(token)] ?? TextEncoding.unknown)
    }
  }
}

/// Fits a ``TextEncoding``, block by block.
struct TextFitter {
  private let options: TextOptions
  private var frequencies: [ExactText: Int] = [:]
  private var longest = 0

  init(_ options: TextOptions) { self.options = options }

  /// Adds the words of `rows`.
  mutating func add(_ column: Column, rows: [Int]) {
    for row in rows {
      guard let text = column.text(at: row) else { continue }
      let tokens = options.tokens(of: text)
      longest = max(longest, tokens.count)
      for token in tokens { frequencies[ExactText(token), default: 0] += 1 }
    }
  }

  /// The encoding; `header` is the place of the column's name.
  func finish(_ header: DataError) throws(DataError) -> TextEncoding {
    if frequencies.isEmpty { throw header.with(.noValues) }
    // Of equally frequent words Keras takes the last in the order of their bytes first.
    let sorted = frequencies.map { (token: $0.key.text, count: $0.value) }.sorted {
      $0.count != $1.count
        ? $0.count > $1.count : $1.token.utf8.lexicographicallyPrecedes($0.token.utf8)
    }
    let most = (options.maxTokens ?? TextEncoding.tokenLimit) - TextEncoding.first
    return TextEncoding(
      options: options, tokens: sorted.prefix(most).map(\.token),
      length: min(options.length ?? longest, TextEncoding.lengthLimit))
  }
}
