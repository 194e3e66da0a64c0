#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How a text becomes numbers, as
/// [Keras's TextVectorization](https://keras.io/api/layers/preprocessing_layers/text/text_vectorization/)
/// gives them. As `int` those of its words: 0 behind its end, 1 for a word that the training part does
/// not have, the most frequent word 2, and so on. Else a number for words that are not known, and one
/// for each that is.
package struct TextEncoding: Codable, Hashable, Sendable {
  /// How a text is cut into words, and what becomes of them.
  let options: TextOptions
  /// The words of the training part, the most frequent first.
  package let tokens: Vocabulary
  /// How many words of a text are used as `int`.
  package let length: Int
  /// What a word counts as `tf_idf`, first one that is not known; else nil.
  let weights: [Double]?

  /// The number of a word that is not known.
  static let unknown = 1
  /// The number of the first word.
  package static let first = 2
  /// More words than this are more than any table of them has.
  static let tokenLimit = 10_000_000
  /// More words of a text than this are a mistake.
  static let lengthLimit = 100_000

  /// The number of features.
  var width: Int { options.outputMode == .int ? length : tokens.count + 1 }

  /// Whether a text becomes its words, one behind the other.
  package var areWords: Bool { options.outputMode == .int }

  /// The words that numbers stand for up to the end of their text, nil for those that are not known.
  package func words(_ numbers: some Sequence<Float>) -> [String?] {
    var words: [String?] = []
    for number in numbers where number >= Float(TextEncoding.unknown) {
      let place = Int(number) - TextEncoding.first
      words.append(place >= 0 && place < tokens.count ? tokens[place] : nil)
    }
    return words
  }

  /// The names of the features of the column `name`: `title[0]`, `title=word`.
  func featureNames(_ name: String) -> [String] {
    if options.outputMode == .int { return (0..<length).map { "\(name)[\($0)]" } }
    return ["\(name)=(unknown)"] + tokens.map { "\(name)=\($0)" }
  }

  /// Whether every value is one that fitting can give.
  var isSound: Bool {
    (1...TextEncoding.lengthLimit).contains(length) && tokens.count <= TextEncoding.tokenLimit
      && (options.outputMode == .tfIdf ? weights?.count == tokens.count + 1 : weights == nil)
  }

  /// Writes the features of `rows` to `output` and on, `stride` apart, where zeros are.
  func encode(
    _ column: Column, rows: ArraySlice<Int>, into output: UnsafeMutablePointer<Float>,
    stride: Int, _ drift: inout ColumnDrift
  ) {
    for (index, row) in rows.enumerated() {
      guard let text = column.text(at: row) else {
        drift.missing += 1
        continue
      }
      let words = options.tokens(of: text)
      let isKnown = write(words, to: output + index * stride)
      if !isKnown, !words.isEmpty { drift.addUnknown(row) }
    }
  }

  /// Returns whether a word that was looked at is known.
  private func write(_ words: [String], to place: UnsafeMutablePointer<Float>) -> Bool {
    var isKnown = false
    if options.outputMode == .int {
      for (index, word) in words.prefix(length).enumerated() {
        let number = tokens.place(of: word).map { $0 + TextEncoding.first }
        isKnown = isKnown || number != nil
        place[index] = Float(number ?? TextEncoding.unknown)
      }
      return isKnown
    }
    for word in words {
      let feature = tokens.place(of: word).map { $0 + 1 } ?? 0
      isKnown = isKnown || feature > 0
      switch options.outputMode {
      case .int, .multiHot: place[feature] = 1
      case .count: place[feature] += 1
      case .tfIdf: place[feature] += Float(weights?[feature] ?? 0)
      }
    }
    return isKnown
  }
}

/// Fits a ``TextEncoding``, block by block.
struct TextFitter {
  private let options: TextOptions
  private var tokens = Vocabulary()
  /// How often each word is there.
  private var frequencies: [Int] = []
  /// How many texts have each word, and how many texts there are.
  private var documents: [Int] = []
  private var texts = 0
  private var longest = 0

  init(_ options: TextOptions) { self.options = options }

  /// Adds the words of `rows`.
  mutating func add(_ column: Column, rows: [Int]) {
    let countsDocuments = options.outputMode == .tfIdf
    texts += rows.count
    for row in rows {
      guard let text = column.text(at: row) else { continue }
      let found = options.tokens(of: text)
      longest = max(longest, found.count)
      for token in found {
        let place = tokens.insert(token)
        if place == frequencies.count {
          frequencies.append(0)
          documents.append(0)
        }
        frequencies[place] += 1
      }
      if countsDocuments {
        for place in Set(found.compactMap { tokens.place(of: $0) }) { documents[place] += 1 }
      }
    }
  }

  /// What words at the given places count as `tf_idf`, first one that is not known: the mean.
  private func weights(_ places: [Int]) -> [Double] {
    let weights = places.map { log(1 + Double(texts) / Double(1 + documents[$0])) }
    return [weights.reduce(0, +) / Double(max(weights.count, 1))] + weights
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
    let special = options.outputMode == .int ? TextEncoding.first : 1
    let most = (options.maxTokens ?? TextEncoding.tokenLimit) - special
    let places = sorted.prefix(most).map(\.place)
    return TextEncoding(
      options: options, tokens: tokens.in(places),
      length: min(options.length ?? max(longest, 1), TextEncoding.lengthLimit),
      weights: options.outputMode == .tfIdf ? weights(places) : nil)
  }
}
