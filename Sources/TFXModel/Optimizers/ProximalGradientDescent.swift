public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// Gradient descent that makes weights 0 or small behind each step, exactly where a penalty would
/// only push them there. Duchi and Singer, 2009, as TensorFlow 1's
/// `tf.train.ProximalGradientDescentOptimizer`.
public struct ProximalGradientDescent: Optimizer {
  public static let kind = "ProximalGradientDescent"
  public static let aliases = ["proximal_gradient_descent"]

  public var settings = OptimizerSettings(learningRate: 0.01, isRequired: true)
  /// How strongly weights are drawn to 0, at which they stay.
  public var l1RegularizationStrength = 0.0
  /// How strongly weights are made small.
  public var l2RegularizationStrength = 0.0

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.regularization(&l1RegularizationStrength, &l2RegularizationStrength)
  }

  public var slots: [OptimizerSlot] { [] }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.add(
      ResourceApplyProximalGradientDescent(
        ProximalGradientDescentRule(l1: l1RegularizationStrength, l2: l2RegularizationStrength)))
  }
}
