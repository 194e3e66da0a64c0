import TFXCore
import TFXGraph
import TFXKernels

/// Adam, as TensorFlow 1's `tf.train.AdamOptimizer`. Kingma and Ba, 2015.
///
/// The powers of β are the variables `beta1_power` and `beta2_power`, as in TensorFlow.
public final class AdamOptimizer: TrainOptimizer {
  private let betas: [(name: String, value: Double)]
  /// Of the graph that updates are being added to.
  private var powers: [Variable] = []

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
    betas = [("beta1_power", beta1), ("beta2_power", beta2)]
    var operation = ResourceApplyAdam(AdamRule(beta1: beta1, beta2: beta2, epsilon: epsilon))
    operation.takesPowers = true
    super.init(learningRate, name: name, operation, slots: [TrainSlot("m"), TrainSlot("v")])
  }

  override func prepare(_ graph: Graph, _ first: Variable) throws(GraphError) {
    powers = []
    for (name, beta) in betas {
      powers.append(try sharedVariable(name, beta, first.spec.dtype, in: graph))
    }
  }

  override func scalars(for variable: Variable) throws(GraphError) -> [Output] {
    let (graph, dtype) = (variable.handle.graph, variable.spec.dtype)
    return [try graph.cast(powers[0].value, to: dtype), try graph.cast(powers[1].value, to: dtype)]
  }

  override func finish(_ graph: Graph) throws(GraphError) -> [Operation] {
    var raised: [Operation] = []
    for (power, beta) in zip(powers, betas) {
      let factor = try graph.constant(beta.value, power.spec.dtype)
      raised.append(try graph.assign(power, graph.multiply(power.value, factor)))
    }
    return raised
  }
}
