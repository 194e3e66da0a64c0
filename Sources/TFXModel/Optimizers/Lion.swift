public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// Lion: steps of one size, in the direction of the sign of a running mean of the gradients. Chen et
/// al., 2023, as [Keras's Lion](https://keras.io/api/optimizers/lion/).
public struct Lion: Optimizer {
  public static let kind = "Lion"

  public var settings = OptimizerSettings(learningRate: 0.001)
  /// How much of the mean gradient the direction takes.
  public var beta1 = 0.9
  /// How much of the mean gradient stays.
  public var beta2 = 0.99

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional(
      "beta_1", &beta1, in: .above(0, to: 1),
      "how much of the mean gradient the direction takes")
    f.optional("beta_2", &beta2, in: .from(0, to: 1), "how much of the mean gradient stays")
  }

  public var slots: [OptimizerSlot] { ["momentum"] }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.add(ResourceApplyLion(LionRule(beta1: beta1, beta2: beta2)))
  }
}
