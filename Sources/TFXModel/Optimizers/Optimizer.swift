public import TFXCore
public import TFXGraph

/// How gradients change the weights.
///
/// An optimizer's own file has its own fields and its update; what every optimizer has is
/// ``OptimizerSettings``.
public protocol Optimizer: NamedConfigurable {
  /// What every optimizer has, with the learning rate that this one begins with.
  var settings: OptimizerSettings { get set }

  /// Visits the fields that it alone has.
  mutating func ownFields(_ f: inout some FieldVisitor)

  /// The tensors that it keeps for each weight.
  var slots: [OptimizerSlot] { get }

  /// The tensors that it keeps for the given weight, if not the same for each.
  func slots(for weight: Variable) -> [OptimizerSlot]

  /// λ: how much of the given weight, times the learning rate, is taken off it in each step; nil for
  /// nothing.
  func weightDecay(of weight: Variable) -> Double?

  /// The fields that name weights by regular expressions, besides that of all optimizers.
  var namedWeights: [(field: String, patterns: [String])] { get }

  /// Adds the operation that changes one weight by its gradient.
  func update(_ site: UpdateSite) throws(GraphError) -> Operation
}

/// What every optimizer has.
public struct OptimizerSettings: Sendable {
  /// How far a step goes.
  public var learningRate: LearningRate
  /// What is done to gradients and weights first.
  public var gradientOptions = GradientOptions()
  /// The averages of the weights that are kept.
  public var averaging = WeightAveraging()
  /// The steps whose mean gradient makes one update; nil for one.
  public var gradientAccumulationSteps: Int?
  /// Whether a file must give the learning rate.
  fileprivate let needsLearningRate: Bool

  /// The settings of an optimizer of the given learning rate, which a file must give if
  /// `isRequired`.
  public init(learningRate: LearningRate, isRequired: Bool = false) {
    self.learningRate = learningRate
    needsLearningRate = isRequired
  }

  /// Visits the fields, which stand behind those of the optimizer.
  fileprivate mutating func fields(_ f: inout some FieldVisitor) {
    gradientOptions.fields(&f)
    averaging.fields(&f)
    f.optional(
      "gradient_accumulation_steps", &gradientAccumulationSteps, in: Limits.atLeast(2).orNone,
      "steps whose mean gradient makes one update")
  }

  /// What is wrong with them taken together.
  ///
  /// - Parameter decays: Whether there is any decay that weights can be left out of.
  func problems(decays: Bool) -> [FieldProblem] {
    gradientOptions.problems(decays: decays) + averaging.problems()
  }

  /// What is wrong with them taken together, in an optimizer of one decay.
  func problems() -> [FieldProblem] { problems(decays: gradientOptions.weightDecay != nil) }
}

extension Optimizer {
  public static var aliases: [String] { [kind.lowercased()] }

  /// How far a step goes.
  public var learningRate: LearningRate {
    get { settings.learningRate }
    set { settings.learningRate = newValue }
  }

  /// What is done to gradients and weights first.
  public var gradientOptions: GradientOptions {
    get { settings.gradientOptions }
    set { settings.gradientOptions = newValue }
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    let (limits, text) = (Limits<LearningRate>.atLeast(0), "how far a step goes")
    if settings.needsLearningRate {
      f.required("learning_rate", &settings.learningRate, in: limits, text)
    } else {
      f.optional("learning_rate", &settings.learningRate, in: limits, text)
    }
    ownFields(&f)
    settings.fields(&f)
  }

  public func problems() -> [FieldProblem] { settings.problems() }

  public var slots: [OptimizerSlot] { [] }
  public func slots(for weight: Variable) -> [OptimizerSlot] { slots }
  public func weightDecay(of weight: Variable) -> Double? { gradientOptions.weightDecay }
  public var namedWeights: [(field: String, patterns: [String])] { [] }
}

extension FieldVisitor {
  /// How slowly the two running means of Adam and its kin change.
  mutating func moments(_ beta1: inout Double, _ beta2: inout Double) {
    optional("beta_1", &beta1, in: .from(0, below: 1), "how much of the mean gradient stays")
    optional("beta_2", &beta2, in: .from(0, below: 1), "how much of the mean square stays")
  }

  /// The two penalties that some optimizers have in their formulas.
  mutating func regularization(_ l1: inout Double, _ l2: inout Double) {
    optional(
      "l1_regularization_strength", &l1, in: .atLeast(0),
      "how strongly weights are drawn to 0, at which they stay")
    optional(
      "l2_regularization_strength", &l2, in: .atLeast(0), "how strongly weights are made small")
  }
}

/// A tensor that an optimizer keeps for each weight.
public struct OptimizerSlot: Sendable, ExpressibleByStringLiteral {
  /// Its name, which follows the weight's in a checkpoint.
  public var name: String
  /// Its first value.
  public var initialValue: Double
  /// Its shape; that of the weight if nil.
  public var shape: Shape?

  /// A slot of the given name that begins at `initialValue` everywhere.
  public init(_ name: String, initialValue: Double = 0, shape: Shape? = nil) {
    self.name = name
    self.initialValue = initialValue
    self.shape = shape
  }

  /// A slot of the given name that begins at 0.
  public init(stringLiteral name: String) { self.init(name) }
}

/// The field of a configuration that names an optimizer.
public struct OptimizerField: FieldValue {
  /// The optimizer.
  public var value: any Optimizer

  /// A field that holds the given optimizer.
  public init(_ value: any Optimizer) { self.value = value }

  public static var expectation: String { "an optimizer" }

  public static var schema: ValueSchema { optimizerCatalog.schema() }

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
    Nadam.self, Ftrl.self, Lion.self, Adafactor.self, Lamb.self, Muon.self, LazyAdam.self,
    AdagradDA.self, ProximalAdagrad.self,
    ProximalGradientDescent.self,
  ],
  elsewhere: [
    "GradientDescent": "write SGD",
    "LossScaleOptimizer": "gradients are float32, which need no scale: name the optimizer alone",
    "Momentum": "write SGD: {momentum: 0.9}",
  ], takesFirstField: true)
