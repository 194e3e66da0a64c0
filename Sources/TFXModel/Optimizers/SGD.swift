public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// Gradient descent, with or without momentum.
///
/// w ← w − η · g; with momentum μ: v ← μ · v − η · g, then w ← w + v, or with Nesterov's
/// w ← w + μ · v − η · g. As [Keras's SGD](https://keras.io/api/optimizers/sgd/).
public struct SGD: Optimizer {
  public static let kind = "SGD"

  public var settings = OptimizerSettings(learningRate: 0.01)
  /// How much of the last change is done again.
  public var momentum = 0.0
  /// Whether the gradient is taken as if that had been done already.
  public var nesterov = false

  public init() {}

  /// Gradient descent at the given learning rate.
  public init(_ learningRate: Double, momentum: Double = 0, nesterov: Bool = false) {
    self.learningRate = LearningRate(learningRate)
    self.momentum = momentum
    self.nesterov = nesterov
  }

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional("momentum", &momentum, in: .from(0, to: 1), "how much of the last change stays")
    f.optional("nesterov", &nesterov, "whether to use Nesterov's momentum")
  }

  public var slots: [OptimizerSlot] { momentum == 0 ? [] : ["momentum"] }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    if momentum == 0 { return try site.add(ResourceApplyGradientDescent()) }
    return try site.add(
      ResourceApplyKerasMomentum(
        MomentumRule(momentum: momentum, isNesterov: nesterov, holdsSteps: true)))
  }
}
