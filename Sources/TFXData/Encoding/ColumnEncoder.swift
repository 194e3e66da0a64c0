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
  /// The length of the vectors that the model learns for the categories; nil if it learns none.
  let dimension: Int?

  /// An encoding that was fitted; `dimension` is for one that is embedded.
  init(
    column: String, transform: ColumnTransform?, encoding: Encoding, dimension: EmbeddingDimension
  ) {
    self.column = column
    self.transform = transform
    self.encoding = encoding
    self.dimension = ColumnEncoder.idCount(encoding).map { dimension.length(categories: $0 - 1) }
  }

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

  /// How many numbers an embedded column has, that of unknown and missing values among them; nil if it
  /// is not embedded.
  var idCount: Int? { ColumnEncoder.idCount(encoding) }

  private static func idCount(_ encoding: Encoding) -> Int? {
    switch encoding {
    case .category(let encoding) where encoding.encoding == .embedding:
      encoding.categories.count + 1
    case .bucket(let encoding) where encoding.encoding == .embedding: encoding.count + 1
    default: nil
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

  /// Whether every value is one that fitting can give.
  var isSound: Bool {
    let content = transform?.output
    let isEmbedded = idCount != nil
    if isEmbedded != (dimension.map { (1...EmbeddingDimension.limit).contains($0) } ?? false) {
      return false
    }
    return switch encoding {
    case .number(let encoding): encoding.scale > 0 && (content ?? .numbers) == .numbers
    case .category(let encoding):
      encoding.isSound && (content ?? .text == .text || content == .numbers)
    case .bucket(let encoding): content == .buckets(encoding.count) && encoding.isSound
    case .text(let encoding): encoding.isSound && content ?? .text == .text
    }
  }

  /// Writes the features of `rows` into `output`, a matrix of `stride` columns, in which they
  /// are zero before.
  func encode(
    _ table: Table, _ column: Column, rows: ArraySlice<Int>,
    into output: UnsafeMutablePointer<Float>, stride: Int
  ) throws(DataError) {
    switch encoding {
    case .number(let encoding):
      try encoding.encode(table, column, rows: rows, into: output, stride: stride)
    case .bucket(let encoding):
      try encoding.encode(table, column, rows: rows, into: output, stride: stride)
    case .category(let encoding):
      try encoding.encode(table, column, rows: rows, into: output, stride: stride)
    case .text(let encoding):
      encoding.encode(column, rows: rows, into: output, stride: stride)
    }
  }
}

extension ColumnEncoder: Codable {
  private enum CodingKeys: String, CodingKey {
    case column, transform, number, category, bucket, text, dimension
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    column = try container.decode(String.self, forKey: .column)
    transform = try container.decodeIfPresent(ColumnTransform.self, forKey: .transform)
    dimension = try container.decodeIfPresent(Int.self, forKey: .dimension)
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
    try container.encodeIfPresent(dimension, forKey: .dimension)
    switch encoding {
    case .number(let number): try container.encode(number, forKey: .number)
    case .category(let category): try container.encode(category, forKey: .category)
    case .bucket(let bucket): try container.encode(bucket, forKey: .bucket)
    case .text(let text): try container.encode(text, forKey: .text)
    }
  }
}
