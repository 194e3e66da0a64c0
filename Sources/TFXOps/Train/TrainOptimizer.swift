import TFXCore
public import TFXGraph

/// A variable with the gradient of a loss with respect to it.
public struct VariableGradient: Sendable {
  /// The gradient; nil if the loss does not depend on the variable.
  public var gradient: Output?
  /// The variable.
  public let variable: Variable

  /// A variable with its gradient, or with what became of it.
  public init(_ gradient: Output?, _ variable: Variable) {
    self.gradient = gradient
    self.variable = variable
  }
}

/// A learning rate: a number, or a scalar that the graph computes, such as one that decays.
public enum LearningRate: Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  case constant(Double)
  case tensor(Output)

  public init(floatLiteral value: Double) { self = .constant(value) }
  public init(integerLiteral value: Int) { self = .constant(Double(value)) }
}

/// An optimizer of TensorFlow 1's `tf.train`, which adds its updates to a graph.
///
///     let optimizer = AdamOptimizer(learningRate: 0.001)
///     let step = try graph.getOrCreateGlobalStep()
///     let train = try optimizer.minimize(loss, globalStep: step)
///
/// or, to do something with the gradients first, ``computeGradients(of:variables:)`` and
/// ``applyGradients(_:globalStep:name:)``. The formulas and first values are those of TensorFlow 1,
/// which differ from Keras's of the same names. The optimizer's own tensors are variables that are
/// not trained, named as in TensorFlow: `kernel/Adam`, `kernel/Adam_1`, `beta1_power`.
public class TrainOptimizer {
  /// The optimizer's name, of which its variables have theirs.
  public let name: String
  /// The names of the tensors that it keeps for each variable, in TensorFlow's words.
  public var slotNames: [String] { slotKinds.map(\.name) }

  private let learningRate: LearningRate
  private let operation: any UpdateOp
  private let slotKinds: [TrainSlot]
  private var slots: [Variable: [Variable]] = [:]
  /// The variables that belong to no single one, by their names, of each graph. The graphs are
  /// held, so that no other one gets their identifiers.
  private var shared: [ObjectIdentifier: (graph: Graph, variables: [String: Variable])] = [:]

  /// - Parameters:
  ///   - learningRate: How far a step goes.
  ///   - name: Its name.
  ///   - operation: What updates a variable.
  ///   - slots: The tensors that it keeps for each variable, in the order in which TensorFlow makes
  ///     them and the operation takes them.
  init(
    _ learningRate: LearningRate, name: String, _ operation: any UpdateOp, slots: [TrainSlot] = []
  ) {
    self.learningRate = learningRate
    self.name = name
    self.operation = operation
    slotKinds = slots
  }

  /// The tensor of a name that it keeps for a variable, if there is one.
  public func slot(_ name: String, of variable: Variable) -> Variable? {
    guard let index = slotKinds.firstIndex(where: { $0.name == name }) else { return nil }
    return slots[variable]?[index]
  }

  /// The gradients of a loss with respect to variables.
  ///
  /// - Parameters:
  ///   - loss: Usually a scalar.
  ///   - variables: Those that are trained, if nil.
  /// - Throws: ``GraphError/noGradient(op:node:)`` if an operation between has none.
  public func computeGradients(
    of loss: Output, variables: [Variable]? = nil
  ) throws(GraphError) -> [VariableGradient] {
    let variables = variables ?? loss.graph.trainableVariables
    let gradients = try loss.graph.gradients(
      of: loss, withRespectTo: variables.map(\.value))
    return zip(gradients, variables).map { VariableGradient($0, $1) }
  }

  /// Adds the updates of variables by their gradients; those without a gradient stay.
  ///
  /// - Parameters:
  ///   - pairs: Variables with gradients in their shape and type.
  ///   - globalStep: An `int64` scalar to count up when all is done.
  ///   - name: A scope for the operations; the optimizer's name if nil.
  /// - Returns: The operation to run for a step.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is no gradient at all, or one does not fit
  ///   its variable.
  public func applyGradients(
    _ pairs: [VariableGradient], globalStep: Variable? = nil, name: String? = nil
  ) throws(GraphError) -> Operation {
    let present = pairs.filter { $0.gradient != nil }
    guard let first = present.first else {
      throw .invalid(
        op: "apply_gradients", node: name ?? self.name,
        ShapeError(
          "grads_and_vars", expected: "a gradient for at least one variable",
          found: "none for \(pairs.count)"))
    }
    let graph = first.variable.handle.graph
    for slot in slotKinds {
      do { try slot.check() } catch { throw .invalid(op: type, node: name ?? self.name, error) }
    }
    for pair in present {
      try graph.colocate(with: pair.variable.handle.operation) { () throws(GraphError) in
        try makeSlots(pair.variable)
      }
    }
    // As in TensorFlow, whatever scope of devices this is called in.
    let home = first.variable.handle.operation
    try graph.colocate(with: home) { () throws(GraphError) in
      try prepare(graph, first.variable)
    }
    return try graph.nameScope(name ?? self.name) { (_) throws(GraphError) in
      var updates: [Operation] = []
      for pair in present {
        updates.append(
          try graph.colocate(with: pair.variable.handle.operation) { () throws(GraphError) in
            try update(pair)
          })
      }
      updates += try graph.controlDependencies(updates) { () throws(GraphError) in
        try graph.colocate(with: home) { () throws(GraphError) in try finish(graph) }
      }
      guard let globalStep else { return try graph.group(updates, name: "update") }
      return try graph.controlDependencies(updates) { () throws(GraphError) in
        try graph.colocate(with: globalStep.handle.operation) { () throws(GraphError) in
          try graph.assignAdd(
            globalStep.handle, graph.constant(1, globalStep.spec.dtype), name: "AssignAdd")
        }
      }
    }
  }

