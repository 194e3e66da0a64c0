public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// Adadelta: steps as large as those before, relative to the gradients. Zeiler, 2012, as
/// [Keras's Adadelta](https://keras.io/api/optimizers/adadelta/).
public struct Adadelta: Optimizer {
  public static let kind = "Adadelta"

  public var settings = OptimizerSettings(learningRate: 0.001)
  /// How much of the means of the squares stays.
  public var rho = 0.95
  /// Added to the means of the squares.
  public var epsilon = 1e-7

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional("rho", &rho, in: .from(0, to: 1), "how much of the mean squares stays")
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to the mean squares")
  }

  public var slots: [OptimizerSlot] { ["accumulated_grad", "accumulated_delta_var"] }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.add(ResourceApplyAdadelta(AdadeltaRule(rho: rho, epsilon: epsilon)))
  }
}
