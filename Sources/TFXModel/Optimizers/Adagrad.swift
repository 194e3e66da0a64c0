public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// Adagrad: the gradient divided by the root of the sum of its squares so far. Duchi et al.,
/// 2011, as [Keras's Adagrad](https://keras.io/api/optimizers/adagrad/).
public struct Adagrad: Optimizer {
  public static let kind = "Adagrad"

  public var settings = OptimizerSettings(learningRate: 0.001)
  /// What the sums begin at.
  public var initialAccumulatorValue = 0.1
  /// Added to the sums; TensorFlow 1's optimizer has none.
  public var epsilon = 1e-7

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional(
      "initial_accumulator_value", &initialAccumulatorValue, in: .atLeast(0),
      "what the sums of squares begin at")
    f.optional("epsilon", &epsilon, in: .atLeast(0), "added to the sums")
  }

  public func problems() -> [FieldProblem] {
    var problems = settings.problems()
    if epsilon == 0, initialAccumulatorValue == 0 {
      problems.append(
        FieldProblem(
          "epsilon", "'epsilon' and 'initial_accumulator_value' cannot both be 0",
          help: "a weight without a gradient would be divided by 0"))
    }
    return problems
  }

  public var slots: [OptimizerSlot] {
    [OptimizerSlot("accumulator", initialValue: initialAccumulatorValue)]
  }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.add(ResourceApplyAdagrad(AdagradRule(epsilon: epsilon)))
  }
}
