/// How one column becomes features.
package struct ColumnEncoder: Hashable, Sendable {
  /// Its two ways.
  package enum Encoding: Hashable, Sendable {
    case number(NumberEncoding)
    case category(CategoryEncoding)
  }

  /// The column's name.
  package let column: String
  /// What was fitted to the training part.
  package let encoding: Encoding

  /// The number of features.
  package var width: Int {
    switch encoding {
    case .number: 1
    case .category(let encoding): encoding.width
    }
  }

  /// A name for each feature: `bill_length_mm`, `island=Torgersen`.
  package var featureNames: [String] {
    switch encoding {
    case .number: [column]
    case .category(let encoding): encoding.featureNames(column)
    }
  }

  /// Whether values must be read as they are written, even if all of a file are numbers.
  var readsText: Bool {
    switch encoding {
    case .number: false
    case .category(let encoding): !encoding.areNumbers
    }
  }

  /// Fits to the values of `rows`. The options and the values decide between number and category:
  /// a column of numbers with some texts between them is taken for a mistake in the file.
  static func fit(
    _ table: Table, _ column: Column, rows: [Int], options: FeatureOptions
  ) throws(DataError) -> ColumnEncoder {
    let isNumber = options.normalize != nil || (options.encode == nil && column.isNumeric)
    if isNumber {
      let encoding = try NumberEncoding.fit(table, column, rows: rows, options: options)
      return ColumnEncoder(column: column.name, encoding: .number(encoding))
    }
    if options.encode == nil, let row = column.firstText, column.numberCount >= column.textCount {
      throw table.error(
        .expectedNumber(found: column.text(at: row) ?? "", mostAreNumbers: true), row: row,
        in: column)
    }
    let encoding = try CategoryEncoding.fit(table, column, rows: rows, options: options)
    return ColumnEncoder(column: column.name, encoding: .category(encoding))
  }

  /// Writes the features of `rows` into `output`, a matrix of `stride` columns. What is written
  /// to is zero before.
  func encode(
    _ table: Table, _ column: Column, rows: ArraySlice<Int>,
    into output: UnsafeMutablePointer<Float>,
    stride: Int, places: [String: Int]
  ) throws(DataError) {
    var place = output
    switch encoding {
    case .number(let encoding):
      try encoding.encode(table, column, rows: rows, into: output, stride: stride)
    case .category(let encoding):
      for row in rows {
        if let category = try encoding.place(table, column, row: row, among: places) {
          switch encoding.encoding {
          case .oneHot: place[category] = 1
          case .index: place.pointee = Float(category)
          }
        }
        place += stride
      }
    }
  }

  /// The place of each category; none for numbers.
  var places: [String: Int] {
    switch encoding {
    case .number: [:]
    case .category(let encoding): encoding.places
    }
  }
}

extension ColumnEncoder: Codable {
  private enum CodingKeys: String, CodingKey {
    case column, number, category
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    column = try container.decode(String.self, forKey: .column)
    if let number = try container.decodeIfPresent(NumberEncoding.self, forKey: .number) {
      encoding = .number(number)
    } else {
      encoding = .category(try container.decode(CategoryEncoding.self, forKey: .category))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(column, forKey: .column)
    switch encoding {
    case .number(let number): try container.encode(number, forKey: .number)
    case .category(let category): try container.encode(category, forKey: .category)
    }
  }
}
