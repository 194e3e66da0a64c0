public import TFXCore
public import TFXGraph
import TFXOps

/// The graph of a compiled model: one tower for inference, one for training, the loss, the
/// metrics, the gradients and the updates.
public final class ModelGraph {
  /// The graph that holds all of it.
  public let graph: Graph
  /// The layers with their weights.
  public var layers: [BuiltLayer] { stack.layers }
  /// What is fed, `[batch, …]` each: the inputs of the first layer.
  public let inputs: [Output]
  /// What the last layer makes in inference. For a loss from logits, the probabilities.
  public private(set) var prediction: Output
  /// The training parts; nil for a model that was not compiled.
  public private(set) var training: Training?

  private var stack: LayerStack
  private let step: Variable
  /// What it was compiled for; nil for a model that was not compiled.
  private var loss: (any Loss)?
  private var addedLosses: Output?

  /// What is fed to a model of one input: `[batch, …]`.
  public var input: Output { inputs[0] }

  /// What a compiled model has besides its inference.
  public struct Training {
    /// The targets that are fed, in the form that the loss takes.
    public let target: Output
    /// How much each sample counts, if that is fed: `[batch]`.
    public let sampleWeights: Output?
    /// The metrics, whose states both towers add to.
    public let metrics: [BuiltMetric]
    /// Loss and metrics of a batch in training, from what the layers make in training.
    public let trainMeasures: Measures
    /// Loss and metrics of a batch in inference.
    public let evaluationMeasures: Measures
    /// Runs one step: gradients, updates of all weights and moving averages, step count.
    public let trainStep: Operation
    /// Runs a step that only adds up gradients, if several steps make one update.
    public let accumulationStep: Operation?
    /// The steps that make one update, the last of which is ``trainStep``.
    public let accumulationSteps: Int
    /// The number of training steps done: int64, of shape `[]`.
    public let step: Variable
    /// How far the next step goes, of shape `[]`.
    public let learningRate: Output
    /// Holds the learning rate, which may be set; nil for a schedule.
    public let learningRateVariable: Variable?
    /// Holds the number of steps of the whole training, for a schedule: int64, of shape `[]`. Who
    /// trains sets it.
    public let totalSteps: Variable?
    /// What the optimizer keeps.
    public let optimizerVariables: [Variable]
    /// The moving averages of weights, if the optimizer keeps some: what the weights become when the
    /// training is over.
    public let averages: [(weight: Variable, average: Variable)]
    /// What trains on batches that are cut into shards; nil where they are whole.
    package let shards: Shards?
  }

  /// What training on shards has besides: each shard's gradients go into variables, and ``Training/trainStep``
  /// changes the weights by what these variables hold then.
  package struct Shards {
    /// The place of the shard's first sample in the batch, which is fed: int64, of shape `[]`.
    package let place: Output
    /// The part of the batch's samples that the shard has, which is fed where the loss is a sum and
    /// weights add to it: of shape `[]`.
    package let share: Output?
    /// Gives the variables the shard's gradients, and runs all that goes with a step but the update.
    package let gradientStep: Operation
    /// The gradients, about in the order in which they are computed.
    package let gradients: [Variable]
    /// Tells in the midst of a step which of the gradients are there.
    let bell: HandOverBell
    /// The variables that a step changes besides, such as moving averages.
    package let states: [Variable]
    /// Whether the loss of a batch is the sum of its samples'.
    package let isSum: Bool
    /// Whether shards add up something on their way, so that none can be computed without the others.
    /// Then the gradients are those of the sum of the samples' losses.
    package let isSynchronized: Bool

    /// Has steps tell of each of ``gradients`` by its index, in the thread that they run in, as soon as
    /// it is there and the step has no more use for it.
    package func listen(_ listener: (@Sendable (Int) -> Void)?) { bell.listen(listener) }
  }

  /// What is measured in a batch.
  public struct Measures {
    /// The mean loss of the samples, with what the weights add.
    public let loss: Output
    /// The same with every sample counted by its weight and that of its class; nil if ``loss`` is that,
    /// or if all count alike.
    public let weightedLoss: Output?
    /// What the losses' sum is divided by, if that is not the number of samples.
    package let divisor: Output?
    /// Count the batch in with every metric.
    public let metricUpdates: [Operation]
  }

  /// A metric with its states in the graph.
  public struct BuiltMetric: Sendable {
    /// Its name in logs.
    public let name: String
    /// The metric.
    public let metric: any Metric
    /// Whether samples count by their weights.
    public let isWeighted: Bool
    /// What it adds up, in its order.
    public let states: [Variable]
  }

  /// Something that a model is fed.
  public struct Input: Hashable, Sendable {
    /// Its name, which is that of its placeholder.
    public var name: String
    /// The shape of a sample, without the batch.
    public var shape: [Int]
    /// Its element type; if nil, that of the model's numbers, or int32 where the first layer takes
    /// whole numbers.
    public var dtype: DType?

    /// An input of the given name, shape and type.
    public init(_ name: String, _ shape: [Int], dtype: DType? = nil) {
      self.name = name
      self.shape = shape
      self.dtype = dtype
    }
  }

