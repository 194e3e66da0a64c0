public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// Muon: steps along a running mean of the gradients of a matrix, made nearly orthogonal. Weights that
/// are no matrices, embeddings, and those that it is told to leave out go by ``Adam``. Jordan et al.,
/// 2024, as [Keras's Muon](https://keras.io/api/optimizers/muon/), where the last layer has to be left
/// out by hand too.
///
/// m ← m μ + g, x = g + μ m, or m without `nesterov`, over its norm and with more columns than rows; five
/// times x ← a x + (b A + c A²) x with A = x xᵀ; w ← w − η x √(larger extent) rms_rate.
public struct Muon: Optimizer {
  public static let kind = "Muon"

  public var settings = OptimizerSettings(learningRate: 0.001)
  /// What goes by Adam: its parameters.
  public var adam = Adam()
  /// The decay of the weights that go by Adam; nil for none.
  public var adamWeightDecay: Double? = 0.004
  /// What the learning rate is multiplied by for Adam.
  public var adamLrRatio = 1.0
  /// Regular expressions: weights in whose names one matches go by Adam.
  public var excludeLayers: [String] = []
  /// Whether embeddings go by Adam.
  public var excludeEmbeddings = true
  /// The factors of x, of A and of A².
  public var factors = (a: 3.4445, b: -4.7750, c: 2.0315)
  /// How much of the mean of the gradients stays.
  public var momentum = 0.95
  /// How often x is made more orthogonal.
  public var nsSteps = 5
  /// Whether the gradient is taken as if the step had been done already.
  public var nesterov = true
  /// The size of a step as Adam has it; nil for x as it is.
  public var rmsRate: Double? = 0.2

  public init() { settings.gradientOptions.weightDecay = 0.004 }

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional(
      "adam_beta_1", &adam.beta1, in: .from(0, below: 1), "how much of Adam's mean gradient stays")
    f.optional(
      "adam_beta_2", &adam.beta2, in: .from(0, below: 1), "how much of Adam's mean square stays")
    f.optional(
      "adam_weight_decay", &adamWeightDecay, in: Limits.atLeast(0).orNone,
      "the decay of weights that go by Adam")
    f.optional(
      "epsilon", &adam.epsilon, in: .moreThan(0), "added to the root of Adam's mean square")
    f.optional(
      "exclude_layers", &excludeLayers,
      "regular expressions: weights in whose names one matches go by Adam")
    f.optional("exclude_embeddings", &excludeEmbeddings, "whether embeddings go by Adam")
    f.optional("muon_a", &factors.a, "factor of x; the default is recommended")
    f.optional("muon_b", &factors.b, "factor of x xᵀ x; the default is recommended")
    f.optional("muon_c", &factors.c, "factor of (x xᵀ)² x; the default is recommended")
    f.optional(
      "adam_lr_ratio", &adamLrRatio, in: .moreThan(0),
      "what the learning rate is multiplied by for Adam")
    f.optional("momentum", &momentum, in: .from(0, to: 1), "how much of the mean gradient stays")
    f.optional("ns_steps", &nsSteps, in: .from(1, to: 100), "how often x is made more orthogonal")
    f.optional("nesterov", &nesterov, "whether to use Nesterov's momentum")
    f.optional(
      "rms_rate", &rmsRate, in: Limits.moreThan(0).orNone,
      "the size of a step as Adam has it; null leaves x as it is")
  }

  public func problems() -> [FieldProblem] {
    settings.problems(decays: gradientOptions.weightDecay != nil || adamWeightDecay != nil)
      + WeightNames.problems("exclude_layers", excludeLayers)
  }

  private func goesByAdam(_ weight: Variable) -> Bool {
    if weight.spec.shape.rank != 2 { return true }
    if excludeEmbeddings, weight.name.lowercased().contains("embedding") { return true }
    // That they are expressions is checked where they are read.
    return (try? WeightNames(excludeLayers))?.contains(weight.name) ?? false
  }

  public func slots(for weight: Variable) -> [OptimizerSlot] {
    goesByAdam(weight) ? ["momentum", "velocity"] : ["momentum"]
  }

  public func weightDecay(of weight: Variable) -> Double? {
    goesByAdam(weight) ? adamWeightDecay.map { $0 / adamLrRatio } : gradientOptions.weightDecay
  }

  public var namedWeights: [(field: String, patterns: [String])] {
    [("exclude_layers", excludeLayers)]
  }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    if site.slots.count == 2 {
      return try adam.update(adamLrRatio == 1 ? site : site.atRate(timesOwn: adamLrRatio))
    }
    let (graph, dtype) = (site.gradient.graph, site.gradient.dtype)
    let (g, w) = (try site.treatedGradient(), try site.decayedWeight())
    let m = try site.slots[0].value * momentum + g
    var x = nesterov ? try g + m * momentum : m
    let extents = site.variable.spec.shape.dimensions
    let isTall = extents[0] > extents[1]
    if isTall { x = try graph.transpose(x, [1, 0]) }
    let norm = try graph.sqrt(try graph.sum(try graph.square(x)))
    x = try x / (norm + 1e-7)
    for _ in 0..<nsSteps {
      let product = try graph.matMul(x, x, transposeB: true)
      let sum = try product * factors.b + (product * factors.c) • product
      x = try x * factors.a + sum • x
    }
    if isTall { x = try graph.transpose(x, [1, 0]) }
    var step = try x * site.learningRate
    if let rmsRate {
      let length = try graph.constant(Double(extents.max() ?? 1).squareRoot(), dtype)
      step = try step * length * rmsRate
    }
    return try site.assign(w - step, slots: [m])
  }
}
