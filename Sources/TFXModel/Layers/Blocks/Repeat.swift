public import TFXCore
public import TFXGraph

/// The same layers several times in a row, each time with weights of their own.
public struct Repeat: Layer {
  public static let kind = "Repeat"

  /// How often.
  public var times = 1
  /// The layers.
  public var layers: [LayerEntry] = []

  public var takesWholeNumbers: Bool { layers.first?.layer.takesWholeNumbers ?? false }

  public init() {}

  /// The given layers, `times` times in a row.
  public init(_ times: Int, _ layers: [LayerEntry]) {
    self.times = times
    self.layers = layers
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("times", &times, in: .from(1, to: 1000), "how often they follow each other")
    f.required("layers", &layers, in: .notEmpty, "the layers in order")
  }

  public func problems() -> [FieldProblem] { LayerEntry.nameProblems("layers", layers) }

  public func weights(for inputs: [TensorSpec]) throws(LayerError) -> [WeightSpec] { [] }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let block = SequentialBlock(layers)
    var value = inputs[0]
    for index in 0..<times {
      value = try context.call(block, named: LayerEntry.numbered("block", index), on: [value])
    }
    return value
  }
}
