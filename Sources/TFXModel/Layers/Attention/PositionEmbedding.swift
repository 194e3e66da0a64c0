public import TFXCore
public import TFXGraph
import TFXOps

/// y = x + the rows of a table of weights, one for each time step.
/// [batch, time, features] → [batch, time, features]
///
/// [KerasHub's](https://keras.io/keras_hub/api/modeling_layers/position_embedding/), added to its
/// input, as a model in a row needs it.
public struct PositionEmbedding: Layer {
  public static let kind = "PositionEmbedding"

  /// The largest number of time steps.
  public var sequenceLength = 1
  /// First value of the table.
  public var initializer = InitializerField(GlorotUniform())

  public var passesMask: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "sequence_length", &sequenceLength, in: .atLeast(1), "largest number of time steps")
    f.optional("initializer", &initializer, "first value of the table")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try Sequences.require(input)
    try input.requireKnownSamples()
    if input[1] > sequenceLength {
      throw LayerError(
        expected: "sequences of at most \(sequenceLength) time steps", found: input,
        help: "give sequence_length: \(input[1])")
    }
    return [WeightSpec("embeddings", [sequenceLength, input[2]], initializer.value)]
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let table = context.weight("embeddings")
    let rows = try x.graph.slice(table, begin: [0, 0], size: [x.shape[1], -1])
    return try x + rows
  }
}