  /// Builds the graph of a model of one input.
  ///
  /// - Parameters:
  ///   - entries: The layers in order.
  ///   - sampleShape: The shape of a sample; the first layer's `input_shape` if nil.
  ///   - options: How it is trained; nil for inference alone.
  ///   - seed: Of initial weights and dropout.
  ///   - dtype: Of weights and activations: float32, or float64 for tests of the maths.
  public convenience init(
    _ entries: [LayerEntry], sampleShape: [Int]?, options: CompileOptions?, seed: UInt64,
    dtype: DType = .float32
  ) throws(ModelError) {
    let shape = try ModelGraph.sampleShape(entries, data: sampleShape)
    try self.init(entries, inputs: [Input("input", shape)], seed: seed, dtype: dtype)
    if let options { try compile(options) }
  }

  /// Builds the graph of the layers for inference.
  ///
  /// - Parameters:
  ///   - entries: The layers in order.
  ///   - inputs: What the first layer takes.
  ///   - seed: Of initial weights and dropout.
  ///   - dtype: Of weights and activations: float32, or float64 for tests of the maths.
  public init(
    _ entries: [LayerEntry], inputs: [Input], seed: UInt64, dtype: DType = .float32
  ) throws(ModelError) {
    let graph = Graph(seed: seed)
    self.graph = graph
    do {
      let numbers = entries.first?.layer.takesWholeNumbers == true ? .int32 : dtype
      var fed: [Output] = []
      for input in inputs {
        fed.append(
          try graph.placeholder(
            input.dtype ?? numbers, shape: Shape(input.shape).batched(), name: input.name))
      }
      self.inputs = fed
      step = try graph.variable("optimizer/iterations", Tensor(Int64(0)), isTrainable: false)
      stack = try LayerStack(entries, inputs: fed, step: step.value, dtype: dtype)
      prediction = stack.inference.output
    } catch let error as ModelError {
      throw error
    } catch let error as GraphError {
      throw .graph(error)
    } catch {
      preconditionFailure("\(error) thrown while building a graph")
    }
  }

  /// Adds what training needs: loss, metrics, gradients and updates. Once.
  ///
  /// - Parameters:
  ///   - options: How the model is trained.
  ///   - weighting: How much samples count in the loss.
  ///   - scale: How predictions and targets get their own unit, in which metrics compare them; nil if
  ///     they have it already.
  ///   - temperature: What logits are divided by in inference; nil for 1.
  public func compile(
    _ options: CompileOptions, weighting: SampleWeighting = SampleWeighting(),
    scale: TargetScale? = nil, temperature: Double? = nil
  ) throws(ModelError) {
    try compile(
      options, weighting: weighting, scale: scale, temperature: temperature, cut: .whole)
  }

  /// The same, for batches that come as `cut` says.
  package func compile(
    _ options: CompileOptions, weighting: SampleWeighting, scale: TargetScale?,
    temperature: Double?, cut: BatchCut
  ) throws(ModelError) {
    precondition(training == nil, "a graph that is compiled twice")
    let loss = options.loss.value
    if let temperature {
      do {
        stack.endInference(with: try loss.tempered(stack.inference.output, by: temperature))
      } catch {
        throw .graph(error)
      }
    }
    let output = stack.inference.output
    do {
      try loss.check(output)
      try output.requireChange()
    } catch {
      throw .loss(kind: loss.kind, error)
    }
    if let scale, scale.factors.count != output.shape[-1] {
      throw .targetScale(outputs: output.shape[-1], expected: scale.factors.count)
    }
    do {
      prediction = try loss.prediction(from: output)
      if let scale { prediction = try graph.undo(scale, of: prediction) }
    } catch {
      throw .graph(error)
    }
    self.loss = loss
    training = try ModelGraph.training(
      stack, options, step, weighting, scale, cut)
  }

  /// The loss of each sample in inference, `[batch]`, without weights or what weights add. It is added to
  /// the graph when it is first asked for: who trains needs the mean alone.
  ///
  /// - Returns: Nil for a model that was not compiled, and for a loss of the batch as a whole.
  package func sampleLosses() throws(ModelError) -> Output? {
    if let addedLosses { return addedLosses }
    guard let training, let loss else { return nil }
    do {
      addedLosses = try graph.nameScope("samples") { (_) throws(GraphError) in
        try loss.ofSamples(stack.inference.output, training.target, mask: stack.inference.mask)
      }
    } catch {
      throw .graph(error)
    }
    return addedLosses
  }

  /// What becomes probabilities in inference; nil for a model that was not compiled, and for one that makes no
  /// probabilities of logits.
  package var logits: Logits? { loss.flatMap { $0.logits(of: stack.inference.output) } }

  /// Every weight of every layer, in order.
  public var weights: [Variable] { layers.flatMap(\.weights) }

  /// Everything that a checkpoint must hold to go on training exactly.
  public var state: [Variable] {
    guard let training else { return weights }
    return weights + training.optimizerVariables
      + [training.step, training.learningRateVariable].compactMap { $0 }
  }

  private static func sampleShape(
    _ entries: [LayerEntry], data: [Int]?
  ) throws(ModelError) -> [Int] {
    let stated = entries.first?.inputShape
    guard let shape = data ?? stated else {
      throw entries.isEmpty ? .noLayers : .noInputShape
    }
    if let stated, let data, stated != data { throw .inputShape(stated: stated, data: data) }
    return shape
  }
}
