public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// Nadam: Adam with Nesterov's momentum. Dozat, 2016, as
/// [Keras's Nadam](https://keras.io/api/optimizers/Nadam/).
public struct Nadam: Optimizer {
  public static let kind = "Nadam"

  public var settings = OptimizerSettings(learningRate: 0.001)
  /// How much of the mean of the gradients stays.
  public var beta1 = 0.9
  /// How much of the mean of their squares stays.
  public var beta2 = 0.999
  /// Added to what the step is divided by.
  public var epsilon = 1e-7

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.moments(&beta1, &beta2)
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to what a step is divided by")
  }

  public var slots: [OptimizerSlot] { ["momentum", "velocity"] }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.add(ResourceApplyKerasNadam(NadamRule(beta1: beta1, beta2: beta2, epsilon: epsilon)))
  }
}
