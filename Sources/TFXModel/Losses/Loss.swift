public import TFXCore
public import TFXGraph

/// What training makes small. All that is known of a loss stands in its file.
public protocol Loss: NamedConfigurable {
  /// What it compares the predictions with.
  var target: TargetKind { get }

  /// Whether predictions are logits, of which ``prediction(from:)`` makes probabilities.
  var fromLogits: Bool { get }

  /// Refuses what the last layer makes in inference where the loss cannot mean what its user wants.
  func check(_ output: Output) throws(LossError)

  /// What the model predicts, given what the last layer makes: probabilities for logits.
  func prediction(from output: Output) throws(GraphError) -> Output

  /// Adds the operations that compute the loss of each sample.
  ///
  /// - Parameters:
  ///   - prediction: What the model makes of a batch: `[batch, outputs]`.
  ///   - target: In the form of ``target``.
  /// - Returns: `[batch]`.
  func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output
}

extension Loss {
  public var fromLogits: Bool { false }

  public func check(_ output: Output) throws(LossError) { try output.requireVectors() }

  public func prediction(from output: Output) throws(GraphError) -> Output { output }

  /// The spec of a batch of targets for predictions of the given spec.
  func targetSpec(for prediction: TensorSpec) -> TensorSpec {
    target == .classIndices ? TensorSpec([Shape.unknown], .int32) : prediction
  }
}

/// The field of a configuration that names a loss.
public struct LossField: FieldValue {
  /// The loss.
  public var value: any Loss

  /// A field that holds the given loss.
  public init(_ value: any Loss) { self.value = value }

  public static var expectation: String { "a loss" }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> LossField? {
    (lossCatalog.read(node, &diagnostics) as? any Loss).map { LossField($0) }
  }

  public func write() -> ConfigNode { Catalog.write(value) }
}

/// Every loss, in the order of the reference.
package let lossCatalog = Catalog(
  "loss",
  [
    MeanSquaredError.self, MeanAbsoluteError.self, Huber.self, BinaryCrossentropy.self,
    CategoricalCrossentropy.self, SparseCategoricalCrossentropy.self,
  ])

/// Keras's fuzz factor: probabilities are kept this far from 0 and 1 before a logarithm.
let probabilityEpsilon = 1e-7
