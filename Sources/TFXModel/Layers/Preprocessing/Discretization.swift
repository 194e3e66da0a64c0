public import TFXCore
public import TFXGraph
import TFXOps

/// The number of the bin that each element is in, of those between given boundaries.
/// [batch, d…] → int64 [batch, d…], or vectors as output_mode says
///
/// As [Keras's](https://keras.io/api/layers/preprocessing_layers/numerical/discretization/).
public struct Discretization: Layer {
  public static let kind = "Discretization"

  /// The boundaries, each the first number of the bin above it.
  public var binBoundaries: [Double] = []
  /// What is made of the numbers of bins.
  public var outputMode = CategoryOutput.int

  public var scalesInputs: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "bin_boundaries", &binBoundaries,
      in: Limits(
        "one number or more, each above the one before", bounds: ValueBounds(isNotEmpty: true)
      ) { all in
        !all.isEmpty && zip(all, all.dropFirst()).allSatisfy { $0 < $1 }
      }, "boundaries, each the first number of the bin above it")
    f.optional("output_mode", &outputMode, "what is made of the numbers of bins")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try outputMode.require(input)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let numbers =
      x.dtype.isFloating ? x : try x.graph.cast(x, to: context.dtype)
    return try outputMode(
      try numbers.rank(among: binBoundaries), depth: binBoundaries.count + 1, context.dtype)
  }
}
