public import TFXCore
public import TFXGraph
import TFXOps

/// What several branches make of the same input, side by side along an axis. A branch without layers
/// gives the input itself.
///
/// As [Keras's Concatenate](https://keras.io/api/layers/merging_layers/concatenate/) of the branches.
public struct Concatenate: Layer {
  public static let kind = "Concatenate"

  /// The layers of each branch.
  public var branches: [[LayerEntry]] = []
  /// The axis along which they lie side by side; the batch is axis 0.
  public var axis = -1

  public init() {}

  /// The given branches side by side along the last axis.
  public init(_ branches: [[LayerEntry]]) { self.branches = branches }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "branches", &branches,
      in: Limits("a list of branches", bounds: ValueBounds(isNotEmpty: true)) { !$0.isEmpty },
      "the layers of each branch, a list each")
    f.optional(
      "axis", &axis, in: Limits("another axis than the batch, 0") { $0 != 0 },
      "the axis along which they lie side by side; the batch is axis 0")
  }

  public func problems() -> [FieldProblem] {
    branches.flatMap { LayerEntry.nameProblems("branches", $0) }
  }

  public func weights(for inputs: [TensorSpec]) throws(LayerError) -> [WeightSpec] { [] }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    var values: [LayerValue] = []
    for (index, branch) in branches.enumerated() {
      values.append(
        try context.call(
          SequentialBlock(branch), named: LayerEntry.numbered("branch", index), on: inputs))
    }
    let shapes = values.map(\.output.shape)
    if let odd = shapes.first(where: { !fits($0, beside: shapes[0]) }) {
      try context.refuse(
        LayerError(
          expected: "branches of one shape but for axis \(axis), such as \(shapes[0])", found: odd,
          help: "give their windows padding: same and equal strides"))
    }
    let output = try inputs[0].output.graph.concat(values.map(\.output), axis: axis)
    return LayerValue(output, mask: values[0].mask)
  }

  private func fits(_ shape: Shape, beside other: Shape) -> Bool {
    guard shape.rank == other.rank, (-shape.rank..<shape.rank).contains(axis) else { return false }
    let joined = axis < 0 ? axis + shape.rank : axis
    return (0..<shape.rank).allSatisfy { $0 == joined || shape[$0] == other[$0] }
  }
}
