public import TFXCore
public import TFXGraph

/// What training makes small. All that is known of a loss stands in its file; what every loss has
/// besides, its reduction, is in `Loss+Reduction.swift`.
public protocol Loss: NamedConfigurable {
  /// What becomes of the losses of a batch.
  var reduction: BatchReduction { get set }

  /// Visits the fields that it alone has.
  mutating func ownFields(_ f: inout some FieldVisitor)

  /// What it compares the predictions with.
  var target: TargetKind { get }

  /// Whether predictions are logits, of which ``prediction(from:)`` makes probabilities.
  var fromLogits: Bool { get }

  /// Whether it is about probabilities, so that as a metric it takes those of a model of logits.
  var isOfProbabilities: Bool { get }

  /// Whether a number is a target that it is made for. Others are computed with, and mean little.
  func isMade(for target: Double) -> Bool

  /// The targets that it is made for, in words: `numbers from 0`; empty where it is any.
  var usualTargets: String { get }

  /// Refuses what the last layer makes in inference where the loss cannot mean what its user wants.
  func check(_ output: Output) throws(LossError)

  /// What the model predicts, given what the last layer makes: probabilities for logits.
  func prediction(from output: Output) throws(GraphError) -> Output

  /// The spec of a batch of targets for predictions of the given spec, which ``check(_:)`` accepts.
  func targetSpec(for prediction: TensorSpec) -> TensorSpec

  /// Adds the operations that compute the loss of each sample, or of each of its places.
  ///
  /// - Parameters:
  ///   - prediction: What the model makes of a batch: `[batch, d…, outputs]`.
  ///   - target: In the form of ``target``.
  /// - Returns: `[batch, d…]`; `[]` for a loss of the batch as a whole.
  func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output

  /// Which of the losses count: bool in the shape of the losses; nil if all do.
  func mask(_ target: Output) throws(GraphError) -> Output?
}

extension Loss {
  public var fromLogits: Bool { false }
  public var isOfProbabilities: Bool { false }
  public func isMade(for target: Double) -> Bool { true }
  public var usualTargets: String { "" }

  public mutating func ownFields(_ f: inout some FieldVisitor) {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    ownFields(&f)
    f.optional("reduction", &reduction, "what becomes of the losses of a batch")
  }

  public func check(_ output: Output) throws(LossError) { try output.requireOutputs() }

  public func prediction(from output: Output) throws(GraphError) -> Output { output }

  public func targetSpec(for prediction: TensorSpec) -> TensorSpec {
    if target != .classIndices { return prediction }
    return TensorSpec(Shape(Array(prediction.shape.dimensions.dropLast())), .int32)
  }

  public func mask(_ target: Output) throws(GraphError) -> Output? { nil }
}

/// The field of a configuration that names a loss.
public struct LossField: FieldValue {
  /// The loss.
  public var value: any Loss

  /// A field that holds the given loss.
  public init(_ value: any Loss) { self.value = value }

  public static var expectation: String { "a loss" }

  public static var schema: ValueSchema { lossCatalog.schema() }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> LossField? {
    (lossCatalog.read(node, &diagnostics) as? any Loss).map { LossField($0) }
  }

  public func write() -> ConfigNode { Catalog.write(value) }
}

/// Every loss, in the order of the reference.
package let lossCatalog = Catalog(
  "loss",
  [
    MeanSquaredError.self, MeanAbsoluteError.self, MeanAbsolutePercentageError.self,
    MeanSquaredLogarithmicError.self, Huber.self, LogCosh.self, Quantile.self,
    CosineSimilarity.self, BinaryCrossentropy.self, BinaryFocalCrossentropy.self,
    CategoricalCrossentropy.self, CategoricalFocalCrossentropy.self,
    SparseCategoricalCrossentropy.self, CategoricalGeneralizedCrossEntropy.self,
    KLDivergence.self, Poisson.self, Hinge.self, SquaredHinge.self, CategoricalHinge.self,
    Dice.self, Tversky.self, CTC.self,
  ])
