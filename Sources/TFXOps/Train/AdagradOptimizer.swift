import TFXCore
import TFXGraph
import TFXKernels

/// a ← a + g², variable ← variable − η g / √a.   Duchi et al., 2011; Keras has an epsilon in the root.
struct ApplyAdagrad: ApplyOp {
  static let slotNames: [String] = ["accumulator"]

  func update(_ scalar: (Int) -> Double) -> TrainUpdate {
    .adagrad(rate: scalar(0))
  }
}

/// Adagrad, as TensorFlow 1's `tf.train.AdagradOptimizer`. Duchi et al., 2011.
public final class AdagradOptimizer: TrainOptimizer {
  private let initialAccumulatorValue: Double

  /// - Parameters:
  ///   - learningRate: How far a step goes.
  ///   - initialAccumulatorValue: What the sum of squared gradients begins with; positive.
  ///   - name: Its name, of which its variables have theirs.
  public init(
    learningRate: LearningRate, initialAccumulatorValue: Double = 0.1, name: String = "Adagrad"
  ) {
    self.initialAccumulatorValue = initialAccumulatorValue
    super.init(learningRate, name: name)
  }

  override var slotKinds: [TrainSlot] { [TrainSlot("accumulator", initialAccumulatorValue)] }

  override func operation(for variable: Variable) throws(GraphError) -> (any ApplyOp, [Output]) {
    (ApplyAdagrad(), [])
  }

  override func check() throws(ShapeError) {
    if !(initialAccumulatorValue > 0) {
      throw ShapeError(
        "initial_accumulator_value", expected: "more than 0", found: "\(initialAccumulatorValue)")
    }
  }
}
