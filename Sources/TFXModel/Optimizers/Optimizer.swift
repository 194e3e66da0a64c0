public import TFXCore
public import TFXGraph
package import TFXOps

/// How gradients change the weights.
public protocol Optimizer: NamedConfigurable {
  /// How far a step goes.
  var learningRate: LearningRate { get set }

  /// What it does to gradients and weights first.
  var gradientOptions: GradientOptions { get set }

  /// The tensors that it keeps for each weight, in the shape of the weight.
  var slots: [OptimizerSlot] { get }

  /// Adds the operation that changes one weight by its gradient.
  func update(_ site: UpdateSite) throws(GraphError) -> Operation
}

extension Optimizer {
  public func problems() -> [FieldProblem] { gradientOptions.problems() }
}

/// A tensor that an optimizer keeps for each weight.
public struct OptimizerSlot: Sendable {
  /// Its name, which follows the weight's in a checkpoint.
  public var name: String
  /// Its first value.
  public var initialValue: Double

  /// A slot of the given name that begins at `initialValue` everywhere.
  public init(_ name: String, initialValue: Double = 0) {
    self.name = name
    self.initialValue = initialValue
  }
}

/// What the update of one weight has to work with.
public struct UpdateSite {
  package let inputs: UpdateInputs

  package init(inputs: UpdateInputs) { self.inputs = inputs }

  /// The weight.
  public var variable: Variable { inputs.variable }
  /// The optimizer's slots for it, in order.
  public var slots: [Variable] { inputs.slots }
  /// The gradient of the loss with respect to the weight, as it is before any clipping.
  public var gradient: Output { inputs.gradient }
  /// The learning rate, of shape `[]`.
  public var learningRate: Output { inputs.learningRate }
  /// The number of steps done before: int64, of shape `[]`.
  public var step: Output { inputs.step! }
}

/// The field of a configuration that names an optimizer.
public struct OptimizerField: FieldValue {
  /// The optimizer.
  public var value: any Optimizer

  /// A field that holds the given optimizer.
  public init(_ value: any Optimizer) { self.value = value }

  public static var expectation: String { "an optimizer" }

  public static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> OptimizerField? {
    (optimizerCatalog.read(node, &diagnostics) as? any Optimizer).map { OptimizerField($0) }
  }

  public func write() -> ConfigNode { Catalog.write(value) }
}

/// Every optimizer, in the order of the reference.
package let optimizerCatalog = Catalog(
  "optimizer",
  [
    SGD.self, Adam.self, AdamW.self, RMSprop.self, Adagrad.self, Adadelta.self, Adamax.self,
    Nadam.self, Ftrl.self, Lion.self, AdagradDA.self, ProximalAdagrad.self,
    ProximalGradientDescent.self,
  ])
