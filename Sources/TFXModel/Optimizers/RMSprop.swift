public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// RMSprop: the gradient divided by the root of a running mean of its squares. Hinton, 2012, as
/// [Keras's RMSprop](https://keras.io/api/optimizers/rmsprop/).
public struct RMSprop: Optimizer {
  public static let kind = "RMSprop"

  public var settings = OptimizerSettings(learningRate: 0.001)
  /// How much of the mean of the squares stays.
  public var rho = 0.9
  /// How much of the last change is done again.
  public var momentum = 0.0
  /// Added to the mean of the squares.
  public var epsilon = 1e-7
  /// Whether the squares are those of the distance from the mean gradient.
  public var centered = false
  /// What the means of the squares begin at: 0 in Keras, 1 in TensorFlow 1's optimizer.
  public var initialAccumulatorValue = 0.0

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional("rho", &rho, in: .from(0, to: 1), "how much of the mean square stays")
    f.optional("momentum", &momentum, in: .from(0, to: 1), "how much of the last change stays")
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to the mean square")
    f.optional("centered", &centered, "whether to divide by the deviation from the mean gradient")
    f.optional(
      "initial_accumulator_value", &initialAccumulatorValue, in: .atLeast(0),
      "what the mean squares begin at")
  }

  public var slots: [OptimizerSlot] {
    var slots = [OptimizerSlot("velocity", initialValue: initialAccumulatorValue)]
    if momentum > 0 { slots.append("momentum") }
    if centered { slots.append("average_gradient") }
    return slots
  }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    // The rule has them in another order.
    let slots = site.slots.count == 3 ? [site.slots[0], site.slots[2], site.slots[1]] : site.slots
    return try site.add(
      ResourceApplyRMSProp(
        RMSpropRule(rho: rho, momentum: momentum, epsilon: epsilon, isCentered: centered)),
      slots: slots)
  }
}
