public import TFXCore
public import TFXGraph
import TFXOps

/// What a layer finds around it while it adds its maths to a graph: its weights, the layers within
/// it, and whether it is trained.
public struct LayerContext {
  /// Whether the maths is for training: dropout drops, and normalisation uses the batch.
  public let isTraining: Bool
  /// Whether the layer's weights are changed in training: neither it nor one that it is in has
  /// `trainable: false`.
  public let isTrainable: Bool
  /// The number of training steps done, for random numbers of samples: int64, of shape `[]`. Where
  /// batches are cut into shards, `[2]`: with it the place of the shard's first sample.
  public let step: Output
  /// The number of training steps done, for random numbers that all samples share: int64, of shape `[]`.
  public let wholeStep: Output
  /// How the batches of the training come.
  package let batchCut: BatchCut
  /// The layer's name behind those of the layers that it is in: `bidirectional/forward_lstm`.
  public let name: String
  private let kind: String
  /// What is to be done with every training step, such as assignments of moving averages.
  public private(set) var updates: [Operation] = []
  /// What gives weights other values before a training step updates them.
  public private(set) var replacements: [Operation] = []
  /// What is added to the loss, scalars, such as penalties of outputs.
  public private(set) var losses: [Output] = []

  /// The weights of all layers of the model.
  package let store: WeightStore
  private let variables: [String: Variable]
  /// What stands for values of weights.
  private let replaced: [String: Output]
  private let learningRateMultiplier: Double

  /// The context of a whole model, whose layers are called by ``call(_:named:on:)``.
  ///
  /// - Parameter placed: The step with the place of the first sample in the batch, where batches are cut
  ///   into shards.
  package init(
    isTraining: Bool, step: Output, placed: Output? = nil, cut: BatchCut = .whole,
    store: WeightStore
  ) {
    self.isTraining = isTraining
    batchCut = cut
    isTrainable = true
    self.step = placed ?? step
    wholeStep = step
    name = ""
    kind = ""
    self.store = store
    variables = [:]
    replaced = [:]
    learningRateMultiplier = 1
  }

  /// The context of a layer within that of `outer`.
  private init(
    _ entry: LayerEntry, named name: String, in outer: LayerContext, _ inputs: [TensorSpec],
    replacing replaced: [String: Output] = [:]
  ) throws(GraphError) {
    self.replaced = replaced
    isTraining = outer.isTraining
    batchCut = outer.batchCut
    isTrainable = outer.isTrainable && entry.trainable
    step = outer.step
    wholeStep = outer.wholeStep
    self.name = outer.name.isEmpty ? name : "\(outer.name)/\(name)"
    kind = entry.layer.kind
    store = outer.store
    learningRateMultiplier = outer.learningRateMultiplier * entry.learningRateMultiplier
    variables = try store.variables(
      of: entry.layer, at: self.name, for: inputs, isTrainable: isTrainable,
      learningRateMultiplier: learningRateMultiplier)
  }

  /// The floating type that the model computes in.
  public var dtype: DType { store.dtype }

  /// The value of one of the layer's weights.
  public func weight(_ name: String) -> Output { replaced[name] ?? variable(name).value }

  /// One of the layer's weights.
  public func variable(_ name: String) -> Variable {
    guard let variable = variables[name] else {
      preconditionFailure("weight '\(name)', of \(variables.keys.sorted())")
    }
    return variable
  }

  /// Has a weight assigned a new value with every training step.
  public mutating func update(_ name: String, to value: Output) throws(GraphError) {
    update(try value.graph.assign(variable(name), value))
  }

  /// Has an operation run with every training step.
  public mutating func update(_ operation: Operation) { updates.append(operation) }

  /// Has a weight take another value in every training step, before it is updated.
  public mutating func replace(_ variable: Variable, by value: Output) throws(GraphError) {
    replacements.append(try value.graph.assign(variable, value))
  }

  /// Adds a scalar to the loss, in training and where the loss is evaluated.
  public mutating func addLoss(_ loss: Output) { losses.append(loss) }

  /// Refuses a shape that comes up between layers within this one.
  public func refuse(_ error: LayerError) throws(GraphError) -> Never {
    throw store.refuse(error, kind: kind, at: name)
  }

