public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// Adamax: Adam with the largest gradient of late in place of the mean of squares. Kingma and Ba,
/// 2015, as [Keras's Adamax](https://keras.io/api/optimizers/adamax/).
public struct Adamax: Optimizer {
  public static let kind = "Adamax"

  public var settings = OptimizerSettings(learningRate: 0.001)
  /// How much of the mean of the gradients stays.
  public var beta1 = 0.9
  /// How much of the largest gradient stays.
  public var beta2 = 0.999
  /// Added to what the step is divided by.
  public var epsilon = 1e-7

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional("beta_1", &beta1, in: .from(0, below: 1), "how much of the mean gradient stays")
    f.optional("beta_2", &beta2, in: .from(0, below: 1), "how much of the largest gradient stays")
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to what a step is divided by")
  }

  public var slots: [OptimizerSlot] { ["momentum", "norm"] }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.add(ResourceApplyAdaMax(AdamaxRule(beta1: beta1, beta2: beta2, epsilon: epsilon)))
  }
}
