public import TFXCore
public import TFXGraph
import TFXOps

/// A densely connected layer: y = activation(x · kernel + bias).
/// [batch, …, features] → [batch, …, units]
///
/// As [Keras's Dense](https://keras.io/api/layers/core_layers/dense/).
public struct Dense: Layer {
  public static let kind = "Dense"

  /// Number of outputs.
  public var units = 1
  /// What is applied to the outputs.
  public var activation = ActivationFunction.linear
  /// Whether a bias is added.
  public var useBias = true
  /// The kernel, `[features, units]`.
  public var kernel = WeightOptions(GlorotUniform())
  /// The bias, `[units]`.
  public var bias = WeightOptions(Zeros())

  public var passesMask: Bool { true }
  public var outputRange: ClosedRange<Double>? { activation.range }

  public init() {}

  /// A layer of `units` outputs.
  public init(_ units: Int, activation: ActivationFunction = .linear, useBias: Bool = true) {
    self.units = units
    self.activation = activation
    self.useBias = useBias
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("units", &units, in: .atLeast(1), "number of outputs")
    f.optional("activation", &activation, "applied to the output")
    f.optional("use_bias", &useBias, "whether a bias is added")
    kernel.fields(&f, "kernel")
    bias.fields(&f, "bias")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    let features = try input.requireFeatures()
    let weights = [kernel.weight("kernel", [features, units])]
    return useBias ? weights + [bias.weight("bias", [units])] : weights
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    let kernel = context.weight("kernel")
    // Axes between batch and features are folded into the batch for one matrix product.
    let folds = x.shape.rank > 2
    let rows = folds ? try graph.reshape(x, to: [Shape.unknown, x.shape[-1]]) : x
    var y = try graph.matMul(rows, kernel)
    if useBias { y = try graph.biasAdd(y, context.weight("bias")) }
    if folds {
      var shape = x.shape
      shape[-1] = units
      y = try graph.reshape(y, to: shape)
    }
    return try activation(y)
  }
}
