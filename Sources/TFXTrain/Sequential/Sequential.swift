public import TFXCore
import TFXData
import TFXGraph
public import TFXModel
import TFXRanks
public import TFXRuntime

/// A stack of layers with its weights, to be trained and used as in Keras.
///
///     let model = Sequential([Dense(16, activation: .relu), Dense(3, activation: .softmax)])
///     model.compile(optimizer: Adam(), loss: SparseCategoricalCrossentropy())
///     try model.fit(Dataset(inputs: x, targets: y), FitOptions(epochs: 20))
///     let probabilities = try model.predict(x)
public final class Sequential {
  /// The model's name, for summaries and runs.
  public let name: String
  /// Decides initial weights, dropout and shuffles.
  public let seed: UInt64
  /// The layers in order.
  public private(set) var layers: [LayerEntry]
  /// How it is trained; nil before ``compile(_:weighting:targetScale:temperature:)``.
  public private(set) var options: CompileOptions?
  /// How much samples count in the loss.
  public private(set) var weighting = SampleWeighting()
  /// How predictions get the target's own unit; nil if they have it already.
  public private(set) var targetScale: TargetScale?
  /// What logits are divided by in evaluation and prediction; nil for 1.
  public private(set) var temperature: Double?

  /// How the batches of its training come. To be settled before it is compiled; ``setBatchCut(_:)`` does so
  /// afterwards.
  package var batchCut = BatchCut.whole

  private var builtGraph: ModelGraph?
  private var builtSession: Session?
  /// Where the gradients of shards lie, for other ranks to read.
  private(set) var gradientMemory: SharedMemory?

  /// A model of the given layers; more can be added.
  public init(_ layers: [any Layer] = [], name: String = "sequential", seed: UInt64 = 0) {
    self.layers = layers.map { LayerEntry($0) }
    self.name = name
    self.seed = seed
  }

  /// A model of layers with their names, as a configuration gives them.
  public init(entries: [LayerEntry], name: String = "sequential", seed: UInt64 = 0) {
    layers = entries
    self.name = name
    self.seed = seed
  }

  /// Adds a layer behind the others. The weights of a model that was built are drawn anew.
  public func add(_ layer: any Layer, name: String? = nil, inputShape: [Int]? = nil) {
    layers.append(LayerEntry(layer, name: name, inputShape: inputShape))
    (builtGraph, builtSession) = (nil, nil)
  }

  /// Settles how the model is trained. Weights stay; what an optimizer keeps begins anew.
  ///
  /// With a `targetScale`, targets are those that it makes of numbers in their own unit: the loss
  /// compares them as they are, while metrics and predictions are in that unit. With a `temperature`, evaluation
  /// and prediction divide logits by it before they become probabilities; training does not.
  public func compile(
    _ options: CompileOptions, weighting: SampleWeighting = SampleWeighting(),
    targetScale: TargetScale? = nil, temperature: Double? = nil
  ) throws(TrainError) {
    self.options = options
    self.weighting = weighting
    self.targetScale = targetScale
    self.temperature = temperature
    guard builtSession != nil else {
      builtGraph = nil
      return
    }
    let kept = try weights
    let sampleShape = try sampleShape
    (builtGraph, builtSession) = (nil, nil)
    try build(sampleShape: sampleShape)
    try setWeights(Dictionary(uniqueKeysWithValues: kept.map { ($0.name, $0.value) }))
  }

  /// Settles what logits are divided by; weights stay.
  package func setTemperature(_ temperature: Double?) throws(TrainError) {
    guard temperature != self.temperature, let options else { return }
    try compile(
      options, weighting: weighting, targetScale: targetScale, temperature: temperature)
  }

  /// Settles how the batches of training come; all that training knows stays.
  func setBatchCut(_ cut: BatchCut) throws(TrainError) {
    guard cut != batchCut else { return }
    guard options != nil, builtSession != nil else {
      batchCut = cut
      return
    }
    let kept = try state
    let sampleShape = try sampleShape
    (builtGraph, builtSession) = (nil, nil)
    batchCut = cut
    try build(sampleShape: sampleShape)
    try setState(
      Dictionary(uniqueKeysWithValues: kept.map { ($0.name, $0.value) }), from: "the model")
  }

  /// Settles how the model is trained: ``compile(_:weighting:targetScale:temperature:)`` with its parts.
  public func compile(
    optimizer: any Optimizer, loss: any Loss, metrics: [any Metric] = [],
    weighting: SampleWeighting = SampleWeighting()
  ) throws(TrainError) {
    try compile(
      CompileOptions(optimizer: optimizer, loss: loss, metrics: metrics), weighting: weighting)
  }

  /// Makes the graph and the initial weights, if that has not been done.
  ///
  /// - Parameter sampleShape: The shape of a sample, without the batch; that which the first layer
  ///   states if nil.
  public func build(sampleShape: [Int]? = nil) throws(TrainError) {
    let built = try compiledGraph(sampleShape: sampleShape)
    if builtSession != nil { return }
    var config = SessionConfig()
    if let options { config.winograd = options.winograd }
    if let gradients = built.training?.shards?.gradients, !gradients.isEmpty {
      let memory = SharedMemory(byteCount: LentMemory.byteCount(of: gradients))
      config.lentMemory = LentMemory(for: gradients, memory.bytes, of: memory)
      gradientMemory = memory
    }
    let session = Session(graph: built.graph, config: config)
    do {
      try session.initialize()
    } catch {
      throw .run(error)
    }
    builtSession = session
  }

  /// The graph of the layers, made if that has not been done, to which ``graph`` adds what training
  /// needs. There are no weights yet, so that a model which does not fit into memory can be looked at.
  package func layerGraph(sampleShape: [Int]?) throws(TrainError) -> ModelGraph {
    if let builtGraph {
      let own = builtGraph.input.shape.withoutBatch.dimensions
      if let sampleShape, sampleShape != own {
        throw .inputShape(expected: own, found: sampleShape)
      }
      return builtGraph
    }
    do {
      let graph = try ModelGraph(layers, sampleShape: sampleShape, options: nil, seed: seed)
      builtGraph = graph
      return graph
    } catch {
      throw .model(error)
    }
  }

  private func compiledGraph(sampleShape: [Int]?) throws(TrainError) -> ModelGraph {
    let graph = try layerGraph(sampleShape: sampleShape)
    guard let options, graph.training == nil else { return graph }
    do {
      try graph.compile(
        options, weighting: weighting, scale: targetScale, temperature: temperature,
        cut: batchCut)
    } catch {
      builtGraph = nil
      throw .model(error)
    }
    return graph
  }

  /// The model's graph. The model must have been built, or its first layer state a shape.
  public var graph: ModelGraph {
    get throws(TrainError) { try compiledGraph(sampleShape: nil) }
  }

  /// The shape of a sample, without the batch.
  public var sampleShape: [Int] {
    get throws(TrainError) { try graph.input.shape.withoutBatch.dimensions }
  }

  /// The session that holds the weights, on the graph of ``graph``.
  public var session: Session {
    get throws(TrainError) {
      try build()
      return builtSession!
    }
  }

  /// The layers with their output shapes and numbers of parameters, as a table.
  public func summary() throws(TrainError) -> String { try graph.summary(name: name) }
}
