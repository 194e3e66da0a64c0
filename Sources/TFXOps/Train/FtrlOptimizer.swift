import TFXCore
import TFXGraph
import TFXKernels

/// "Follow the regularized leader" with p the negative learning rate power:
/// n = a + g², b ← b + g + 2 s variable − (nᵖ − aᵖ) / η variable, a ← n,
/// variable ← (sign(b) l₁ − b) / (nᵖ / η + 2 l₂) where |b| > l₁, else 0.   McMahan et al., 2013.
struct ApplyFtrl: ApplyOp {
  static let slotNames: [String] = ["accum", "linear"]
  var learningRatePower = -0.5
  var l1 = 0.0
  var l2 = 0.0
  var l2Shrinkage = 0.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("lr_power", &learningRatePower, "how the rate falls with the sums of squares")
    f.optional("l1", &l1, "weight of the sum of magnitudes")
    f.optional("l2", &l2, "weight of the sum of squares")
    f.optional("l2_shrinkage", &l2Shrinkage, "weight of the squares, by magnitude")
  }

  func update(_ scalar: (Int) -> Double) -> TrainUpdate {
    .ftrl(
      rate: scalar(0), l1: l1, l2: l2, shrinkage: l2Shrinkage,
      learningRatePower: learningRatePower)
  }

  func check() throws(ShapeError) {
    if !(learningRatePower <= 0) {
      throw ShapeError("lr_power", expected: "0 or less", found: "\(learningRatePower)")
    }
    try expectNotNegative("l1", l1)
    try expectNotNegative("l2", l2)
    try expectNotNegative("l2_shrinkage", l2Shrinkage)
  }
}

/// Follow the regularized leader, as TensorFlow 1's `tf.train.FtrlOptimizer`. McMahan et al., 2013.
public final class FtrlOptimizer: TrainOptimizer {
  private let learningRatePower: Double
  private let initialAccumulatorValue: Double
  private let l1: Double
  private let l2: Double
  private let l2Shrinkage: Double

  /// - Parameters:
  ///   - learningRate: How far a step goes.
  ///   - learningRatePower: How the learning rate falls with the accumulator; 0 or less.
  ///   - initialAccumulatorValue: What the accumulator begins with; 0 or more.
  ///   - l1: How strongly weights are drawn to 0, whatever their size.
  ///   - l2: How strongly weights are drawn to 0, by their size.
  ///   - l2Shrinkage: How strongly the gradient is drawn along the weights.
  ///   - name: Its name, of which its variables have theirs.
  public init(
    learningRate: LearningRate, learningRatePower: Double = -0.5,
    initialAccumulatorValue: Double = 0.1, l1RegularizationStrength l1: Double = 0,
    l2RegularizationStrength l2: Double = 0,
    l2ShrinkageRegularizationStrength l2Shrinkage: Double = 0, name: String = "Ftrl"
  ) {
    self.learningRatePower = learningRatePower
    self.initialAccumulatorValue = initialAccumulatorValue
    self.l1 = l1
    self.l2 = l2
    self.l2Shrinkage = l2Shrinkage
    super.init(learningRate, name: name)
  }

  override var slotKinds: [TrainSlot] {
    [TrainSlot("accum", initialAccumulatorValue), TrainSlot("linear")]
  }

  override func operation(for variable: Variable) throws(GraphError) -> (any ApplyOp, [Output]) {
    (ApplyFtrl(learningRatePower: learningRatePower, l1: l1, l2: l2, l2Shrinkage: l2Shrinkage), [])
  }

  override func check() throws(ShapeError) {
    if !(initialAccumulatorValue >= 0) {
      throw ShapeError(
        "initial_accumulator_value", expected: "0 or more", found: "\(initialAccumulatorValue)")
    }
  }
}
