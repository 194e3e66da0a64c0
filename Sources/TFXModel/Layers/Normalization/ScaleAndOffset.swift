import TFXCore
import TFXGraph
import TFXOps

/// What a normalization ends with: gamma, by which it multiplies, and beta, which it adds.
public struct ScaleAndOffset: Sendable {
  /// Whether beta is added.
  public var center = true
  /// Whether gamma multiplies.
  public var scale = true
  /// Beta.
  public var beta = WeightOptions(Zeros())
  /// Gamma.
  public var gamma = WeightOptions(Ones())

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("center", &center, "whether beta is added")
    f.optional("scale", &scale, "whether gamma multiplies")
    beta.fields(&f, "beta", noun: "beta")
    gamma.fields(&f, "gamma", noun: "gamma")
  }

  /// The weights that there are, of the given shape.
  func weights(_ shape: Shape) -> [WeightSpec] {
    (scale ? [gamma.weight("gamma", shape)] : []) + (center ? [beta.weight("beta", shape)] : [])
  }

  /// normalized · gamma + beta, with the weights under another shape if that is given, so that their
  /// axes meet those of the input.
  func callAsFunction(
    _ normalized: Output, as shape: Shape? = nil, _ context: LayerContext
  ) throws(GraphError) -> Output {
    let graph = normalized.graph
    func weight(_ name: String) throws(GraphError) -> Output {
      let weight = context.weight(name)
      return try shape.map { (shape) throws(GraphError) in
        try graph.reshape(weight, to: shape)
      } ?? weight
    }
    var y = normalized
    if scale { y = try y * weight("gamma") }
    if center { y = try y + weight("beta") }
    return y
  }
}

extension Shape {
  /// The extents of this shape on the given axes, and 1 on all others: what weights of those axes
  /// look like beside a tensor of this shape.
  func only(_ axes: [Int]) -> Shape {
    Shape(dimensions.indices.map { axes.contains($0) ? self[$0] : 1 })
  }
}
