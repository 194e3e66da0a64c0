import TFXConfig
import TFXCore
import TFXGraph
import TFXModel
import TFXTrain

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Experiment {
  /// Refuses a model whose weights cannot be held in memory, before anything is allocated.
  ///
  /// - Throws: `ConfigError` at the layer that takes most; `ModelError` for what is no model.
  func checkMemory(_ sampleShape: [Int]) throws {
    let graph: ModelGraph
    do {
      graph = try ModelGraph(
        config.model.layers, sampleShape: sampleShape, options: nil, seed: config.seed)
    } catch {
      throw TrainError.model(error)
    }
    // Weights and their gradients at least, of four bytes an element; in `Double`, which takes in
    // any product of extents.
    let bytes = graph.layers.map { layer in
      8
        * layer.weights.map { $0.spec.shape.dimensions.map(Double.init).reduce(1, *) }
        .reduce(0, +)
    }
    let memory = Double(sysconf(Int32(_SC_PHYS_PAGES))) * Double(sysconf(Int32(_SC_PAGESIZE)))
    guard bytes.reduce(0, +) > memory,
      let index = bytes.indices.max(by: { bytes[$0] < bytes[$1] })
    else { return }
    let gigabytes = { (bytes: Double) in NumberFormat.count(Int(min(bytes / 1e9, 1e15))) }
    throw invalid(
      at: config.model.layers[index].span,
      "the weights of '\(graph.layers[index].name)' and their gradients take "
        + "\(gigabytes(bytes[index])) GB, more than the \(gigabytes(memory)) GB of this machine",
      help: "give it fewer units or smaller inputs")
  }
}
