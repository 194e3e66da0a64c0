import TFXCore
import TFXGraph
import TFXKernels

/// m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂),
/// variable ← variable − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε).   Kingma and Ba, 2015.
/// The powers βᵗ come in as scalars.
struct ApplyAdam: ApplyOp {
  static let slotNames: [String] = ["m", "v"]
  static let scalarNames: [String] = ["lr", "beta1_power", "beta2_power"]
  var beta1 = 0.9
  var beta2 = 0.999
  var epsilon = 1e-7

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("beta1", &beta1, "how much of the mean gradient stays")
    f.optional("beta2", &beta2, "how much of the mean square stays")
    f.optional("epsilon", &epsilon, "keeps the divisor from 0")
  }

  func update(_ scalar: (Int) -> Double) -> TrainUpdate {
    .adam(
      rate: scalar(0), beta1: beta1, beta2: beta2, epsilon: epsilon, beta1Power: scalar(1),
      beta2Power: scalar(2))
  }
}

/// Adam, as TensorFlow 1's `tf.train.AdamOptimizer`. Kingma and Ba, 2015.
///
/// The powers of β are the variables `beta1_power` and `beta2_power`, as in TensorFlow.
public final class AdamOptimizer: TrainOptimizer {
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double
  /// Of the graph that updates are being added to.
  private var powers: (Variable, Variable)?

  /// - Parameters:
  ///   - learningRate: How far a step goes.
  ///   - beta1: How much of the mean of gradients stays.
  ///   - beta2: How much of the mean of squared gradients stays.
  ///   - epsilon: Added to the root.
  ///   - name: Its name, of which its variables have theirs.
  public init(
    learningRate: LearningRate, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    name: String = "Adam"
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    super.init(learningRate, name: name)
  }

  override var slotKinds: [TrainSlot] { [TrainSlot("m"), TrainSlot("v")] }

  override func prepare(_ graph: Graph, _ first: Variable) throws(GraphError) {
    let dtype = first.spec.dtype
    powers = (
      try sharedVariable("beta1_power", beta1, dtype, in: graph),
      try sharedVariable("beta2_power", beta2, dtype, in: graph)
    )
  }

  override func operation(for variable: Variable) throws(GraphError) -> (any ApplyOp, [Output]) {
    let (first, second) = madePowers
    return (
      ApplyAdam(beta1: beta1, beta2: beta2, epsilon: epsilon), [first.value, second.value]
    )
  }

  override func finish(_ graph: Graph) throws(GraphError) -> [Operation] {
    let (first, second) = madePowers
    return [
      try raise(first, by: beta1, in: graph), try raise(second, by: beta2, in: graph),
    ]
  }

  private var madePowers: (Variable, Variable) {
    guard let powers else { preconditionFailure("Adam's powers are made before they are used") }
    return powers
  }

  private func raise(
    _ power: Variable, by factor: Double, in graph: Graph
  ) throws(GraphError) -> Operation {
    let factor = try graph.constant(factor, power.spec.dtype)
    return try graph.assign(power, graph.multiply(power.value, factor))
  }
}
