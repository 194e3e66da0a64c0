public import TFXCore
public import TFXGraph

/// What training makes small.
public protocol Loss: NamedConfigurable {
  /// What it compares the predictions with.
  var target: TargetForm { get }

  /// Adds the operations that compute the loss of each sample.
  ///
  /// - Parameters:
  ///   - prediction: What the model makes of a batch: `[batch, outputs]`.
  ///   - target: In the form of ``target-swift.property``.
  /// - Returns: `[batch]`.
  func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output
}

/// The form in which a loss takes targets.
public enum TargetForm: Sendable {
  /// The index of the class of each sample: int32 `[batch]`.
  case classIndex
  /// A row for each sample with 1 in the place of its class: `[batch, classes]`.
  case oneHot
  /// 0 or 1 for each sample: `[batch, 1]`.
  case binary
  /// The numbers to be predicted: `[batch, outputs]`.
  case values

  /// The spec of a batch of targets for predictions of the given spec.
  func spec(for prediction: TensorSpec) -> TensorSpec {
    self == .classIndex
      ? TensorSpec([Shape.unknown], .int32) : TensorSpec(prediction.shape, prediction.dtype)
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
    MeanSquaredError.self, MeanAbsoluteError.self, BinaryCrossentropy.self,
    CategoricalCrossentropy.self, SparseCategoricalCrossentropy.self,
  ])

/// Keras's fuzz factor: probabilities are kept this far from 0 and 1 before a logarithm.
let probabilityEpsilon = 1e-7

extension Output {
  /// The input of the operation of the given type that made this, if one did. A loss on softmax
  /// or sigmoid outputs is computed from their logits, which is stable and cheaper.
  func input(of type: String) -> Output? {
    operation.type == type ? operation[0] : nil
  }
}
