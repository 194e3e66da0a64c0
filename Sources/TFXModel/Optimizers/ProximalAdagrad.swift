public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// ``Adagrad`` that makes weights 0 or small behind each step. Duchi et al., 2011, as TensorFlow 1's
/// `tf.train.ProximalAdagradOptimizer`.
public struct ProximalAdagrad: Optimizer {
  public static let kind = "ProximalAdagrad"
  public static let aliases = ["proximal_adagrad"]

  public var settings = OptimizerSettings(learningRate: 0.001, isRequired: true)
  /// What the sums of squares begin at.
  public var initialAccumulatorValue = 0.1
  /// How strongly weights are drawn to 0, at which they stay.
  public var l1RegularizationStrength = 0.0
  /// How strongly weights are made small.
  public var l2RegularizationStrength = 0.0

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional(
      "initial_accumulator_value", &initialAccumulatorValue, in: .moreThan(0),
      "what the sums of squares begin at")
    f.regularization(&l1RegularizationStrength, &l2RegularizationStrength)
  }

  public var slots: [OptimizerSlot] {
    [OptimizerSlot("accumulator", initialValue: initialAccumulatorValue)]
  }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.add(
      ResourceApplyProximalAdagrad(
        ProximalAdagradRule(l1: l1RegularizationStrength, l2: l2RegularizationStrength)))
  }
}
