public import TFXCore
public import TFXGraph
import TFXOps

/// A layer with its weights in a graph.
public struct BuiltLayer: Sendable {
  /// Its unique name.
  public let name: String
  /// The layer.
  public let layer: any Layer
  /// What it makes in inference.
  package let output: Output
  /// The shape of what it makes, with the batch.
  public var outputShape: Shape { output.shape }
  /// Its weights and those of the layers within it, in Keras's order.
  public let weights: [Variable]

  /// The number of elements of its weights.
  public var parameterCount: Int { weights.map(\.spec.shape.elementCount).reduce(0, +) }
}

/// The layers of a model in a graph: their weights once, their maths as often as it is asked for.
struct LayerStack {
  /// What the layers make of the model's inputs.
  struct Tower {
    let output: Output
    /// Which time steps of it count; nil if all do.
    let mask: Output?
    /// What goes with every training step.
    let updates: [Operation]
    /// What comes before the updates of weights.
    let replacements: [Operation]
    /// What layers add to the loss.
    let losses: [Output]
  }

  let graph: Graph
  /// The layers with their weights.
  private(set) var layers: [BuiltLayer] = []
  /// The maths for inference.
  var inference: Tower { built! }

  /// Has other operations end the maths for inference.
  mutating func endInference(with output: Output) {
    let old = inference
    built = Tower(
      output: output, mask: old.mask, updates: old.updates, replacements: old.replacements,
      losses: old.losses)
  }

  private var built: Tower?
  private let entries: [LayerEntry]
  private let names: [String]
  private let inputs: [LayerValue]
  private let step: Output
  private let store: WeightStore

  /// Adds the weights of all layers, and finds the shapes on the way by adding the maths for
  /// inference.
  init(
    _ entries: [LayerEntry], inputs: [Output], step: Output, dtype: DType
  ) throws(ModelError) {
    if entries.isEmpty { throw .noLayers }
    try LayerStack.checkNames(entries)
    self.entries = entries
    names = LayerEntry.names(entries)
    self.inputs = inputs.map { LayerValue($0) }
    self.step = step
    graph = step.graph
    store = WeightStore(graph, dtype)
    let (tower, layers) = try call(isTraining: false, place: nil, .whole)
    self.layers = layers
    built = tower
  }

  /// The weights that training changes.
  var trainedWeights: [WeightStore.Weight] { store.weights.filter(\.variable.isTrainable) }

  /// Adds the maths of all layers for training, within a scope of its own.
  ///
  /// - Parameter place: The place of the first sample in the batch; nil where batches are whole.
  func callForTraining(place: Output?, _ cut: BatchCut) throws(ModelError) -> Tower {
    try graph.nameScope("training") { (_) throws(ModelError) in
      try call(isTraining: true, place: place, cut).tower
    }
  }

  /// What the weights add to the loss: scalars.
  func penalties() throws(GraphError) -> [Output] {
    var penalties: [Output] = []
    for weight in store.weights {
      if let regularizer = weight.spec.regularizer {
        penalties.append(try regularizer.call(weight.variable.value))
      }
    }
    return penalties
  }

  private func call(
    isTraining: Bool, place: Output?, _ cut: BatchCut
  ) throws(ModelError) -> (tower: Tower, layers: [BuiltLayer]) {
    var layers: [BuiltLayer] = []
    var placed: Output?
    do throws(GraphError) {
      placed = try place.map { (place) throws(GraphError) in try graph.stack([step, place]) }
    } catch {
      throw .graph(error)
    }
    var context = LayerContext(
      isTraining: isTraining, step: step, placed: placed, cut: cut, store: store)
    var values = inputs
    for (index, entry) in entries.enumerated() {
      let first = store.weights.count
      do throws(GraphError) {
        values = [try context.call(entry, named: names[index], on: values)]
      } catch {
        guard let refusal = store.refusal else {
          throw .maths(index: index, name: names[index], error)
        }
        throw .layer(index: index, name: refusal.name, kind: refusal.kind, refusal.error)
      }
      layers.append(
        BuiltLayer(
          name: names[index], layer: entry.layer, output: values[0].output,
          weights: store.weights[first...].map(\.variable)))
    }
    let tower = Tower(
      output: values[0].output, mask: values[0].mask, updates: context.updates,
      replacements: context.replacements,
      losses: context.losses)
    return (tower, layers)
  }

  private static func checkNames(_ entries: [LayerEntry]) throws(ModelError) {
    var taken: Set<String> = []
    for (index, entry) in entries.enumerated() {
      if let name = entry.name, !taken.insert(name).inserted {
        throw .duplicateName(layer: index, name: name)
      }
    }
  }
}
