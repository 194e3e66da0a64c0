import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// What users read when a session refuses a run.
@Suite struct RunErrorTests {
  private let graph = Graph()

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func feeds() throws {
    let x = try graph.placeholder(shape: [Shape.unknown, 3], name: "x")
    let y = try graph.relu(x)
    let session = Session(graph)
    let cases: [(Tensor?, String)] = [
      (nil, "placeholder 'x' (float32[?, 3]) was not fed"),
      (
        Tensor(shape: [2, 4], dtype: .float32),
        "placeholder 'x': expected float32[?, 3], was fed float32[2, 4]"
      ),
      (
        Tensor(shape: [3], dtype: .float32),
        "placeholder 'x': expected float32[?, 3], was fed float32[3]"
      ),
      (
        Tensor(shape: [2, 3], dtype: .float64),
        "placeholder 'x': expected float32[?, 3], was fed float64[2, 3]"
      ),
      (Tensor(shape: [2, 3], dtype: .float32), "no error"),
      (Tensor(shape: [0, 3], dtype: .float32), "no error"),
    ]
    for (tensor, expected) in cases {
      let feeds = tensor.map { [x: $0] } ?? [:]
      #expect(message { _ = try session.run(y, feeding: feeds) } == expected)
    }
  }

  @Test func whatIsNotInTheGraph() throws {
    let other = Graph()
    let foreign = try other.placeholder(shape: [], name: "far")
    let target = try other.group([], name: "do")
    let x = try graph.placeholder(shape: [], name: "x")
    let session = Session(graph)
    let text = "'far:0' is not in this session's graph"
    #expect(message { _ = try session.run(foreign) } == text)
    #expect(message { _ = try session.run(x, feeding: [foreign: Tensor(Float(0))]) } == text)
    #expect(message { try session.run(target) } == "'do' is not in this session's graph")
    let w = try other.variable("w", Tensor(Float(0)))
    #expect(message { _ = try session.value(of: w) } == "the graph has no variable 'w'")
    #expect(
      message { try session.setValue(Tensor(Float(0)), of: w) } == "the graph has no variable 'w'")
  }

  @Test func variables() throws {
    let w = try graph.variable("w", Tensor([1, 2] as [Float]))
    let y = try graph.relu(w.value)
    let session = Session(graph)
    let text =
      "variable 'w' has no value yet; run its initializer first (Session.initialize)"
    #expect(message { _ = try session.run(y) } == text)
    #expect(message { _ = try session.run(w.value) } == text)
    #expect(message { _ = try session.value(of: w) } == text)
    let more = try graph.assignAdd(w.handle, try graph.constant(Tensor([1, 1] as [Float])))
    #expect(message { try session.run(more) } == text)
    #expect(
      message { _ = try session.run(w.handle) }
        == "'w/VarHandleOp:0' is a variable's handle, which has no value; use the variable's value")
    #expect(
      message { try session.setValue(Tensor([1] as [Float]), of: w) }
        == "variable 'w': expected float32[2], was given float32[1]")
    #expect(
      message { try session.setValue(Tensor([1.0, 2.0]), of: w) }
        == "variable 'w': expected float32[2], was given float64[2]")
    try session.setValue(Tensor([3, -4] as [Float]), of: w)
    #expect(try session.run(y) == Tensor([3, 0] as [Float]))
  }

  @Test func shapesThatShowOnlyWhenFed() throws {
    let a = try graph.placeholder(shape: [Shape.unknown], name: "a")
    let b = try graph.placeholder(shape: [Shape.unknown], name: "b")
    let sum = try graph.add(a, b, name: "sum")
    let session = Session(graph)
    let feeds = [a: Tensor([1, 2] as [Float]), b: Tensor([1, 2, 3] as [Float])]
    let text = message { _ = try session.run(sum, feeding: feeds) }
    #expect(text.hasPrefix("the shapes that were fed don't fit: ["), "\(text)")
    #expect(text.contains("'sum': ") && text.contains("[2]") && text.contains("[3]"), "\(text)")
    let w = try graph.variable("w", Tensor([1, 2] as [Float]))
    let assign = try graph.assign(w, a)
    #expect(
      message { try session.run(assign, feeding: [a: Tensor([1, 2, 3] as [Float])]) }
        .contains("expected the variable's shape [2], found float32[3]"))
  }

  @Test func kernelsThatRefuseTheirValues() throws {
    let logits = try graph.constant(Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]))
    let labels = try graph.placeholder(.int32, shape: [2], name: "labels")
    let loss = try graph.sparseSoftmaxCrossEntropyWithLogits(
      labels: labels, logits: logits, name: "loss")
    let session = Session(graph)
    for wrong in [2, -1] as [Int32] {
      let text = message { _ = try session.run(loss, feeding: [labels: Tensor([0, wrong])]) }
      #expect(
        text.hasPrefix("[SparseSoftmaxCrossEntropyWithLogits] 'loss': ")
          && text.contains("\(wrong)"), "\(text)")
    }
    // And the session goes on.
    let fine = try session.run(loss, feeding: [labels: Tensor([0, 1] as [Int32])])
    #expect(fine.scalars(as: Float.self).allSatisfy { $0 > 0 })
  }

  @Test func operationsThatNothingComputes() throws {
    struct Alien: OpDefinition {
      func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { [TensorSpec([])] }
    }
    let y = try graph.add(Alien(), name: "y").output(0)
    #expect(
      message { _ = try Session(graph).run(y) }
        == "[Alien] 'y': nothing here computes operations of this type")
    // Feeding it takes the place of computing it.
    #expect(try Session(graph).run(y, feeding: [y: Tensor(Float(2))]) == Tensor(Float(2)))
  }

}
