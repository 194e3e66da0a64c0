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
  package let categories: [String]
  /// Whether the categories are numbers, so that `7` and `7.0` are the same.
  let areNumbers: Bool
  /// The fill for a missing value.
  let fill: Fill
  /// Whether the training part had missing values that are a category of their own.
  let hasMissingCategory: Bool

  /// More categories than this in one column are taken for a mistake: a name or a free text.
  package static let limit = 1_000

  /// The number of features.
  var width: Int { encoding == .index ? 1 : categories.count + (hasMissingCategory ? 1 : 0) }

  /// The names of the features of the column `name`: `island=Torgersen`.
  func featureNames(_ name: String) -> [String] {
    if encoding == .index { return [name] }
    return categories.map { "\(name)=\($0)" } + (hasMissingCategory ? ["\(name)=(missing)"] : [])
  }

  /// The place of each category.
  var places: [ExactText: Int] { ClassOrder.places(categories) }

  /// The place of a row's category; nil for one that is allowed but unknown.
  func place(
    _ table: Table, _ column: Column, row: Int, among places: [ExactText: Int]
  ) throws(DataError) -> Int? {
    guard let text = ClassOrder.text(of: column, row: row, areNumbers: areNumbers) else {
      switch fill {
      case .error: throw table.error(.missingCategory, row: row, in: column)
      case .frequent(let category): return places[ExactText(category)]
      case .category where hasMissingCategory: return categories.count
      case .category where encoding == .oneHot: return nil
      case .category: throw table.error(.missingCategory, row: row, in: column)
      }
    }
    if let place = places[ExactText(text)] { return place }
    if encoding == .oneHot { return nil }
    throw table.error(.unknownCategory(found: text, known: categories), row: row, in: column)
  }
}

/// Fits a ``CategoryEncoding``, block by block.
struct CategoryFitter {
  private let options: FeatureOptions
  private var kinds = KindCount()
  private var frequencies: [ExactText: Int] = [:]
  private var areNumbers = true
  private var firstMissing: DataError?

  init(_ options: FeatureOptions) { self.options = options }

  private var missing: MissingRule { options.missing ?? .category }

  /// Whether a column of numbers with some texts between them is taken for a mistake in the file.
  private var needsOneKind: Bool { options.encode == nil && options.transform == nil }

  /// Adds the values of `rows`; throws if there are too many categories to go on.
  mutating func add(_ table: Table, _ column: Column, rows: [Int]) throws(DataError) {
    areNumbers = column.isNumeric
    if needsOneKind { kinds.add(table, column) }
    for row in rows {
      if let text = column.text(at: row) {
        frequencies[ExactText(text), default: 0] += 1
      } else if firstMissing == nil {
        firstMissing = table.error(.missingCategory, row: row, in: column)
      }
    }
    if frequencies.count > CategoryEncoding.limit {
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
    if frequencies.isEmpty { throw header.with(.noValues) }
    if frequencies.count > CategoryEncoding.limit {
      throw header.with(
        .tooManyCategories(count: frequencies.count, limit: CategoryEncoding.limit))
    }
    let categories = ClassOrder.sorted(frequencies.keys, areNumbers: areNumbers)
    let fill: CategoryEncoding.Fill =
      switch missing {
      case .category: .category
      case .mostFrequent: .frequent(category: mostFrequent(of: categories))
      default: .error
      }
    return CategoryEncoding(
      encoding: options.encode ?? .oneHot, categories: categories, areNumbers: areNumbers,
      fill: fill, hasMissingCategory: fill == .category && firstMissing != nil)
  }

  /// The first in order among equals, so that the choice does not depend on hashing.
  private func mostFrequent(of categories: [String]) -> String {
    let counts = categories.map { frequencies[ExactText($0), default: 0] }
    return categories[counts.firstIndex(of: counts.max() ?? 0) ?? 0]
  }
}
