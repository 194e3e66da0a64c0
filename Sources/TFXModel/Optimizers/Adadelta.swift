public import TFXCore
public import TFXGraph
import TFXOps

/// Adadelta: steps as large as those before, relative to the gradients. Zeiler, 2012, as
/// [Keras's Adadelta](https://keras.io/api/optimizers/adadelta/).
public struct Adadelta: Optimizer {
  public static let kind = "Adadelta"
  public static let aliases = ["adadelta"]

  public var learningRate: LearningRate = 0.001
  /// How much of the means of the squares stays.
  public var rho = 0.95
  /// Added to the means of the squares.
  public var epsilon = 1e-7
  public var gradientOptions = GradientOptions()

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("learning_rate", &learningRate, in: .atLeast(0), "how far a step goes")
    f.optional("rho", &rho, in: .from(0, to: 1), "how much of the mean squares stays")
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to the mean squares")
    gradientOptions.fields(&f)
  }

  public var slots: [OptimizerSlot] {
    [OptimizerSlot("accumulated_grad"), OptimizerSlot("accumulated_delta_var")]
  }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.gradient.graph.applyAdadelta(
      site.inputs, rho: rho, epsilon: epsilon)
  }
}
