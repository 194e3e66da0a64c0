public import TFXCore
public import TFXGraph
import TFXOps

/// A layer with its weights in a graph.
public struct BuiltLayer: Sendable {
  /// Its unique name.
  public let name: String
  /// The layer.
  public let layer: any Layer
  /// The shape of what it makes, with the batch.
  public internal(set) var outputShape: Shape
  /// Its weights, in Keras's order.
  public let weights: [Variable]

  let specs: [WeightSpec]

  /// The number of elements of its weights.
  public var parameterCount: Int { weights.map(\.spec.shape.elementCount).reduce(0, +) }
}

/// The layers of a model in a graph: their weights once, their maths as often as it is asked for.
struct LayerStack {
  let graph: Graph
  private(set) var layers: [BuiltLayer] = []

  /// Adds the weights of all layers, and finds the shapes on the way by adding the maths for
  /// inference, whose result is `output`.
  init(
    _ entries: [LayerEntry], input: Output, step: Output, output: inout Output
  ) throws(ModelError) {
    graph = input.graph
    if entries.isEmpty { throw .noLayers }
    let names = try LayerStack.names(entries)
    output = input
    for (index, entry) in entries.enumerated() {
      let built = try LayerStack.build(entry.layer, index, names[index], for: output)
      layers.append(built)
      var updates: [Operation] = []
      output = try call(index, output, isTraining: false, step: step, &updates)
      layers[index].outputShape = output.shape
    }
  }

  /// Adds the maths of all layers for training, within a scope of its own.
  func callForTraining(
    _ input: Output, step: Output
  ) throws(ModelError) -> (output: Output, updates: [Operation]) {
    try graph.nameScope("training") { (_) throws(ModelError) in
      var output = input
      var updates: [Operation] = []
      for index in layers.indices {
        output = try call(index, output, isTraining: true, step: step, &updates)
      }
      return (output, updates)
    }
  }

  /// What the weights add to the loss: a scalar; nil if nothing.
  func penalty() throws(GraphError) -> Output? {
    var penalties: [Output] = []
    for layer in layers {
      for (spec, weight) in zip(layer.specs, layer.weights) {
        if let regularizer = spec.regularizer {
          penalties.append(try regularizer.call(weight.value))
        }
      }
    }
    return penalties.isEmpty ? nil : try graph.addN(penalties)
  }

  private func call(
    _ index: Int, _ x: Output, isTraining: Bool, step: Output, _ updates: inout [Operation]
  ) throws(ModelError) -> Output {
    let built = layers[index]
    var variables: [String: Variable] = [:]
    for (spec, variable) in zip(built.specs, built.weights) { variables[spec.name] = variable }
    var context = LayerContext(isTraining: isTraining, step: step, variables: variables)
    do {
      let output = try graph.nameScope(built.name) { (_) throws(GraphError) in
        try built.layer.call(x, &context)
      }
      updates += context.updates
      return output
    } catch {
      throw .maths(index: index, name: built.name, error)
    }
  }

  private static func build(
    _ layer: any Layer, _ index: Int, _ name: String, for x: Output
  ) throws(ModelError) -> BuiltLayer {
    let specs: [WeightSpec]
    do {
      specs = try layer.weights(for: x.shape)
    } catch {
      throw .layer(index: index, name: name, kind: layer.kind, error)
    }
    var weights: [Variable] = []
    do {
      for spec in specs {
        weights.append(
          try x.graph.getVariable(
            "\(name)/\(spec.name)", shape: spec.shape, dtype: x.dtype,
            isTrainable: spec.isTrainable
          ) { (tensor) throws(GraphError) in try spec.initializer.call(x.graph, tensor) })
      }
    } catch {
      throw .maths(index: index, name: name, error)
    }
    return BuiltLayer(
      name: name, layer: layer, outputShape: x.shape, weights: weights, specs: specs)
  }

  /// A name for each layer: its own, or Keras's default, `dense`, `dense_1`, ….
  static func names(_ entries: [LayerEntry]) throws(ModelError) -> [String] {
    var taken: Set<String> = []
    for (index, entry) in entries.enumerated() {
      if let name = entry.name, !taken.insert(name).inserted {
        throw .duplicateName(layer: index, name: name)
      }
    }
    var counts: [String: Int] = [:]
    var names: [String] = []
    for entry in entries {
      if let name = entry.name {
        names.append(name)
        continue
      }
      let base = snakeCase(entry.layer.kind)
      var name = base
      repeat {
        let count = counts[base, default: 0]
        name = count == 0 ? base : "\(base)_\(count)"
        counts[base] = count + 1
      } while !taken.insert(name).inserted
      names.append(name)
    }
    return names
  }
}
