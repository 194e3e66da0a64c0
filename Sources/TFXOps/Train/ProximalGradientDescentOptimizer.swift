import TFXCore
import TFXGraph
import TFXKernels

/// p = variable − η g, variable ← sign(p) max(|p| − η l₁, 0) / (1 + η l₂).   Duchi and Singer, 2009.
struct ApplyProximalGradientDescent: ApplyOp {
  static let slotNames: [String] = []
  var l1 = 0.0
  var l2 = 0.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("l1", &l1, "weight of the sum of magnitudes")
    f.optional("l2", &l2, "weight of the sum of squares")
  }

  func update(_ scalar: (Int) -> Double) -> TrainUpdate {
    .proximalGradientDescent(rate: scalar(0), l1: l1, l2: l2)
  }

  func check() throws(ShapeError) {
    try expectNotNegative("l1", l1)
    try expectNotNegative("l2", l2)
  }
}

/// Proximal gradient descent, as TensorFlow 1's `tf.train.ProximalGradientDescentOptimizer`.
public final class ProximalGradientDescentOptimizer: TrainOptimizer {
  private let l1: Double
  private let l2: Double

  /// - Parameters:
  ///   - learningRate: How far a step goes.
  ///   - l1: How strongly weights are drawn to 0, whatever their size.
  ///   - l2: How strongly weights are drawn to 0, by their size.
  ///   - name: Its name, of which its variables have theirs.
  public init(
    learningRate: LearningRate, l1RegularizationStrength l1: Double = 0,
    l2RegularizationStrength l2: Double = 0, name: String = "ProximalGradientDescent"
  ) {
    self.l1 = l1
    self.l2 = l2
    super.init(learningRate, name: name)
  }

  override func operation(for variable: Variable) throws(GraphError) -> (any ApplyOp, [Output]) {
    (ApplyProximalGradientDescent(l1: l1, l2: l2), [])
  }
}
