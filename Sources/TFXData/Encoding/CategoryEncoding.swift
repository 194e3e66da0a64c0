import TFXCore

/// How a category becomes features.
package struct CategoryEncoding: Codable, Hashable, Sendable {
  /// The fill for a missing value.
  enum Fill: Codable, Hashable {
    /// Nothing: it is an error.
    case error
    /// A category of its own, after all others. If the training part misses no value there is no
    /// such category, and a value that is missing later is like an unknown one.
    case category
    /// This category.
    case frequent(category: String)
  }

  /// Which numbers stand for a category.
  let encoding: FeatureOptions.Encoding
  /// The training part's categories: texts in alphabetical order, numbers from small to large.
  package let categories: Vocabulary
  /// Whether the categories are numbers, so that `7` and `7.0` are the same.
  let areNumbers: Bool
  /// The fill for a missing value.
  let fill: Fill
  /// Whether the training part had missing values that are a category of their own.
  let hasMissingCategory: Bool

  /// More categories than this in one column are taken for a mistake: a name or a free text.
  package static let limit = 1_000
  /// More categories than this have no numbers of their own in the model's inputs, 32-bit floats.
  package static let embeddedLimit = 1 << 24

  /// How many categories a column may have.
  static func limit(_ encoding: FeatureOptions.Encoding?) -> Int {
    encoding == .embedding ? embeddedLimit : limit
  }

  /// The number of features.
  var width: Int {
    encoding == .oneHot ? categories.count + (hasMissingCategory ? 1 : 0) : 1
  }

  /// The names of the features of the column `name`: `island=Torgersen`.
  func featureNames(_ name: String) -> [String] {
    if encoding != .oneHot { return [name] }
    return categories.map { "\(name)=\($0)" } + (hasMissingCategory ? ["\(name)=(missing)"] : [])
  }

  /// Whether every value is one that fitting can give.
  var isSound: Bool {
    !categories.isEmpty && categories.count <= CategoryEncoding.limit(encoding)
      && !(hasMissingCategory && encoding == .embedding)
  }

  /// Writes the features of `rows` to `output` and on, `stride` apart. They are zero before.
  func encode(
    _ table: Table, _ column: Column, rows: ArraySlice<Int>,
    into output: UnsafeMutablePointer<Float>, stride: Int
  ) throws(DataError) {
    var place = output
    for row in rows {
      if let category = try self.place(table, column, row: row) {
        switch encoding {
        case .oneHot: place[category] = 1
        case .embedding: place.pointee = Float(category + 1)
        default: place.pointee = Float(category)
        }
      }
      place += stride
    }
  }

  /// The place of a row's category; nil for one that is allowed but unknown.
  private func place(
    _ table: Table, _ column: Column, row: Int
  ) throws(DataError) -> Int? {
    guard let text = ClassOrder.text(of: column, row: row, areNumbers: areNumbers) else {
      switch fill {
      case .error: throw table.error(.missingCategory, row: row, in: column)
      case .frequent(let category): return categories.place(of: category)
      case .category where hasMissingCategory: return categories.count
      case .category where encoding != .index: return nil
      case .category: throw table.error(.missingCategory, row: row, in: column)
      }
    }
    if let place = categories.place(of: text) { return place }
    if encoding != .index { return nil }
    throw table.error(
      .unknownCategory(found: text, known: Array(categories)), row: row, in: column)
  }
}

/// Fits a ``CategoryEncoding``, block by block.
struct CategoryFitter {
  private let options: FeatureOptions
  private var kinds = KindCount()
  private var categories = Vocabulary()
  /// How many rows have each category.
  private var frequencies: [Int] = []
  private var areNumbers = true
  private var firstMissing: DataError?

  init(_ options: FeatureOptions) { self.options = options }

  private var missing: MissingRule { options.missing ?? .category }
  private var limit: Int { CategoryEncoding.limit(options.encode) }

  /// Whether a column of numbers with some texts between them is taken for a mistake in the file.
  private var needsOneKind: Bool { options.encode == nil && options.transform == nil }

  /// Adds the values of `rows`; throws if there are too many categories to go on.
  mutating func add(_ table: Table, _ column: Column, rows: [Int]) throws(DataError) {
    areNumbers = column.isNumeric
    if needsOneKind { kinds.add(table, column) }
    for row in rows {
      if let text = column.text(at: row) {
        let place = categories.insert(text)
        if place == frequencies.count { frequencies.append(0) }
        frequencies[place] += 1
      } else if firstMissing == nil {
        firstMissing = table.error(.missingCategory, row: row, in: column)
      }
    }
    if categories.count > limit {
      _ = try finish(table.error(.noValues, in: column))
    }
  }

  /// The encoding; `header` is the place of the column's name.
  func finish(_ header: DataError) throws(DataError) -> CategoryEncoding {
    if needsOneKind, let (text, place) = kinds.firstText, kinds.numbers >= kinds.texts {
      throw place.with(.expectedNumber(found: text, mostAreNumbers: true))
    }
    if missing.isForNumbers {
      throw header.with(.fillNeedsNumbers(fill: missing.description))
    }
    if missing == .error, let firstMissing { throw firstMissing }
    if categories.isEmpty { throw header.with(.noValues) }
    if categories.count > limit {
      throw header.with(.tooManyCategories(count: categories.count, limit: limit))
    }
    let order = categories.order
    let fill: CategoryEncoding.Fill =
      switch missing {
      case .category: .category
      case .mostFrequent: .frequent(category: mostFrequent(order))
      default: .error
      }
    return CategoryEncoding(
      encoding: options.encode ?? .oneHot, categories: categories.in(order),
      areNumbers: areNumbers, fill: fill,
      hasMissingCategory: fill == .category && firstMissing != nil
        && options.encode != .embedding)
  }

  /// The first in order among equals, so that the choice does not depend on hashing.
  private func mostFrequent(_ order: [Int]) -> String {
    let most = frequencies.max() ?? 0
    return categories[order.first { frequencies[$0] == most } ?? 0]
  }
}