  /// ``computeGradients(of:variables:)``, then ``applyGradients(_:globalStep:name:)``.
  public func minimize(
    _ loss: Output, variables: [Variable]? = nil, globalStep: Variable? = nil,
    name: String? = nil
  ) throws(GraphError) -> Operation {
    try applyGradients(
      computeGradients(of: loss, variables: variables), globalStep: globalStep, name: name)
  }

  /// Makes what belongs to no single variable; `first` is the first variable.
  func prepare(_ graph: Graph, _ first: Variable) throws(GraphError) {}

  /// The scalars that the operation takes behind the learning rate.
  func scalars(for variable: Variable) throws(GraphError) -> [Output] { [] }

  /// Adds what happens when all variables are updated.
  func finish(_ graph: Graph) throws(GraphError) -> [Operation] { [] }

  /// A variable that belongs to no single one, made the first time.
  func sharedVariable(
    _ name: String, _ initialValue: Double, _ dtype: DType, in graph: Graph
  ) throws(GraphError) -> Variable {
    let key = ObjectIdentifier(graph)
    if let existing = shared[key]?.variables[name] { return existing }
    let made = try graph.addVariable(name, .scalar, dtype, initialValue)
    shared[key, default: (graph, [:])].variables[name] = made
    return made
  }

  private var type: String { String(describing: Self.self) }

  private func makeSlots(_ variable: Variable) throws(GraphError) {
    if slots[variable] != nil { return }
    let graph = variable.handle.graph
    var made: [Variable] = []
    for kind in slotKinds {
      made.append(
        try graph.addVariable(
          "\(variable.name)/\(name)", variable.spec.shape, variable.spec.dtype, kind.initialValue))
    }
    slots[variable] = made
  }

  private func update(_ pair: VariableGradient) throws(GraphError) -> Operation {
    let variable = pair.variable
    let graph = variable.handle.graph
    let scope = "update_" + variable.name
    guard let gradient = pair.gradient, gradient.dtype == variable.spec.dtype else {
      throw .invalid(
        op: type, node: graph.scopedName(scope),
        ShapeError(
          "grads_and_vars", expected: "\(variable.spec)",
          found: pair.gradient.map { "\($0.spec)" } ?? "none"))
    }
    return try graph.nameScope(scope) { (_) throws(GraphError) in
      let rate: Output
      switch learningRate {
      case .constant(let value): rate = try graph.constant(value, gradient.dtype)
      case .tensor(let value): rate = try graph.cast(value, to: gradient.dtype)
      }
      return try graph.update(
        operation, variable, slots: slots[variable, default: []], learningRate: rate,
        scalars: try scalars(for: variable), gradient: gradient)
    }
  }
}

/// A tensor that an optimizer keeps for each variable.
struct TrainSlot {
  /// TensorFlow's name of it.
  let name: String
  let initialValue: Double
  /// The argument of the optimizer that gives the first value, and whether that may be 0.
  private let argument: (name: String, mayBeZero: Bool)?

  /// - Parameters:
  ///   - name: Its name in TensorFlow.
  ///   - initialValue: The number that it begins with.
  ///   - argument: What the optimizer's user calls that number; it must be positive.
  ///   - mayBeZero: Or 0.
  init(
    _ name: String, _ initialValue: Double = 0, as argument: String? = nil, mayBeZero: Bool = false
  ) {
    self.name = name
    self.initialValue = initialValue
    self.argument = argument.map { ($0, mayBeZero) }
  }

  /// Throws for a first value with which the formula makes no sense.
  func check() throws(ShapeError) {
    guard let (name, mayBeZero) = argument else { return }
    if !(mayBeZero ? initialValue >= 0 : initialValue > 0) {
      throw ShapeError(
        name, expected: mayBeZero ? "0 or more" : "more than 0", found: "\(initialValue)")
    }
  }
}

extension Graph {
  /// A variable outside of all scopes that is not trained and begins at one number; its name is
  /// made unique as TensorFlow does it: `kernel/Adam`, `kernel/Adam_1`.
  fileprivate func addVariable(
    _ name: String, _ shape: Shape, _ dtype: DType, _ initialValue: Double
  ) throws(GraphError) -> Variable {
    var unique = name
    var count = 1
    while variable(named: unique) != nil {
      unique = "\(name)_\(count)"
      count += 1
    }
    return try exactScope("") { () throws(GraphError) in
      try getVariable(unique, shape: shape, dtype: dtype, isTrainable: false) {
        (_) throws(GraphError) in try fill(shape, initialValue, dtype, name: "Initial")
      }
    }
  }
}
