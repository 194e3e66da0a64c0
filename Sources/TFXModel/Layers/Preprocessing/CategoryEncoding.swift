public import TFXCore
public import TFXGraph
import TFXOps

/// The numbers of categories as vectors.   [batch, n] → [batch, num_tokens], or with one_hot
/// [batch, d…] → [batch, d…, num_tokens], where an axis of 1 at the end goes.
///
/// As [Keras's](https://keras.io/api/layers/preprocessing_layers/categorical/category_encoding/).
public struct CategoryEncoding: Layer {
  public static let kind = "CategoryEncoding"

  /// The number of categories.
  public var numTokens = 1
  /// What is made of their numbers.
  public var outputMode = CategoryOutput.multiHot

  public var takesWholeNumbers: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_tokens", &numTokens, in: .atLeast(1), "number of categories")
    f.optional(
      "output_mode", &outputMode,
      in: Limits(
        "one of one_hot, multi_hot, count",
        bounds: ValueBounds(words: ["one_hot", "multi_hot", "count"])
      ) { $0 != .int },
      "what is made of their numbers")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try outputMode.require(input)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try outputMode(
      try x.wholeNumbers(), depth: numTokens, context.dtype)
  }
}

extension Output {
  /// The same as int64, without fractions.
  func wholeNumbers() throws(GraphError) -> Output {
    dtype == .int64 ? self : try graph.cast(self, to: .int64)
  }
}
