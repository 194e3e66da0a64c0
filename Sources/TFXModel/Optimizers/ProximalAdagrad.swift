public import TFXCore
public import TFXGraph
import TFXOps

/// ``Adagrad`` that makes weights 0 or small behind each step. Duchi et al., 2011, as TensorFlow 1's
/// `tf.train.ProximalAdagradOptimizer`.
public struct ProximalAdagrad: Optimizer {
  public static let kind = "ProximalAdagrad"
  public static let aliases = ["proximal_adagrad"]

  public var learningRate: LearningRate = 0.001
  /// What the sums of squares begin at.
  public var initialAccumulatorValue = 0.1
  /// How strongly weights are drawn to 0, at which they stay.
  public var l1RegularizationStrength = 0.0
  /// How strongly weights are made small.
  public var l2RegularizationStrength = 0.0
  public var gradientOptions = GradientOptions()

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("learning_rate", &learningRate, in: .atLeast(0), "how far a step goes")
    f.optional(
      "initial_accumulator_value", &initialAccumulatorValue, in: .moreThan(0),
      "what the sums of squares begin at")
    f.optional(
      "l1_regularization_strength", &l1RegularizationStrength, in: .atLeast(0),
      "how strongly weights are drawn to 0, at which they stay")
    f.optional(
      "l2_regularization_strength", &l2RegularizationStrength, in: .atLeast(0),
      "how strongly weights are made small")
    gradientOptions.fields(&f)
  }

  public var slots: [OptimizerSlot] {
    [OptimizerSlot("accumulator", initialValue: initialAccumulatorValue)]
  }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.gradient.graph.applyProximalAdagrad(
      site.inputs, l1: l1RegularizationStrength, l2: l2RegularizationStrength)
  }
}
