public import TFXCore
public import TFXGraph
import TFXOps

/// −log y[t], for targets that are class indices: one a sample, or one for each of its places.
///
/// As [Keras's SparseCategoricalCrossentropy](https://keras.io/api/losses/probabilistic_losses/).
public struct SparseCategoricalCrossentropy: SoftmaxLoss {
  public static let kind = "SparseCategoricalCrossentropy"
  public static let aliases = ["sparse_categorical_crossentropy"]

  public let target = TargetKind.classIndices
  public let isOfProbabilities = true
  public var reduction = BatchReduction.sumOverBatchSize

  /// Whether predictions are logits, of which the softmax is the probability.
  public var fromLogits = false
  /// A target that does not count, such as padding.
  public var ignoreClass: Int?
  /// The axis of the classes.
  public var axis = -1

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional("from_logits", &fromLogits, "whether predictions are logits, not probabilities")
    f.optional("ignore_class", &ignoreClass, "a target that does not count, such as padding")
    f.optional("axis", &axis, in: .outputAxis, "the axis of the classes")
  }

  public func targetSpec(for prediction: TensorSpec) -> TensorSpec {
    var places = prediction.shape.dimensions
    places.remove(at: axis < 0 ? axis + places.count : axis)
    return TensorSpec(Shape(places), .int32)
  }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let prediction = try prediction.withLastAxis(axis)
    guard let counts = try mask(target) else { return try entropy(prediction, target) }
    // What does not count is the class 0 to the operation, which takes no other number.
    let safe = try graph.select(counts, target, graph.zerosLike(target))
    let losses = try entropy(prediction, safe)
    return try graph.select(counts, losses, graph.zerosLike(losses))
  }

  public func mask(_ target: Output) throws(GraphError) -> Output? {
    guard let ignoreClass else { return nil }
    let graph = target.graph
    return try graph.notEqual(target, graph.constant(Double(ignoreClass), target.dtype))
  }

  private func entropy(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    if let logits = fromLogits ? prediction : prediction.softmaxLogits {
      return try graph.sparseSoftmaxCrossEntropyWithLogits(labels: target, logits: logits)
    }
    // As Keras on TensorFlow: the logarithm of the clipped probabilities serves as logits.
    let logits = try graph.log(try graph.clippedProbability(prediction))
    return try graph.sparseSoftmaxCrossEntropyWithLogits(labels: target, logits: logits)
  }
}

/// (1 − y[t]^q) / q, for targets that are class indices: between the cross-entropy, to which it comes
/// near for small q, and the mean absolute error at 1, so that wrong labels matter less.
/// Zhang and Sabuncu, 2018.
///
/// As Keras's CategoricalGeneralizedCrossEntropy.
public struct CategoricalGeneralizedCrossEntropy: Loss {
  public static let kind = "CategoricalGeneralizedCrossEntropy"
  public static let aliases = ["categorical_generalized_cross_entropy"]

  public let target = TargetKind.classIndices
  public let isOfProbabilities = true
  public var reduction = BatchReduction.sumOverBatchSize
  /// How little wrong labels matter.
  public var q = 0.5

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional("q", &q, in: .between(0, 1), "how little wrong labels matter")
  }

  public func check(_ output: Output) throws(LossError) {
    try output.requireClasses()
    try output.requireProbabilities(of: .softmax, fromLogits: false)
  }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let chosen = try graph.oneHot(target, depth: prediction.shape[-1], dtype: prediction.dtype)
    let probability = try graph.sum(prediction * chosen, axes: [-1])
    return try (1 - graph.pow(probability, graph.constant(q, prediction.dtype))) / q
  }
}
