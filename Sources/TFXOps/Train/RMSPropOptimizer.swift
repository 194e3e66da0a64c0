import TFXCore
import TFXGraph
import TFXKernels

/// s ← s + (g² − s)(1 − ρ), b ← μ b + η g / √(s + ε), variable ← variable − b.   Hinton, 2012.
struct ApplyRMSProp: ApplyOp {
  static let slotNames: [String] = ["rms", "momentum"]
  var decay = 0.9
  var momentum = 0.0
  var epsilon = 1e-7

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("rho", &decay, "how much of the mean square stays")
    f.optional("momentum", &momentum, "how much of the last change stays")
    f.optional("epsilon", &epsilon, "keeps the divisor from 0")
  }

  func update(_ scalar: (Int) -> Double) -> TrainUpdate {
    .rmsProp(rate: scalar(0), rho: decay, momentum: momentum, epsilon: epsilon)
  }
}

/// s ← s + (g² − s)(1 − ρ), m ← m + (g − m)(1 − ρ), b ← μ b + η g / √(s − m² + ε),
/// variable ← variable − b.   TensorFlow has m before s.
struct ApplyCenteredRMSProp: ApplyOp {
  static let slotNames: [String] = ["rms", "mg", "momentum"]

  var plain = ApplyRMSProp()

  mutating func fields(_ f: inout some FieldVisitor) {
    plain.fields(&f)
  }

  func update(_ scalar: (Int) -> Double) -> TrainUpdate {
    .centeredRMSProp(
      rate: scalar(0), rho: plain.decay, momentum: plain.momentum, epsilon: plain.epsilon)
  }
}

/// RMSProp, as TensorFlow 1's `tf.train.RMSPropOptimizer`: the mean of squared gradients begins with 1,
/// and there is always a momentum. Hinton, 2012.
public final class RMSPropOptimizer: TrainOptimizer {
  private let decay: Double
  private let momentum: Double
  private let epsilon: Double
  private let centered: Bool

  /// - Parameters:
  ///   - learningRate: How far a step goes.
  ///   - decay: How much of the means stays.
  ///   - momentum: How much of the last step stays.
  ///   - epsilon: Added under the root.
  ///   - centered: Whether the squared mean of gradients is taken off their mean square.
  ///   - name: Its name, of which its variables have theirs.
  public init(
    learningRate: LearningRate, decay: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-10,
    centered: Bool = false, name: String = "RMSProp"
  ) {
    self.decay = decay
    self.momentum = momentum
    self.epsilon = epsilon
    self.centered = centered
    super.init(learningRate, name: name)
  }

  override var slotKinds: [TrainSlot] {
    // In the order of TensorFlow's names; the operation has it too.
    [TrainSlot("rms", 1)] + (centered ? [TrainSlot("mg")] : []) + [TrainSlot("momentum")]
  }

  override func operation(for variable: Variable) throws(GraphError) -> (any ApplyOp, [Output]) {
    let plain = ApplyRMSProp(decay: decay, momentum: momentum, epsilon: epsilon)
    return centered ? (ApplyCenteredRMSProp(plain: plain), []) : (plain, [])
  }
}
