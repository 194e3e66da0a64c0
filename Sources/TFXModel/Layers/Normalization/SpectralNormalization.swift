public import TFXCore
public import TFXGraph
import TFXOps

/// A layer whose kernel is divided by its largest singular value in every training step, before it is
/// updated.   [batch, …] → as the layer's
///
/// That value is found by a power iteration that goes on from step to step. Miyato et al., 2018, as
/// [Keras's](https://keras.io/api/layers/normalization_layers/spectral_normalization/).
public struct SpectralNormalization: Layer {
  public static let kind = "SpectralNormalization"

  /// The layer, which must have a kernel or embeddings.
  public var layer = LayerEntry(Dense())
  /// How many iterations there are in a step.
  public var powerIterations = 1

  public var takesWholeNumbers: Bool { layer.layer.takesWholeNumbers }

  public init() {}

  /// The given layer with its kernel divided.
  public init(_ layer: any Layer) { self.layer = LayerEntry(layer) }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("layer", &layer, "the layer, which must have a kernel or embeddings")
    f.optional("power_iterations", &powerIterations, in: .atLeast(1), "iterations in a step")
  }

  private var layerName: String { layer.name ?? snakeCase(layer.layer.kind) }

  /// The weight that is divided, of those that the layer has.
  private func divided(_ names: some Sequence<String>) -> String? {
    names.contains("kernel") ? "kernel" : names.contains("embeddings") ? "embeddings" : nil
  }

  public func weights(for inputs: [TensorSpec]) throws(LayerError) -> [WeightSpec] {
    let weights = try layer.layer.weights(for: inputs)
    guard let name = divided(weights.map(\.name)),
      let width = weights.first(where: { $0.name == name })?.shape[-1]
    else {
      throw LayerError(
        expected: "a layer with a kernel or embeddings, not \(layer.layer.kind)",
        found: inputs[0].shape)
    }
    var initializer = TruncatedNormal()
    initializer.stddev = 0.02
    return [WeightSpec("vector_u", [1, width], initializer, isTrainable: false)]
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let weights = try context.weights(of: layer, named: layerName, on: inputs)
    guard context.isTraining, let name = divided(weights.keys), let variable = weights[name] else {
      return try context.call(layer, named: layerName, on: inputs)
    }
    let graph = variable.value.graph
    let kernel = variable.value
    let rows = try graph.reshape(kernel, to: [Shape.unknown, kernel.shape[-1]])
    let first = context.weight("vector_u")
    var (u, v) = (first, first)
    for _ in 0..<powerIterations {
      v = try normalized(graph.matMul(u, rows, transposeB: true))
      u = try normalized(v • rows)
    }
    let largest = try graph.reshape(graph.matMul(v • rows, u, transposeB: true), to: [])
    // What is 0 everywhere stays so.
    let isZero = try graph.all(graph.equal(kernel, graph.constant(0, kernel.dtype)))
    let value = try graph.stopGradient(graph.select(isZero, kernel, kernel / largest))
    try context.update("vector_u", to: graph.stopGradient(graph.select(isZero, first, u)))
    try context.replace(variable, by: value)
    // The gradient is that of the new value, and goes to the weight as it is.
    let replaced = try kernel + graph.stopGradient(value - kernel)
    return try context.call(layer, named: layerName, on: inputs, replacing: [name: replaced])
  }

  /// A vector of norm 1, with Keras's bound of its factor.
  private func normalized(_ vector: Output) throws(GraphError) -> Output {
    try vector.graph.l2Normalize(vector, epsilon: kerasEpsilon * kerasEpsilon)
  }
}
