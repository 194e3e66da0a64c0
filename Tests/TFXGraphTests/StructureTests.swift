import TFXCore
import TFXGraph
import TFXOps
import Testing

@Suite struct StructureTests {
  private let graph = Graph()

  @Test func controlDependenciesAddUp() throws {
    let a = try graph.group([], name: "a")
    let b = try graph.group([], name: "b")
    let x = try graph.controlDependencies([a]) { () throws(GraphError) in
      try graph.controlDependencies([b, a]) { () throws(GraphError) in
        try graph.placeholder(shape: [], name: "x")
      }
    }
    #expect(x.operation.controlInputs == [a, b])
    #expect(try graph.placeholder(shape: []).operation.controlInputs == [])
  }

  @Test func foreignOperationsAreRefused() throws {
    let other = Graph()
    let foreign = try other.placeholder(shape: [], name: "far")
    let own = try graph.placeholder(shape: [])
    let error = #expect(throws: GraphError.foreign(node: "far:0")) { try graph.relu(foreign) }
    #expect(error?.description == "'far:0' belongs to another graph")
    #expect(throws: GraphError.foreign(node: "far:0")) { try graph.add(own, foreign) }
    #expect(throws: GraphError.foreign(node: "far")) {
      try graph.controlDependencies([foreign.operation]) { () throws(GraphError) in
        try graph.relu(own)
      }
    }
    #expect(graph.operations.count == 1)
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let x = try graph.placeholder(shape: [Shape.unknown, 3], name: "x")
    let w = try graph.placeholder(shape: [4, 2], name: "w")
    let error = #expect(throws: GraphError.self) {
      try graph.nameScope("dense") { (_) throws(GraphError) in try graph.matMul(x, w) }
    }
    let text = try #require(error?.description)
    #expect(text.hasPrefix("[MatMul] 'dense/MatMul': "), "\(text)")
    #expect(text.contains("3") && text.contains("4"), "\(text)")
    #expect(graph.operations.count == 2)
  }

  @Test func dumpIsGolden() throws {
    let x = try graph.placeholder(shape: [Shape.unknown, 2], name: "x")
    let w = try graph.variable("w", Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]))
    let ready = try graph.group([], name: "ready")
    try graph.nameScope("dense") { _ in
      let y = try graph.matMul(x, w.value)
      _ = try graph.controlDependencies([ready]) { () throws(GraphError) in try graph.relu(y) }
    }
    #expect(
      graph.dump == """
        x = Placeholder() {dtype: float32, shape: [?, 2]} → float32[?, 2]
        w/VarHandleOp = VarHandleOp() {dtype: float32, shape: [2, 2]} → resource[2, 2]
        w/Read = ReadVariableOp(w/VarHandleOp) {dtype: float32} → float32[2, 2]
        w/Initial = Const() {dtype: float32, value: [1, 2, 3, 4]} → float32[2, 2]
        w/Assign = AssignVariableOp(w/VarHandleOp, w/Initial)
        ready = NoOp()
        dense/MatMul = MatMul(x, w/Read) {transpose_a: false, transpose_b: false} → float32[?, 2]
        dense/Relu = Relu(dense/MatMul, ^ready) → float32[?, 2]

        """)
  }

  @Test func aSoundGraphPasses() throws {
    let x = try graph.placeholder(shape: [Shape.unknown, 2])
    _ = try graph.gradients(of: try graph.sum(try graph.tanh(x)), withRespectTo: [x])
    try graph.verify()
  }

  /// The invariant that code outside of the graph can break: an operation whose shapes change.
  @Test func verifierFindsSpecsThatInferenceDoesNot() throws {
    let definition = Fickle()
    try graph.add(definition, name: "f")
    try graph.verify()
    definition.extent.value = 3
    let error = #expect(throws: GraphError.self) { try graph.verify() }
    #expect(
      error?.description == "'f' breaks an invariant of the graph: its outputs are [float32[2]], "
        + "inference finds [float32[3]]")
    definition.extent.value = -7
    let refused = #expect(throws: GraphError.self) { try graph.verify() }
    #expect(refused?.description == "[Fickle] 'f': extent: expected at least 0, found -7")
  }
}

/// An operation that changes its mind about its shape.
private struct Fickle: OpDefinition {
  final class Extent: @unchecked Sendable { var value = 2 }
  let extent = Extent()

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    if extent.value < 0 {
      throw ShapeError("extent", expected: "at least 0", found: "\(extent.value)")
    }
    return [TensorSpec([extent.value])]
  }
}
