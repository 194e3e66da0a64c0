/// How one column becomes features.
package struct ColumnEncoder: Hashable, Sendable {
  /// The encoding of each kind of column.
  package enum Encoding: Hashable, Sendable {
    case number(NumberEncoding)
    case category(CategoryEncoding)
    case bucket(BucketEncoding)
    case date(DateEncoding)
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
  /// What the training part has in the column.
  package let summary: ColumnSummary

  /// An encoding that was fitted; `dimension` is for one that is embedded.
  init(
    column: String, transform: ColumnTransform?, encoding: Encoding, dimension: EmbeddingDimension,
    summary: ColumnSummary
  ) {
    self.column = column
    self.transform = transform
    self.encoding = encoding
    self.summary = summary
    self.dimension = ColumnEncoder.idCount(encoding).map { dimension.length(categories: $0 - 1) }
  }

  /// The number of features.
  package var width: Int {
    switch encoding {
    case .number(let encoding): encoding.width
    case .category(let encoding): encoding.width
    case .bucket(let encoding): encoding.width
    case .date(let encoding): encoding.width
    case .text(let encoding): encoding.width
    }
  }

  /// A name for each feature: `bill_length_mm`, `island=Torgersen`.
  package var featureNames: [String] {
    switch encoding {
    case .number(let encoding): encoding.featureNames(column)
    case .category(let encoding): encoding.featureNames(column)
    case .bucket(let encoding): encoding.featureNames(column, transform ?? [])
    case .date(let encoding): encoding.featureNames(column)
    case .text(let encoding): encoding.featureNames(column)
    }
  }

  /// Whether the model is told of a missing value: by an input or a category of its own.
  package var showsMissing: Bool {
    switch encoding {
    case .number(let encoding): encoding.hasIndicator
    case .category(let encoding): encoding.hasMissingCategory
    case .bucket(let encoding): encoding.hasMissingBucket
    case .date, .text: false
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
    case .text, .date: true
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
    case .number(let encoding): encoding.isSound && (content ?? .numbers) == .numbers
    case .category(let encoding):
      encoding.isSound && (content ?? .text == .text || content == .numbers)
    case .bucket(let encoding): content == .buckets(encoding.count) && encoding.isSound
    case .date(let encoding): encoding.isSound && content ?? .text == .text
    case .text(let encoding): encoding.isSound && content ?? .text == .text
    }
  }

  /// Writes the features of `rows` into `output`, a matrix of `stride` columns, in which they
  /// are zero before. What is not like the training part is counted.
  func encode(
    _ table: Table, _ column: Column, rows: ArraySlice<Int>,
    into output: UnsafeMutablePointer<Float>, stride: Int, _ drift: inout ColumnDrift
  ) throws(DataError) {
    drift.rows += rows.count
    switch encoding {
    case .number(let encoding):
      try encoding.encode(
        table, column, rows: rows, into: output, stride: stride, usual: summary.usual, &drift)
    case .bucket(let encoding):
      try encoding.encode(table, column, rows: rows, into: output, stride: stride, &drift)
    case .date(let encoding):
      try encoding.encode(
        table, column, rows: rows, into: output, stride: stride, usual: summary.usual, &drift)
    case .category(let encoding):
      try encoding.encode(table, column, rows: rows, into: output, stride: stride, &drift)
    case .text(let encoding):
      encoding.encode(column, rows: rows, into: output, stride: stride, &drift)
    }
  }
}

extension ColumnEncoder: Codable {
  private enum CodingKeys: String, CodingKey {
    case column, transform, number, category, bucket, date, text, dimension, summary
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    column = try container.decode(String.self, forKey: .column)
    transform = try container.decodeIfPresent(ColumnTransform.self, forKey: .transform)
    dimension = try container.decodeIfPresent(Int.self, forKey: .dimension)
    summary = try container.decode(ColumnSummary.self, forKey: .summary)
    if let number = try container.decodeIfPresent(NumberEncoding.self, forKey: .number) {
      encoding = .number(number)
    } else if let bucket = try container.decodeIfPresent(BucketEncoding.self, forKey: .bucket) {
      encoding = .bucket(bucket)
    } else if let date = try container.decodeIfPresent(DateEncoding.self, forKey: .date) {
      encoding = .date(date)
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
    try container.encode(summary, forKey: .summary)
    switch encoding {
    case .number(let number): try container.encode(number, forKey: .number)
    case .category(let category): try container.encode(category, forKey: .category)
    case .bucket(let bucket): try container.encode(bucket, forKey: .bucket)
    case .date(let date): try container.encode(date, forKey: .date)
    case .text(let text): try container.encode(text, forKey: .text)
    }
  }
}
