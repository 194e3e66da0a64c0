import TFXCore
import TFXGraph
import TFXKernels

/// variable ← variable − η g.
struct ApplyGradientDescent: ApplyOp {
  static let slotNames: [String] = []

  func update(_ scalar: (Int) -> Double) -> TrainUpdate {
    .gradientDescent(rate: scalar(0))
  }
}

/// Gradient descent, as TensorFlow 1's `tf.train.GradientDescentOptimizer`.
public final class GradientDescentOptimizer: TrainOptimizer {
  /// - Parameters:
  ///   - learningRate: How far a step goes.
  ///   - name: Its name, of which its variables have theirs.
  public init(
    learningRate: LearningRate, name: String = "GradientDescent"
  ) {
    super.init(learningRate, name: name)
  }

  override func operation(for variable: Variable) throws(GraphError) -> (any ApplyOp, [Output]) {
    (ApplyGradientDescent(), [])
  }
}
