public import TFXCore
public import TFXGraph

/// AdamW: ``Adam`` with weight decay, which every optimizer here keeps apart from the gradient.
/// Loshchilov and Hutter, 2019, as [Keras's AdamW](https://keras.io/api/optimizers/adamw/).
public struct AdamW: Optimizer {
  public static let kind = "AdamW"

  /// What it does behind the decay.
  public var adam = Adam()

  public init() { adam.gradientOptions.weightDecay = 0.004 }

  public var settings: OptimizerSettings {
    get { adam.settings }
    set { adam.settings = newValue }
  }

  public mutating func ownFields(_ f: inout some FieldVisitor) { adam.ownFields(&f) }

  public func problems() -> [FieldProblem] {
    if gradientOptions.weightDecay == nil {
      return [
        FieldProblem(
          "weight_decay", "expected a number, found null", help: "without decay it is Adam")
      ]
    }
    return adam.problems()
  }

  public var slots: [OptimizerSlot] { adam.slots }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try adam.update(site)
  }
}
