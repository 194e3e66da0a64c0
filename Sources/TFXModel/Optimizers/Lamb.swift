public import TFXCore
public import TFXGraph
import TFXOps

/// LAMB: ``Adam``'s direction, in steps that are as long as the weight itself, times the learning rate.
/// You et al., 2020, as [Keras's Lamb](https://keras.io/api/optimizers/lamb/).
///
/// m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂), u = m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε),
/// w ← w − η ‖w‖ / ‖u‖ u, the quotient of the norms being 1 where one of them is 0.
public struct Lamb: Optimizer {
  public static let kind = "Lamb"

  public var settings = OptimizerSettings(learningRate: 0.001)
  /// How much of the mean of the gradients stays.
  public var beta1 = 0.9
  /// How much of the mean of their squares stays.
  public var beta2 = 0.999
  /// Added to the root.
  public var epsilon = 1e-7

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.moments(&beta1, &beta2)
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to the root of the mean square")
  }

  public var slots: [OptimizerSlot] { ["momentum", "velocity"] }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    let (graph, dtype) = (site.gradient.graph, site.gradient.dtype)
    let (g, w, t) = (try site.treatedGradient(), try site.decayedWeight(), try site.stepNumber())
    let (m0, v0) = (site.slots[0].value, site.slots[1].value)
    let m = try m0 + (g - m0) * (1 - beta1)
    let v = try v0 + (graph.square(g) - v0) * (1 - beta2)
    let mean = try m / (1 - graph.pow(try graph.constant(beta1, dtype), t))
    let square = try v / (1 - graph.pow(try graph.constant(beta2, dtype), t))
    let u = try mean / (graph.sqrt(square) + epsilon)

    let (length, step) = (try norm(w), try norm(u))
    let (zero, one) = (try graph.constant(0, dtype), try graph.constant(1, dtype))
    let both = try graph.minimum(length, step)
    let ratio = try graph.select(graph.greater(both, zero), length / step, one)
    return try site.assign(w - ratio * site.learningRate * u, slots: [m, v])
  }

  private func norm(_ x: Output) throws(GraphError) -> Output {
    try x.graph.sqrt(try x.graph.sum(try x.graph.square(x)))
  }
}
