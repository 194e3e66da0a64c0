/// How a text becomes the numbers of its words, as
/// [Keras's TextVectorization](https://keras.io/api/layers/preprocessing_layers/text/text_vectorization/)
/// gives them: 0 behind its end, 1 for a word that the training part does not have, the most frequent
/// word 2, and so on.
package struct TextEncoding: Codable, Hashable, Sendable {
  /// How a text is cut into words, and how they are written.
  let options: TextOptions
  /// The words of the training part, the most frequent first.
  package let tokens: Vocabulary
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

  /// Whether every value is one that fitting can give.
  var isSound: Bool {
    (1...TextEncoding.lengthLimit).contains(length) && tokens.count <= TextEncoding.tokenLimit
  }

  /// Writes the numbers of the words of `rows` to `output` and on, `stride` apart, where zeros are.
  func encode(
    _ column: Column, rows: ArraySlice<Int>, into output: UnsafeMutablePointer<Float>,
    stride: Int
  ) {
    for (index, row) in rows.enumerated() {
      guard let text = column.text(at: row) else { continue }
      let place = output + index * stride
      for (index, token) in options.tokens(of: text).prefix(length).enumerated() {
        place[index] = Float(
          tokens.place(of: token).map { $0 + TextEncoding.first } ?? TextEncoding.unknown)
      }
    }
  }
}

/// Fits a ``TextEncoding``, block by block.
struct TextFitter {
  private let options: TextOptions
  private var tokens = Vocabulary()
  /// How often each word is there.
  private var frequencies: [Int] = []
  private var longest = 0

  init(_ options: TextOptions) { self.options = options }

  /// Adds the words of `rows`.
  mutating func add(_ column: Column, rows: [Int]) {
    for row in rows {
      guard let text = column.text(at: row) else { continue }
      let found = options.tokens(of: text)
      longest = max(longest, found.count)
      for token in found {
        let place = tokens.insert(token)
        if place == frequencies.count { frequencies.append(0) }
        frequencies[place] += 1
      }
    }
  }

  /// The encoding; `header` is the place of the column's name.
  func finish(_ header: DataError) throws(DataError) -> TextEncoding {
    if frequencies.isEmpty { throw header.with(.noValues) }
    // Of equally frequent words Keras takes the last in the order of their bytes first.
    let sorted = tokens.indices.map { (token: tokens[$0], place: $0) }.sorted {
      let (first, second) = (frequencies[$0.place], frequencies[$1.place])
      return first != second
        ? first > second : $1.token.utf8.lexicographicallyPrecedes($0.token.utf8)
    }
    let most = (options.maxTokens ?? TextEncoding.tokenLimit) - TextEncoding.first
    return TextEncoding(
      options: options, tokens: tokens.in(sorted.prefix(most).map(\.place)),
      length: min(options.length ?? longest, TextEncoding.lengthLimit))
  }
}