  /// Calls a layer within this one. The first call makes its weights, named behind this layer's
  /// name; calls of the same name share them.
  public mutating func call(
    _ layer: any Layer, named name: String, on inputs: [LayerValue]
  ) throws(GraphError) -> LayerValue {
    try call(LayerEntry(layer), named: name, on: inputs)
  }

  /// The weights of a layer within this one, by their names within it.
  func weights(
    of entry: LayerEntry, named name: String, on inputs: [LayerValue]
  ) throws(GraphError) -> [String: Variable] {
    try LayerContext(entry, named: name, in: self, inputs.map(\.output.spec)).variables
  }

  /// The same for a layer with what any layer may be given besides, and with other values in place of
  /// those of its weights.
  public mutating func call(
    _ entry: LayerEntry, named name: String, on inputs: [LayerValue],
    replacing replaced: [String: Output] = [:]
  ) throws(GraphError) -> LayerValue {
    var inner = try LayerContext(
      entry, named: name, in: self, inputs.map(\.output.spec), replacing: replaced)
    let value = try store.graph.nameScope(name) { (_) throws(GraphError) in
      let value = try entry.layer.call(inputs, &inner)
      if let regularizer = entry.activityRegularizer {
        inner.addLoss(try regularizer.value.meanPenalty(ofActivity: value.output))
      }
      return value
    }
    updates += inner.updates
    replacements += inner.replacements
    losses += inner.losses
    return value
  }

  /// Calls layers within this one in a row, under their names or, without any, Keras's.
  public mutating func call(
    _ layers: [LayerEntry], on input: LayerValue
  ) throws(GraphError) -> LayerValue {
    var value = input
    for (layer, name) in zip(layers, LayerEntry.names(layers)) {
      value = try call(layer, named: name, on: [value])
    }
    return value
  }
}

/// The weights of a model's layers: each is made once, and found again where the maths is added a
/// second time.
package final class WeightStore {
  /// A weight, as it was asked for and as it is.
  package struct Weight: Sendable {
    package let spec: WeightSpec
    package let variable: Variable
    /// What the learning rate is multiplied by for it.
    package let learningRateMultiplier: Double
  }

  let graph: Graph
  /// All weights, in the order in which layers asked for them.
  package private(set) var weights: [Weight] = []
  /// The first layer that could not take its input: what it said is more than a `GraphError` can.
  private(set) var refusal: (name: String, kind: String, error: LayerError)?

  let dtype: DType
  private var variables: [String: [String: Variable]] = [:]

  /// No weights yet, to be of the given type where a layer does not ask for another.
  package init(_ graph: Graph, _ dtype: DType) {
    self.graph = graph
    self.dtype = dtype
  }

  /// The weights of the layer of a path, by their names within it.
  fileprivate func variables(
    of layer: any Layer, at path: String, for inputs: [TensorSpec], isTrainable: Bool,
    learningRateMultiplier: Double
  ) throws(GraphError) -> [String: Variable] {
    if let known = variables[path] { return known }
    let specs: [WeightSpec]
    do throws(LayerError) {
      specs = try layer.weights(for: inputs)
    } catch {
      throw refuse(error, kind: layer.kind, at: path)
    }
    var made: [String: Variable] = [:]
    for spec in specs {
      let variable = try graph.getVariable(
        "\(path)/\(spec.name)", shape: spec.shape, dtype: spec.dtype ?? dtype,
        isTrainable: spec.isTrainable && isTrainable
      ) { (tensor) throws(GraphError) in try spec.initializer.call(graph, tensor) }
      made[spec.name] = variable
      weights.append(
        Weight(
          spec: spec, variable: variable, learningRateMultiplier: learningRateMultiplier))
    }
    variables[path] = made
    return made
  }

  /// Keeps what a layer says of a shape that it cannot take.
  fileprivate func refuse(_ error: LayerError, kind: String, at path: String) -> GraphError {
    refusal = (path, kind, error)
    return .invalid(
      op: kind, node: path,
      ShapeError("input", expected: error.expected, found: "\(error.found)"))
  }
}
