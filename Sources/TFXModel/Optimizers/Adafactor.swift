public import TFXCore
public import TFXGraph
import TFXOps

/// Adafactor: the gradient divided by the root of a mean of its squares of which only the means of rows
/// and columns are kept, so that a matrix of weights costs two vectors of memory. Shazeer and Stern,
/// 2018, as [Keras's Adafactor](https://keras.io/api/optimizers/adafactor/).
///
/// β = 1 − t ^ beta_2_decay; of the last two axes of g² + ε₁, r and c are the running means over columns
/// and rows, and v = r cᵀ / mean(r); of a vector, v is the running mean itself. u = g / √v,
/// u ← u / max(1, rms(u) / clip_threshold), w ← w − max(ε₂, rms(w)) min(η, 1/√t) u.
public struct Adafactor: Optimizer {
  public static let kind = "Adafactor"

  public var settings = OptimizerSettings(learningRate: 0.001)
  /// The power of the step that is taken off 1 for how much of the mean squares stays.
  public var beta2Decay = -0.8
  /// Added to the squares.
  public var epsilon1 = 1e-30
  /// The least size of weights that steps are relative to.
  public var epsilon2 = 1e-3
  /// The largest root of the mean square of a step.
  public var clipThreshold = 1.0
  /// As in Keras, without effect: the rate is 1/√t at most in any case.
  public var relativeStep = true

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional(
      "beta_2_decay", &beta2Decay, in: .atMost(0),
      "power of the step that is taken off 1 for how much of the mean squares stays")
    f.optional("epsilon_1", &epsilon1, in: .moreThan(0), "added to the squares")
    f.optional(
      "epsilon_2", &epsilon2, in: .atLeast(0), "least size of weights that steps are relative to")
    f.optional(
      "clip_threshold", &clipThreshold, in: .moreThan(0),
      "largest root of the mean square of a step, before the rate")
    f.optional(
      "relative_step", &relativeStep, "no effect, as in Keras: the rate is 1/√t at most in any case"
    )
  }

  public func slots(for weight: Variable) -> [OptimizerSlot] {
    let extents = weight.spec.shape.dimensions
    if extents.count < 2 { return ["v"] }
    return [
      OptimizerSlot("r", shape: Shape(extents.dropLast())),
      OptimizerSlot("c", shape: Shape(extents.dropLast(2) + extents.suffix(1))),
    ]
  }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    let (graph, dtype) = (site.gradient.graph, site.gradient.dtype)
    let (g, w, t) = (try site.treatedGradient(), try site.decayedWeight(), try site.stepNumber())
    let one = try graph.constant(1, dtype)
    let rate = try graph.minimum(site.learningRate, one / graph.sqrt(t))
    let size = try graph.maximum(try graph.constant(epsilon2, dtype), try rms(w))
    let beta = try 1 - graph.pow(t, try graph.constant(beta2Decay, dtype))
    let squares = try graph.square(g) + epsilon1
    let running = { (slot: Int, new: Output) throws(GraphError) in
      try beta * site.slots[slot].value + (1 - beta) * new
    }

    let (slots, v): ([Output], Output)
    if site.slots.count == 2 {
      let r = try running(0, try graph.mean(squares, axes: [-1]))
      let c = try running(1, try graph.mean(squares, axes: [-2]))
      let rows = try r / graph.mean(r, axes: [-1], keepDims: true)
      v = try graph.expandDims(rows, axis: -1) * graph.expandDims(c, axis: -2)
      slots = [r, c]
    } else {
      v = try running(0, squares)
      slots = [v]
    }
    let u = try g / graph.sqrt(v)
    let clipped = try u / graph.maximum(one, try rms(u) / clipThreshold)
    return try site.assign(w - size * rate * clipped, slots: slots)
  }

  private func rms(_ x: Output) throws(GraphError) -> Output {
    try x.graph.sqrt(try x.graph.mean(try x.graph.square(x)))
  }
}
