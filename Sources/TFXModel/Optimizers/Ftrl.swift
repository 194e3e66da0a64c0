public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// FTRL: follows the regularised leader, which makes many weights 0. McMahan et al., 2013, as
/// [Keras's Ftrl](https://keras.io/api/optimizers/ftrl/).
public struct Ftrl: Optimizer {
  public static let kind = "Ftrl"

  public var settings = OptimizerSettings(learningRate: 0.001)
  /// Which power of the sums of squares the learning rate falls with.
  public var learningRatePower = -0.5
  /// What the sums of squares begin at.
  public var initialAccumulatorValue = 0.1
  /// How strongly weights are drawn to 0, at which they stay.
  public var l1RegularizationStrength = 0.0
  /// How strongly weights are made small.
  public var l2RegularizationStrength = 0.0
  /// The same, by the gradient.
  public var l2ShrinkageRegularizationStrength = 0.0
  /// Added to the root of the sums of squares.
  public var beta = 0.0

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional(
      "learning_rate_power", &learningRatePower, in: .atMost(0),
      "which power of the sums of squares the learning rate falls with")
    f.optional(
      "initial_accumulator_value", &initialAccumulatorValue, in: .atLeast(0),
      "what the sums of squares begin at")
    f.regularization(&l1RegularizationStrength, &l2RegularizationStrength)
    f.optional(
      "l2_shrinkage_regularization_strength", &l2ShrinkageRegularizationStrength,
      in: .atLeast(0), "the same, by the gradient")
    f.optional("beta", &beta, in: .atLeast(0), "added to the root of the sums of squares")
  }

  public var slots: [OptimizerSlot] {
    [OptimizerSlot("accumulator", initialValue: initialAccumulatorValue), "linear"]
  }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.add(
      ResourceApplyFtrlV2(
        FtrlRule(
          learningRatePower: learningRatePower, l1: l1RegularizationStrength,
          l2: l2RegularizationStrength, l2Shrinkage: l2ShrinkageRegularizationStrength, beta: beta))
    )
  }
}
