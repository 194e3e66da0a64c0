public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// Adagrad with dual averaging: weights follow from the sums of all gradients and of their squares,
/// whatever they were before, and those of small sums are 0. For sparse linear models. Duchi et al.,
/// 2011, as TensorFlow 1's `tf.train.AdagradDAOptimizer`.
public struct AdagradDA: Optimizer {
  public static let kind = "AdagradDA"
  public static let aliases = ["adagrad_da"]

  public var settings = OptimizerSettings(learningRate: 0.001, isRequired: true)
  /// What the sums of squares begin at.
  public var initialGradientSquaredAccumulatorValue = 0.1
  /// How strongly weights are drawn to 0, at which they stay.
  public var l1RegularizationStrength = 0.0
  /// How strongly weights are made small.
  public var l2RegularizationStrength = 0.0

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional(
      "initial_gradient_squared_accumulator_value", &initialGradientSquaredAccumulatorValue,
      in: .moreThan(0), "what the sums of squares begin at")
    f.regularization(&l1RegularizationStrength, &l2RegularizationStrength)
  }

  public func problems() -> [FieldProblem] {
    var problems = settings.problems()
    if gradientOptions.weightDecay != nil {
      problems.append(
        FieldProblem(
          "weight_decay", "'weight_decay' has no effect: AdagradDA makes each weight anew",
          help: "use l2_regularization_strength"))
    }
    return problems
  }

  public var slots: [OptimizerSlot] {
    [
      "gradient_accumulator",
      OptimizerSlot(
        "gradient_squared_accumulator", initialValue: initialGradientSquaredAccumulatorValue),
    ]
  }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.add(
      ResourceApplyAdagradDA(
        AdagradDARule(l1: l1RegularizationStrength, l2: l2RegularizationStrength)))
  }
}
