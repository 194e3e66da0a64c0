import TFXCore
public import TFXGraph
import TFXKernels

/// a ← a + g, b ← b + g², variable ← −η sign(a) max(|a| − l₁ t, 0) / (l₂ t η + √b), t the step, which
/// comes in as a scalar.   Duchi et al., 2011.
struct ApplyAdagradDA: ApplyOp {
  static let slotNames: [String] = ["gradient_accumulator", "gradient_squared_accumulator"]
  static let scalarNames: [String] = ["lr", "global_step"]
  var l1 = 0.0
  var l2 = 0.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("l1", &l1, "weight of the sum of magnitudes")
    f.optional("l2", &l2, "weight of the sum of squares")
  }

  func update(_ scalar: (Int) -> Double) -> TrainUpdate {
    .adagradDA(rate: scalar(0), l1: l1, l2: l2, step: scalar(1))
  }

  func check() throws(ShapeError) {
    try expectNotNegative("l1", l1)
    try expectNotNegative("l2", l2)
  }
}

/// Adagrad with dual averaging, for sparse linear models, as TensorFlow 1's
/// `tf.train.AdagradDAOptimizer`. Duchi et al., 2011.
public final class AdagradDAOptimizer: TrainOptimizer {
  private let globalStep: Variable
  private let initialGradientSquaredAccumulatorValue: Double
  private let l1: Double
  private let l2: Double

  /// - Parameters:
  ///   - learningRate: How far a step goes.
  ///   - globalStep: The number of steps done, which
  ///     ``TrainOptimizer/applyGradients(_:globalStep:name:)`` counts up.
  ///   - initialGradientSquaredAccumulatorValue: What the sum of squared gradients begins with;
  ///     positive.
  ///   - l1: How strongly weights are drawn to 0, whatever their size.
  ///   - l2: How strongly weights are drawn to 0, by their size.
  ///   - name: Its name, of which its variables have theirs.
  public init(
    learningRate: LearningRate, globalStep: Variable,
    initialGradientSquaredAccumulatorValue: Double = 0.1, l1RegularizationStrength l1: Double = 0,
    l2RegularizationStrength l2: Double = 0, name: String = "AdagradDA"
  ) {
    self.globalStep = globalStep
    self.initialGradientSquaredAccumulatorValue = initialGradientSquaredAccumulatorValue
    self.l1 = l1
    self.l2 = l2
    super.init(learningRate, name: name)
  }

  override var slotKinds: [TrainSlot] {
    [
      TrainSlot("gradient_accumulator"),
      TrainSlot("gradient_squared_accumulator", initialGradientSquaredAccumulatorValue),
    ]
  }

  override func operation(for variable: Variable) throws(GraphError) -> (any ApplyOp, [Output]) {
    // TensorFlow counts the step that is being done.
    let graph = variable.handle.graph
    let step = try graph.cast(globalStep.value, to: variable.spec.dtype)
    let one = try graph.constant(1, variable.spec.dtype)
    return (ApplyAdagradDA(l1: l1, l2: l2), [try graph.add(step, one)])
  }

  override func check() throws(ShapeError) {
    if !(initialGradientSquaredAccumulatorValue > 0) {
      throw ShapeError(
        "initial_gradient_squared_accumulator_value", expected: "more than 0",
        found: "\(initialGradientSquaredAccumulatorValue)")
    }
  }
}
