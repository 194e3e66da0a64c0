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
  /// How the places of an order are scaled; nil if they are used as they are.
  var scale: NumberScale?

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

  /// The category that features stand for; nil for one that is not known.
  package func category(of features: ArraySlice<Float>) -> String? {
    guard let first = features.first else { return nil }
    let place: Int?
    switch encoding {
    case .oneHot: place = features.firstIndex { $0 > 0.5 }.map { $0 - features.startIndex }
    case .embedding: place = Int(first) - 1
    default:
      let number = scale.map { Double(first) * $0.scale + $0.offset } ?? Double(first)
      place = Int(number.rounded())
    }
    guard let place, place >= 0 else { return nil }
    if place < categories.count { return categories[place] }
    return hasMissingCategory && place == categories.count ? "(missing)" : nil
  }

  /// Whether every value is one that fitting can give.
  var isSound: Bool {
    !categories.isEmpty && categories.count <= CategoryEncoding.limit(encoding)
      && !(hasMissingCategory && encoding == .embedding)
      && scale.map { $0.isSound && encoding == .ordinal } ?? true
  }

  /// Whether a category that the training part does not have is no mistake.
  private var allowsUnknown: Bool { encoding == .oneHot || encoding == .embedding }

  /// Writes the features of `rows` to `output` and on, `stride` apart. They are zero before.
  func encode(
    _ table: Table, _ column: Column, rows: ArraySlice<Int>,
    into output: UnsafeMutablePointer<Float>, stride: Int, _ drift: inout ColumnDrift
  ) throws(DataError) {
    var place = output
    for row in rows {
      if let category = try self.place(table, column, row: row, &drift) {
        switch encoding {
        case .oneHot: place[category] = 1
        case .embedding: place.pointee = Float(category + 1)
        default: place.pointee = Float(scale.map { $0(Double(category)) } ?? Double(category))
        }
      }
      place += stride
    }
  }

  /// The place of a row's category; nil for one that is allowed but unknown.
  private func place(
    _ table: Table, _ column: Column, row: Int, _ drift: inout ColumnDrift
  ) throws(DataError) -> Int? {
    guard let text = column.className(at: row, areNumbers: areNumbers) else {
      drift.missing += 1
      switch fill {
      case .error: throw table.missingCategory(encoding, row: row, in: column)
      case .frequent(let category): return categories.place(of: category)
      case .category where hasMissingCategory: return categories.count
      case .category where allowsUnknown: return nil
      case .category:
        throw table.error(
          .missingValue(.knownCategories, word: column.missingWord), row: row, in: column)
      }
    }
    if let place = categories.place(of: text) { return place }
    if allowsUnknown {
      drift.addUnknown(row)
      return nil
    }
    if encoding == .ordinal {
      throw table.error(
        .strangerToOrder(found: text, order: Array(categories)), row: row, in: column)
    }
    throw table.error(
      .unknownCategory(found: text, known: Array(categories)), row: row, in: column)
  }
}

extension Table {
  /// The error about a missing category of a column that allows none.
  fileprivate func missingCategory(
    _ encoding: FeatureOptions.Encoding?, row: Int, in column: Column
  ) -> DataError {
    error(
      .missingValue(
        encoding == .ordinal ? .knownCategories : .categories, word: column.missingWord),
      row: row, in: column)
  }
}

/// Fits a ``CategoryEncoding``, block by block.
struct CategoryFitter {
  private let options: FeatureOptions
  private var categories = Vocabulary()
  /// How many rows have each category.
  private var frequencies: [Int] = []
  /// Nil if places are not scaled.
  private var scale: ScaleFitter?
  private var areNumbers = true
  private var firstMissing: DataError?
  /// The first value that is not in the order, if one is given.
  private var stranger: DataError?
  /// Depends on the categories of all rows and their order.
  private(set) var sequence: UInt64 = 0

  /// - Parameter sketchSize: how many numbers a level of a sketch of quantiles holds; nil for all.
  init(_ options: FeatureOptions, sketchSize: Int?) {
    self.options = options
    scale = options.normalize.map { ScaleFitter($0, needsMedian: false, size: sketchSize) }
    if let order = options.order {
      categories = Vocabulary(order)
      frequencies = [Int](repeating: 0, count: order.count)
    }
  }

  private var missing: MissingRule {
    options.missing ?? (options.encode == .ordinal ? .error : .category)
  }
  private var limit: Int { CategoryEncoding.limit(options.encode) }

  /// Whether nobody has said that the column is categories.
  private var isUndeclared: Bool { options.encode == nil && options.transform?.output != .numbers }

  /// Adds the values of `rows`; throws if there are too many categories to go on.
  mutating func add(_ table: Table, _ column: Column, rows: [Int]) throws(DataError) {
    areNumbers = column.isNumeric
    var places: [Double] = []
    for row in rows {
      guard let text = column.text(at: row) else {
        if firstMissing == nil {
          firstMissing = table.missingCategory(options.encode, row: row, in: column)
        }
        sequence = sequence &* 0x9E37_79B9_7F4A_7C15
        continue
      }
      if let order = options.order, !categories.contains(text) {
        stranger =
          stranger ?? table.error(.strangerToOrder(found: text, order: order), row: row, in: column)
        continue
      }
      let place = categories.insert(text)
      if place == frequencies.count { frequencies.append(0) }
      frequencies[place] += 1
      if scale != nil { places.append(Double(place)) }
      sequence = (sequence ^ UInt64(place + 1)) &* 0x9E37_79B9_7F4A_7C15
      sequence ^= sequence >> 32
    }
    scale?.add(places)
    if categories.count > limit {
      _ = try finish(table.error(.noValues, in: column))
    }
  }

  /// The encoding; `header` is the place of the column's name.
  func finish(_ header: DataError) throws(DataError) -> CategoryEncoding {
    if let stranger { throw stranger }
    if missing.isForNumbers {
      throw header.with(.fillNeedsNumbers(fill: missing.description))
    }
    if missing == .error, let firstMissing { throw firstMissing }
    let rows = frequencies.reduce(0, +)
    if rows == 0 { throw header.with(.noValues) }
    if isUndeclared, rows >= CategoryFitter.fewRows, categories.count * 10 >= rows * 9 {
      throw header.with(.nearlyUnique(count: categories.count, rows: rows))
    }
    if categories.count > limit {
      throw header.with(.tooManyCategories(count: categories.count, limit: limit))
    }
    let order = options.order == nil ? categories.order : Array(categories.indices)
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
        && options.encode != .embedding,
      scale: scale?.finish())
  }

  /// Of fewer rows nothing can be said.
  private static let fewRows = 20

  /// What the user of the column should know.
  var notes: [ColumnNote] {
    let rows = frequencies.reduce(0, +)
    if categories.count == 1, rows > 1 { return [.constant(value: categories[0])] }
    return isUndeclared && rows >= CategoryFitter.fewRows && categories.count * 2 >= rows
      ? [.nearlyUnique(count: categories.count, rows: rows)] : []
  }

  /// The first in order among equals, so that the choice does not depend on hashing.
  private func mostFrequent(_ order: [Int]) -> String {
    let most = frequencies.max() ?? 0
    return categories[order.first { frequencies[$0] == most } ?? 0]
  }
}
