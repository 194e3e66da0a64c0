import TFXCore

/// How one column becomes features.
package struct ColumnEncoder: Hashable, Sendable {
  /// The encoding of each kind of column.
  package enum Encoding: Hashable, Sendable {
    case number(NumberEncoding)
    case category(CategoryEncoding)
    case bucket(BucketEncoding)
    case text(TextEncoding)
  }

  /// The column's name.
  package let column: String
  /// The steps before the encoding; ``FeatureEncoder/transform`` does them.
  package let transform: ColumnTransform?
  /// The encoding as it was fitted to the training part.
  package let encoding: Encoding

  /// The number of features.
  package var width: Int {
    switch encoding {
    case .number: 1
    case .category(let encoding): encoding.width
    case .bucket(let encoding): encoding.width
    case .text(let encoding): encoding.length
    }
  }

  /// A name for each feature: `bill_length_mm`, `island=Torgersen`.
  package var featureNames: [String] {
    switch encoding {
    case .number: [column]
    case .category(let encoding): encoding.featureNames(column)
    case .bucket(let encoding): encoding.featureNames(column, transform ?? [])
    case .text(let encoding): encoding.featureNames(column)
    }
  }

  /// Whether values must be read as they are written, even if all of a file are numbers.
  var readsText: Bool {
    if let transform { return transform.input == .text }
    return switch encoding {
    case .text: true
    case .number, .bucket: false
    case .category(let encoding): !encoding.areNumbers
    }
  }

  /// Writes the features of `rows` into `output`, a matrix of `stride` columns, in which they
  /// are zero before.
  func encode(
    _ table: Table, _ column: Column, rows: ArraySlice<Int>,
    into output: UnsafeMutablePointer<Float>,
    stride: Int, places: [ExactText: Int]
  ) throws(DataError) {
    var place = output
    switch encoding {
    case .number(let encoding):
      try encoding.encode(table, column, rows: rows, into: output, stride: stride)
    case .bucket(let encoding):
      try encoding.encode(table, column, rows: rows, into: output, stride: stride)
    case .category(let encoding):
      for row in rows {
        if let category = try encoding.place(table, column, row: row, among: places) {
          if encoding.encoding == .index {
            place.pointee = Float(category)
          } else {
            place[category] = 1
          }
        }
        place += stride
      }
    case .text(let encoding):
      for row in rows {
        encoding.encode(column, row: row, among: places, into: place)
        place += stride
      }
    }
  }

  /// The place of each category, the number of each word; none for numbers and buckets.
  var places: [ExactText: Int] {
    switch encoding {
    case .number, .bucket: [:]
    case .category(let encoding): encoding.places
    case .text(let encoding): encoding.places
    }
  }
}

extension ColumnEncoder: Codable {
  private enum CodingKeys: String, CodingKey {
    case column, transform, number, category, bucket, text
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    column = try container.decode(String.self, forKey: .column)
    transform = try container.decodeIfPresent(ColumnTransform.self, forKey: .transform)
    if let number = try container.decodeIfPresent(NumberEncoding.self, forKey: .number) {
      encoding = .number(number)
    } else if let bucket = try container.decodeIfPresent(BucketEncoding.self, forKey: .bucket) {
      encoding = .bucket(bucket)
    } else if let text = try container.decodeIfPresent(TextEncoding.self, forKey: .text) {
      encoding = .text(text)
    } else {
      encoding = .category(try container.decode(CategoryEncoding.self, forKey: .category))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(column, forKey: .column)
    try container.encodeIfPresent(transform, forKey: .transform)
    switch encoding {
    case .number(let number): try container.encode(number, forKey: .number)
    case .category(let category): try container.encode(category, forKey: .category)
    case .bucket(let bucket): try container.encode(bucket, forKey: .bucket)
    case .text(let text): try container.encode(text, forKey: .text)
    }
  }
}
