import TFXCore
import TFXGraph
import TFXKernels

/// a ← μ a + g, variable ← variable − η a; with Nesterov's lookahead − (η g + η μ a).
/// Keras's momentum has the learning rate in a.
struct ApplyMomentum: ApplyOp {
  static let slotNames: [String] = ["momentum"]
  var momentum = 0.0
  var useNesterov = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("momentum", &momentum, "how much of the last change stays")
    f.optional("use_nesterov", &useNesterov, "whether the gradient is looked at one step ahead")
  }

  func update(_ scalar: (Int) -> Double) -> TrainUpdate {
    .momentum(rate: scalar(0), momentum: momentum, isNesterov: useNesterov)
  }
}

/// Gradient descent with momentum, as TensorFlow 1's `tf.train.MomentumOptimizer`.
public final class MomentumOptimizer: TrainOptimizer {
  private let momentum: Double
  private let useNesterov: Bool

  /// - Parameters:
  ///   - learningRate: How far a step goes.
  ///   - momentum: How much of the last step stays.
  ///   - useNesterov: Whether the gradient is taken as if the momentum had been followed.
  ///   - name: Its name, of which its variables have theirs.
  public init(
    learningRate: LearningRate, momentum: Double, useNesterov: Bool = false,
    name: String = "Momentum"
  ) {
    self.momentum = momentum
    self.useNesterov = useNesterov
    super.init(learningRate, name: name)
  }

  override var slotKinds: [TrainSlot] { [TrainSlot("momentum")] }

  override func operation(for variable: Variable) throws(GraphError) -> (any ApplyOp, [Output]) {
    (ApplyMomentum(momentum: momentum, useNesterov: useNesterov), [])
  }
}
