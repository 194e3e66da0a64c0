/// How a category becomes features.
package struct CategoryEncoding: Codable, Hashable, Sendable {
  /// What stands in for a missing value.
  enum Fill: Codable, Hashable {
    /// Nothing: it is an error.
    case error
    /// A category of its own, after all others. Nothing missing in the training part means that
    /// there is no such category, and what is missing later is like an unknown one.
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
  /// What stands in for a missing value.
  let fill: Fill
  /// Whether the training part had missing values that are a category of their own.
  let hasMissingCategory: Bool

  /// More categories than this in one column are taken for a mistake: a name or a free text.
  package static let limit = 1_000

  /// The number of features.
  var width: Int { encoding == .index ? 1 : categories.count + (hasMissingCategory ? 1 : 0) }

  /// Fits to the values of `rows`.
  static func fit(
    _ table: Table, _ column: Column, rows: [Int], options: FeatureOptions
  ) throws(DataError) -> CategoryEncoding {
    let missing = options.missing ?? .category
    if missing.isForNumbers {
      throw table.error(.fillNeedsNumbers(fill: missing.description), in: column)
    }
    var counts: [String: Int] = [:]
    var hasMissing = false
    for row in rows {
      if let text = column.text(at: row) {
        counts[text, default: 0] += 1
      } else if missing == .error {
        throw table.error(.missingCategory, row: row, in: column)
      } else {
        hasMissing = true
      }
    }
    if counts.isEmpty { throw table.error(.noValues, in: column) }
    if counts.count > limit {
      throw table.error(.tooManyCategories(count: counts.count, limit: limit), in: column)
    }
    return CategoryEncoding(
      counts: counts, areNumbers: column.isNumeric, hasMissing: hasMissing, options: options)
  }

  /// An encoding of the categories that were counted.
  init(counts: [String: Int], areNumbers: Bool, hasMissing: Bool, options: FeatureOptions) {
    categories = ClassOrder.sorted(counts.keys, areNumbers: areNumbers)
    switch options.missing ?? .category {
    case .category: fill = .category
    case .mostFrequent:
      fill = .frequent(category: CategoryEncoding.mostFrequent(categories, counts))
    default: fill = .error
    }
    encoding = options.encode ?? .oneHot
    self.areNumbers = areNumbers
    hasMissingCategory = fill == .category && hasMissing
  }

  /// The names of the features of the column `name`: `island=Torgersen`.
  func featureNames(_ name: String) -> [String] {
    if encoding == .index { return [name] }
    return categories.map { "\(name)=\($0)" } + (hasMissingCategory ? ["\(name)=(missing)"] : [])
  }

  /// The place of each category.
  var places: [String: Int] {
    Dictionary(zip(categories, categories.indices)) { first, _ in first }
  }

  /// The place of a row's category; nil for one that is allowed but unknown.
  func place(
    _ table: Table, _ column: Column, row: Int, among places: [String: Int]
  ) throws(DataError) -> Int? {
    guard let text = text(column, row: row) else {
      switch fill {
      case .error: throw table.error(.missingCategory, row: row, in: column)
      case .frequent(let category): return places[category]
      case .category where hasMissingCategory: return categories.count
      case .category where encoding == .oneHot: return nil
      case .category: throw table.error(.missingCategory, row: row, in: column)
      }
    }
    if let place = places[text] { return place }
    if encoding == .oneHot { return nil }
    throw table.error(.unknownCategory(found: text, known: categories), row: row, in: column)
  }

  private func text(_ column: Column, row: Int) -> String? {
    ClassOrder.text(of: column, row: row, areNumbers: areNumbers)
  }

  private static func mostFrequent(_ categories: [String], _ counts: [String: Int]) -> String {
    // The first in order among equals, so that the choice does not depend on hashing.
    var best = categories[0]
    for category in categories where counts[category, default: 0] > counts[best, default: 0] {
      best = category
    }
    return best
  }
}
