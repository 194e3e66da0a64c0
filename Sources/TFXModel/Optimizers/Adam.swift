public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// Adam: steps along a running mean of the gradients, divided by the root of that of their
/// squares. Kingma and Ba, 2015, as [Keras's Adam](https://keras.io/api/optimizers/adam/).
public struct Adam: Optimizer {
  public static let kind = "Adam"

  public var settings = OptimizerSettings(learningRate: 0.001)
  /// How much of the mean of the gradients stays.
  public var beta1 = 0.9
  /// How much of the mean of their squares stays.
  public var beta2 = 0.999
  /// Added to the root.
  public var epsilon = 1e-7
  /// Whether to divide by the root of the largest mean square so far: AMSGrad, Reddi et al., 2018.
  public var amsgrad = false

  public init() {}

  /// Adam at the given learning rate.
  public init(_ learningRate: Double) { self.learningRate = LearningRate(learningRate) }

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.moments(&beta1, &beta2)
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to the root of the mean square")
    f.optional("amsgrad", &amsgrad, "whether to divide by the largest mean square so far")
  }

  public var slots: [OptimizerSlot] { ["m", "v"] + (amsgrad ? ["v_hat"] : []) }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.add(
      ResourceApplyAdam(
        AdamRule(beta1: beta1, beta2: beta2, epsilon: epsilon, isAmsgrad: amsgrad)))
  }
}
