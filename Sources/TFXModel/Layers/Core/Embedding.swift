public import TFXCore
public import TFXGraph
import TFXOps

/// The rows of a table that ids choose.   [batch, d…] → [batch, d…, output_dim]
///
/// Ids are whole numbers from 0 to `input_dim` - 1; others end the training with a message. As
/// [Keras's Embedding](https://keras.io/api/layers/core_layers/embedding/).
public struct Embedding: Layer {
  public static let kind = "Embedding"

  /// The number of ids.
  public var inputDim = 1
  /// The length of a row.
  public var outputDim = 1
  /// The table: `[input_dim, output_dim]`.
  public var embeddings = WeightOptions(RandomUniform())
  /// Whether the id 0 is padding, which the mask leaves out.
  public var maskZero = false

  public var takesWholeNumbers: Bool { true }

  public init() {}

  /// A table of `inputDim` rows of `outputDim` numbers.
  public init(_ inputDim: Int, _ outputDim: Int, maskZero: Bool = false) {
    self.inputDim = inputDim
    self.outputDim = outputDim
    self.maskZero = maskZero
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("input_dim", &inputDim, in: .atLeast(1), "number of ids")
    f.required("output_dim", &outputDim, in: .atLeast(1), "length of the row of an id")
    embeddings.fields(&f, "embeddings", noun: "the table")
    f.optional("mask_zero", &maskZero, "whether id 0 is padding, which layers behind leave out")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    [embeddings.weight("embeddings", [inputDim, outputDim])]
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let x = inputs[0].output
    let graph = x.graph
    let isWhole = x.dtype == .int32 || x.dtype == .int64
    let ids = isWhole ? x : try graph.cast(x, to: .int32)
    let rows = try graph.gather(context.weight("embeddings"), ids)
    if !maskZero { return LayerValue(rows) }
    return LayerValue(rows, mask: try graph.notEqual(x, graph.constant(0, x.dtype)))
  }
}
