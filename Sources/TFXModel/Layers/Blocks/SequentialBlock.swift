public import TFXCore
public import TFXGraph

/// Layers in a row, as one layer with a name of its own.
///
/// As [Keras's Sequential](https://keras.io/api/models/sequential/) in another model.
public struct SequentialBlock: Layer {
  public static let kind = "Sequential"

  /// The layers.
  public var layers: [LayerEntry] = []

  public var takesWholeNumbers: Bool { layers.first?.layer.takesWholeNumbers ?? false }

  public init() {}

  /// The given layers in a row.
  public init(_ layers: [LayerEntry]) { self.layers = layers }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("layers", &layers, in: .notEmpty, "the layers in order")
  }

  public func problems() -> [FieldProblem] { LayerEntry.nameProblems("layers", layers) }

  public func weights(for inputs: [TensorSpec]) throws(LayerError) -> [WeightSpec] { [] }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    try context.call(layers, on: inputs[0])
  }
}

extension Limits<[LayerEntry]> {
  /// A list of one layer or more.
  package static var notEmpty: Limits {
    Limits("a list of one layer or more", bounds: ValueBounds(isNotEmpty: true)) { !$0.isEmpty }
  }
}
