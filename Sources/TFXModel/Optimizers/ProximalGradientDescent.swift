public import TFXCore
public import TFXGraph
import TFXOps

/// Gradient descent that makes weights 0 or small behind each step, exactly where a penalty would
/// only push them there. Duchi and Singer, 2009, as TensorFlow 1's
/// `tf.train.ProximalGradientDescentOptimizer`.
public struct ProximalGradientDescent: Optimizer {
  public static let kind = "ProximalGradientDescent"
  public static let aliases = ["proximal_gradient_descent"]

  public var learningRate: LearningRate = 0.01
  /// How strongly weights are drawn to 0, at which they stay.
  public var l1RegularizationStrength = 0.0
  /// How strongly weights are made small.
  public var l2RegularizationStrength = 0.0
  public var gradientOptions = GradientOptions()

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("learning_rate", &learningRate, in: .atLeast(0), "how far a step goes")
    f.optional(
      "l1_regularization_strength", &l1RegularizationStrength, in: .atLeast(0),
      "how strongly weights are drawn to 0, at which they stay")
    f.optional(
      "l2_regularization_strength", &l2RegularizationStrength, in: .atLeast(0),
      "how strongly weights are made small")
    gradientOptions.fields(&f)
  }

  public var slots: [OptimizerSlot] { [] }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.gradient.graph.applyProximalGradientDescent(
      site.inputs, l1: l1RegularizationStrength, l2: l2RegularizationStrength)
  }
}
