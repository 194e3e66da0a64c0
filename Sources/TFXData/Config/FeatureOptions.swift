public import TFXCore

/// How a column becomes a feature. Every field may be left out: numbers are then used as they are
/// and texts one-hot.
public struct FeatureOptions: Configurable, Hashable {
  /// How a category becomes numbers.
  public enum Encoding: String, Choice, Codable {
    /// A 1 in the place of the category, 0 in all others; all 0 for a category that the training
    /// part does not have.
    case oneHot = "one_hot"
    /// The category's place among the sorted categories, from 0.
    case index
    /// The number of the category, from 1, for which the model learns a vector; 0 for a category that
    /// the training part does not have, and for a missing value.
    case embedding
    /// The category's place in a given order, from 0.
    case ordinal
    /// Parts of a date.
    case date
    /// The numbers of a text's words.
    case text
  }

  /// How numbers are scaled, by the numbers of the training part.
  public enum Normalization: String, Choice, Codable {
    /// As they are.
    case none
    /// To mean 0 and population standard deviation 1.
    case zscore
    /// To the range from 0 to 1.
    case minmax
    /// To median 0 and a distance of 1 between the quartiles.
    case robust
    /// To their quantiles: evenly from 0 to 1.
    case quantile
    /// To their quantiles as numbers with the normal distribution have them.
    case quantileNormal = "quantile_normal"
  }

  /// Steps that change the values first, each by itself.
  public var transform: ColumnTransform?
  /// Makes the column categories, or texts of words, whatever its values are.
  public var encode: Encoding?
  /// The length of the vectors, with ``Encoding/embedding``; nil for ``EmbeddingDimension/auto``.
  public var dimension: EmbeddingDimension?
  /// Makes the column numbers.
  public var normalize: Normalization?
  /// The range that scaled numbers are brought into.
  public var clip: ClipRange?
  /// c in x / √(1 + (x / c)²), which scaled numbers become.
  public var smoothClip: Double?
  /// The categories in their order, with ``Encoding/ordinal``.
  public var order: [String]?
  /// Which parts of dates are used, with ``Encoding/date``.
  public var dates = DateOptions()
  /// Whether another feature says which values are missing.
  public var indicator = false
  /// The fill for missing values; by default numbers may not be missing, and a missing text
  /// is a category of its own.
  public var missing: MissingRule?
  /// Which of the column's texts are missing, beside those of the file.
  public var words = MissingWords()
  /// How texts are cut into words, with ``Encoding/text``.
  public var text = TextOptions()

  public init() {}

  /// Whether values must be read as they are written.
  var readsText: Bool { transform.map { $0.input == .text } ?? (encode != nil) }

  /// The given options.
  public init(
    transform: ColumnTransform? = nil, encode: Encoding? = nil,
    dimension: EmbeddingDimension? = nil, normalize: Normalization? = nil,
    missing: MissingRule? = nil
  ) {
    self.transform = transform
    self.encode = encode
    self.dimension = dimension
    self.normalize = normalize
    self.missing = missing
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "transform", &transform,
      "steps that change values first: `strip`, `lower`, `upper`, `regex_replace`, `to_number`, "
        + "`log`, `log1p`, `clip`, `quantize`, `bucketize`, `hash_bucket`")
    f.optional(
      "encode", &encode,
      "for categories: `one_hot` (the default for text), `index`, `ordinal` by a given `order`, or "
        + "`embedding`, a vector that the model learns; `date`; `text` for sentences, whose words "
        + "become numbers")
    f.optional(
      "dimension", &dimension, in: EmbeddingDimension.allowed.orNone,
      "with `encode: embedding`, the length of the vectors; `auto` goes by the number of categories"
    )
    f.optional("order", &order, "with `encode: ordinal`, the categories in their order")
    f.optional(
      "normalize", &normalize,
      "for numbers: `none`, `zscore`, `minmax`, `robust` (median and quartiles), `quantile` or "
        + "`quantile_normal`")
    f.optional(
      "clip", &clip, in: ClipRange.allowed.orNone,
      "the range that scaled numbers are brought into: `3` or `[-3, 3]`")
    f.optional(
      "smooth_clip", &smoothClip, in: Limits.moreThan(0).orNone,
      "brings scaled numbers between -c and c without an edge: x / √(1 + (x / c)²)")
    var field = missing.map { MissingField($0, indicator: indicator) }
    f.optional(
      "missing", &field,
      "fill for missing values; numbers: `error` (the default), `mean`, `median`, `zero` or a "
        + "number, with an input of its own `{fill: mean, indicator: true}`; text: `category` (the "
        + "default), `most_frequent` or `error`")
    missing = field?.fill
    indicator = field?.indicator ?? false
    words.fields(&f)
    dates.fields(&f)
    text.fields(&f)
  }
}
