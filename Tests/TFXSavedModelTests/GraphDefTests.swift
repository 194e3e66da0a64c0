import Foundation
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import TFXSavedModel
import TestSupport
import Testing

@Suite struct GraphDefTests {
  /// y = Σ max(x, c) along axis 1, and others, over most kinds of translations.
  private func graph() throws -> Graph {
    let graph = Graph()
    let x = try graph.placeholder(shape: [Shape.unknown, 2, 3], name: "x")
    let flat = try graph.reshape(x, to: [Shape.unknown, 6], name: "flat")
    let weights = try graph.variable(
      "w", Tensor((0..<12).map { Float($0) / 10 }, shape: [6, 2]))
    let product = try graph.matMul(flat, weights.value, name: "product")
    let norm = try graph.fusedBatchNorm(
      product, scale: graph.constant(Tensor([1, 2] as [Float])),
      offset: graph.constant(Tensor([0.5, 0] as [Float])),
      mean: graph.constant(Tensor([0.1, 0.2] as [Float])),
      variance: graph.constant(Tensor([1, 4] as [Float])), isTraining: false
    ).y
    _ = try graph.gelu(norm, name: "gelu")
    _ = try graph.gelu(norm, approximate: true, name: "gelu_tanh")
    _ = try graph.silu(norm, name: "silu")
    _ = try graph.leakyRelu(norm, alpha: 0.25, name: "leaky")
    _ = try graph.mean(x, axes: [1, -1], keepDims: true, name: "mean")
    _ = try graph.sum(x, name: "sum")
    _ = try graph.transpose(x, [2, 0, 1], name: "transposed")
    let index = try graph.argMax(x, axis: 2, name: "index")
    _ = try graph.oneHot(index, depth: 3, on: 2, off: -1, name: "hot")
    let wide = try graph.expandDims(x, axis: -1, name: "wide")
    _ = try graph.squeeze(wide, axes: [3], name: "narrow")
    _ = try graph.shape(of: x, name: "extents")
    let filled = try graph.fill([2, 3], 1.5, name: "filled")
    _ = try graph.select(
      graph.greater(x, graph.constant(0)), x, graph.zerosLike(x), name: "positive")
    _ = try graph.add(graph.addN([x, x, x]), filled, name: "added")
    return graph
  }

  /// Names of operations that both graphs have and TensorFlow knows, as they are or in parts.
  private let compared = [
    "gelu", "gelu_tanh", "silu", "leaky", "mean", "sum", "transposed", "index", "hot", "narrow",
    "extents", "positive",
    "added",
  ]

  private func check(_ read: Graph) throws {
    let written = try graph()
    let values = [Float](unsafeUninitializedCapacity: 12) { buffer, count in
      for index in 0..<12 { buffer[index] = Float(index * 7 % 5) - 2 }
      count = 12
    }
    let x = Tensor(values, shape: [2, 2, 3])
    func run(_ graph: Graph, _ name: String) throws -> [Double] {
      let session = Session(graph)
      try session.initialize()
      if let w = graph.variable(named: "w") {
        try session.setValue(Tensor((0..<12).map { Float($0) / 10 }, shape: [6, 2]), of: w)
      }
      return try session.run(
        graph.output(named: name), feeding: [graph.output(named: "x"): x]
      ).doubles()
    }
    for name in compared {
      let (a, b) = (try run(written, name), try run(read, name))
      #expect(a.count == b.count)
      for (a, b) in zip(a, b) { #expect(abs(a - b) <= 1e-6 * max(1, abs(a)), "\(name)") }
    }
  }

  @Test func binaryIsReadBack() throws {
    let graph = try self.graph()
    let definition = try GraphDef(graph)
    let again = try GraphDef(serialized: definition.serialized())
    #expect(again.serialized() == definition.serialized())
    try check(try again.graph())
  }

  @Test func textIsReadBack() throws {
    let graph = try self.graph()
    let definition = try GraphDef(graph)
    let again = try GraphDef(text: definition.text())
    #expect(again.serialized() == definition.serialized())
    #expect(again.nodeNames.contains("mean/reduction_indices"))
    try check(try again.graph())
  }

  @Test func wholeGraphsAreExportedToo() throws {
    let names = try GraphDef(graph()).nodeNames
    #expect(Set(try graph().operations.map(\.name)).isSubset(of: names))
    #expect(Set(names).count == names.count)
  }

  @Test func textOfTensorFlowsIsRead() throws {
    let text = try String(decoding: bytes(fixture("graph.pbtxt")), as: UTF8.self)
    let graph = try GraphDef(text: text).graph()
    let y = try Session(graph).run(
      graph.output(named: "y"),
      feeding: [graph.output(named: "x"): Tensor([0, 2, 1] as [Float], shape: [1, 3])])
    #expect(y == Tensor([0.5 + 2 + 1.5] as [Float]))
  }

  @Test(arguments: [
    "node { name: \"a\" op: \"Relu\" input: \"a\" }",
    "node { name: \"a\" op: \"Relu\" input: \"b\" }",
    "node { name: \"a\" op: \"Relu\" }",
    "node { name: \"a\" op: \"NoOp\" } node { name: \"a\" op: \"NoOp\" }",
    "node { name: \"a\" op: \"Relu\" input: \"x:y\" }",
    "node { name: \"a\" op: \"Const\" }",
    "node { name: \"a\" op: \"PartitionedCall\" attr { key: \"f\" value { func { name: \"f\" } } } }",
    "node { name: \"a\" op: \"Placeholder\" attr { key: \"dtype\" value { type: DT_FLOAT } } "
      + "attr { key: \"shape\" value { shape { dim { size: -7 } } } } }",
    "node { name: \"a\" op: \"Placeholder\" attr { key: \"dtype\" value { type: DT_FLOAT } } "
      + "attr { key: \"shape\" value { shape { dim { size: 4294967296 } dim { size: 4294967296 } } } } }",
    "node { name: \"a\" op: \"PartitionedCall\" attr { key: \"f\" value { func { name: \"f\" } } } } "
      + "library { function { signature { name: \"f\" output_arg { name: \"y\" } } "
      + "node_def { name: \"b\" op: \"PartitionedCall\" "
      + "attr { key: \"f\" value { func { name: \"f\" } } } } "
      + "ret { key: \"y\" value: \"b:output:0\" } control_ret { key: \"b\" value: \"b\" } } }",
    "node {",
  ])
  func nonsenseThrows(_ text: String) {
    #expect(throws: SavedModelError.self) { _ = try GraphDef(text: text).graph() }
  }

  @Test func aLongChainNeedsNoStack() throws {
    let relus = (1...20_000).map {
      "node { name: \"n\($0)\" op: \"Neg\" input: \"n\($0 - 1)\" }"
    }
    let text =
      relus.reversed().joined()
      + "node { name: \"n0\" op: \"Const\" attr { key: \"value\" value { tensor { dtype: DT_FLOAT "
      + "tensor_shape {} float_val: 2 } } } }"
    #expect(try GraphDef(text: text).graph().operations.count == 20_001)
  }

  @Test func bytesThatAreCutOffThrowOrAreAPart() throws {
    let whole = try GraphDef(graph()).serialized()
    for length in stride(from: 0, to: whole.count, by: 37) {
      do {
        _ = try GraphDef(serialized: Array(whole.prefix(length))).graph()
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }
}
