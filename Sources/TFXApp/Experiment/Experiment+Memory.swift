import TFXConfig
import TFXCore
import TFXGraph
import TFXModel
import TFXTrain

extension Experiment {
  /// Refuses a model that cannot be held in memory, before anything is allocated: all weights with
  /// their gradients, and the largest output of a layer for a batch.
  ///
  /// - Throws: `ConfigError` at the layer that takes most.
  func checkMemory(
    _ graph: ModelGraph, _ layers: [LayerEntry], samples: Int
  ) throws(ConfigError) {
    // In `Double`, which takes in any product of extents; four bytes an element.
    let elements = { (shape: Shape) in shape.dimensions.map(Double.init).reduce(1, *) }
    let batch = min(config.fit.batchSize, samples)
    let needs = graph.layers.enumerated().flatMap { index, layer in
      let weights = layer.weights.map { elements($0.spec.shape) }.reduce(0, +)
      return [
        (layer: index, what: "'\(layer.name)' with its gradients", bytes: 8 * weights),
        (
          layer: index, what: "the output of '\(layer.name)' for a batch of \(batch)",
          bytes: 4 * Double(batch) * elements(layer.outputShape.withoutBatch)
        ),
      ]
    }
    let memory = Double(Machine.memorySize)
    guard let (layer, what, bytes) = needs.max(by: { $0.bytes < $1.bytes }) else { return }
    let weights = needs.enumerated().filter { $0.offset.isMultiple(of: 2) }
    if max(bytes, weights.map(\.element.bytes).reduce(0, +)) <= memory { return }
    let gigabytes = { (bytes: Double) in NumberFormat.count(Int(min(bytes / 1e9, 1e15))) }
    throw invalid(
      at: layers[layer].span ?? file.root["data"]?.span,
      "\(what) takes \(gigabytes(bytes)) GB, more than the \(gigabytes(memory)) GB of this "
        + "machine", help: "make the layer, its inputs or the batch smaller")
  }
}
