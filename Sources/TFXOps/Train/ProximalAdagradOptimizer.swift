import TFXCore
import TFXGraph
import TFXKernels

/// a ← a + g², ρ = η / √a, p = variable − ρ g,
/// variable ← sign(p) max(|p| − ρ l₁, 0) / (1 + ρ l₂).   Duchi and Singer, 2009.
struct ApplyProximalAdagrad: ApplyOp {
  static let slotNames: [String] = ["accumulator"]
  var l1 = 0.0
  var l2 = 0.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("l1", &l1, "weight of the sum of magnitudes")
    f.optional("l2", &l2, "weight of the sum of squares")
  }

  func update(_ scalar: (Int) -> Double) -> TrainUpdate {
    .proximalAdagrad(rate: scalar(0), l1: l1, l2: l2)
  }

  func check() throws(ShapeError) {
    try expectNotNegative("l1", l1)
    try expectNotNegative("l2", l2)
  }
}

/// Proximal Adagrad, as TensorFlow 1's `tf.train.ProximalAdagradOptimizer`.
public final class ProximalAdagradOptimizer: TrainOptimizer {
  private let initialAccumulatorValue: Double
  private let l1: Double
  private let l2: Double

  /// - Parameters:
  ///   - learningRate: How far a step goes.
  ///   - initialAccumulatorValue: What the sum of squared gradients begins with; positive.
  ///   - l1: How strongly weights are drawn to 0, whatever their size.
  ///   - l2: How strongly weights are drawn to 0, by their size.
  ///   - name: Its name, of which its variables have theirs.
  public init(
    learningRate: LearningRate, initialAccumulatorValue: Double = 0.1,
    l1RegularizationStrength l1: Double = 0, l2RegularizationStrength l2: Double = 0,
    name: String = "ProximalAdagrad"
  ) {
    self.initialAccumulatorValue = initialAccumulatorValue
    self.l1 = l1
    self.l2 = l2
    super.init(learningRate, name: name)
  }

  override var slotKinds: [TrainSlot] { [TrainSlot("accumulator", initialAccumulatorValue)] }

  override func operation(for variable: Variable) throws(GraphError) -> (any ApplyOp, [Output]) {
    (ApplyProximalAdagrad(l1: l1, l2: l2), [])
  }

  override func check() throws(ShapeError) {
    if !(initialAccumulatorValue > 0) {
      throw ShapeError(
        "initial_accumulator_value", expected: "more than 0", found: "\(initialAccumulatorValue)")
    }
  }
}
