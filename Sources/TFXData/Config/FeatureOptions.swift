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
  }

  /// Steps that change the values first, each by itself.
  public var transform: ColumnTransform?
  /// Makes the column categories, or texts of words, whatever its values are.
  public var encode: Encoding?
  /// The length of the vectors, with ``Encoding/embedding``; nil for ``EmbeddingDimension/auto``.
  public var dimension: EmbeddingDimension?
  /// Makes the column numbers.
  public var normalize: Normalization?
  /// The fill for missing values; by default numbers may not be missing, and a missing text
  /// is a category of its own.
  public var missing: MissingRule?
  /// Which of the column's texts are missing, beside those of the file.
  public var words = MissingWords()
  /// How texts are cut into words, with ``Encoding/text``.
  public var text = TextOptions()

  public init() {}

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
      "for categories: `one_hot` (the default for text), `index`, or `embedding`, a vector that the "
        + "model learns; `text` for sentences, whose words become numbers")
    f.optional(
      "dimension", &dimension, in: EmbeddingDimension.allowed.orNone,
      "with `encode: embedding`, the length of the vectors; `auto` goes by the number of categories"
    )
    f.optional("normalize", &normalize, "for numbers: `none`, `zscore` or `minmax`")
    f.optional(
      "missing", &missing,
      "fill for missing values; numbers: `error` (the default), `mean`, `median`, `zero` or a "
        + "number; text: `category` (the default), `most_frequent` or `error`")
    words.fields(&f)
    text.fields(&f)
  }

  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if encode != nil, let normalize {
      problems.append(
        FieldProblem(
          "normalize", "'normalize: \(normalize.rawValue)' is for numbers, 'encode' for categories",
          help: "give one of them"))
    }
    if let missing, encode != nil, missing.isForNumbers {
      problems.append(
        FieldProblem(
          "missing", "'missing: \(missing)' is for numbers, 'encode' for categories",
          help: "use category, most_frequent or error"))
    }
    if let missing, normalize != nil, missing.isForCategories {
      problems.append(
        FieldProblem(
          "missing", "'missing: \(missing)' is for categories, 'normalize' for numbers",
          help: "use mean, median, zero, a number or error"))
    }
    if dimension != nil, encode != .embedding {
      problems.append(
        FieldProblem(
          "dimension", "'dimension' is for columns that are embedded",
          help: "write 'encode: embedding', or leave it out"))
    }
    return problems + transformProblems() + textProblems() + words.problems()
  }

  /// Options of texts for what is none.
  private func textProblems() -> [FieldProblem] {
    guard encode == .text else {
      if text == TextOptions() { return [] }
      return [
        FieldProblem(
          "encode", "'max_tokens', 'length', 'standardize' and 'split' are for texts",
          help: "write 'encode: text', or leave them out")
      ]
    }
    var problems: [FieldProblem] = []
    if let missing {
      problems.append(
        FieldProblem(
          "missing", "'missing: \(missing)' is not for texts: a missing one has no words",
          help: "leave it out"))
    }
    if let transform, transform.output != .text {
      problems.append(
        FieldProblem(
          "encode",
          "'encode: text' is for texts, but '\(transform.lastKind)' gives "
            + transform.output.noun, help: "leave it out"))
    }
    return problems
  }

  /// Options for another kind of column than the transform gives.
  private func transformProblems() -> [FieldProblem] {
    guard let transform else { return [] }
    var problems: [FieldProblem] = []
    let isNumbers = transform.output == .numbers
    let given = "'\(transform.lastKind)' gives \(transform.output.noun)"
    if let normalize, !isNumbers {
      problems.append(
        FieldProblem(
          "normalize", "'normalize: \(normalize.rawValue)' is for numbers, but \(given)",
          help: transform.output == .text ? "end 'transform' with 'to_number'" : "take it out"))
    }
    if let missing, missing.isForNumbers, !isNumbers, encode == nil {
      problems.append(
        FieldProblem(
          "missing", "'missing: \(missing)' is for numbers, but \(given)",
          help: "use category, most_frequent or error"))
    }
    if let missing, missing.isForCategories, isNumbers, encode == nil, normalize == nil {
      problems.append(
        FieldProblem(
          "missing", "'missing: \(missing)' is for categories, but \(given)",
          help: "use mean, median, zero, a number or error"))
    }
    return problems
  }
}
