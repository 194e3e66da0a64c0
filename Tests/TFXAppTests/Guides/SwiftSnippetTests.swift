import Foundation
import TFX
import Testing

/// The pieces of Swift that README.md and docs/swift.md show, each run here; `BlockTests` compares the texts.
/// Whole programs are in `Examples`.
@Suite struct SwiftSnippetTests {
  /// Whether this file has what a block shows: its paragraphs, each as it stands, but for spaces.
  static func runs(_ block: Page.Block) -> Bool {
    let source = (try? String(contentsOfFile: #filePath, encoding: .utf8)) ?? ""
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(words)
    let code = "\n" + lines.joined(separator: "\n") + "\n"
    return block.text.split(separator: "\n\n").allSatisfy { paragraph in
      code.contains(
        "\n" + paragraph.split(separator: "\n").map(words).joined(separator: "\n") + "\n")
    }
  }

  private static func words(_ line: some StringProtocol) -> String {
    line.split(separator: " ").joined(separator: " ")
  }

  @Test func aModel() throws {
    defer { try? FileManager.default.removeItem(atPath: "xor.safetensors") }

    let x = Tensor([0, 0, 0, 1, 1, 0, 1, 1] as [Float], shape: [4, 2])
    let y = Tensor([0, 1, 1, 0] as [Float], shape: [4, 1])

    let model = Sequential([Dense(8, activation: .tanh), Dense(1, activation: .sigmoid)], seed: 1)
    try model.compile(optimizer: Adam(0.05), loss: BinaryCrossentropy(), metrics: [Accuracy()])
    try model.fit(Dataset(inputs: x, targets: y), FitOptions(epochs: 200, batchSize: 4))
    print(try model.predict(x).scalars(as: Float.self))

    try model.save("xor.safetensors")
    let again = try Sequential.load("xor.safetensors")

    let said = try again.predict(x).scalars(as: Float.self)
    #expect(said.map { $0.rounded() } == [0, 1, 1, 0])
    #expect(try said == model.predict(x).scalars(as: Float.self))
  }

  @Test func aGraph() throws {
    let graph = Graph()
    let v = try graph.placeholder(shape: [3], name: "v")
    let length = try graph.sqrt(graph.sum(graph.square(v)))
    let slope = try graph.gradients(of: length, withRespectTo: [v])[0]!

    let session = Session(graph)
    let values = try session.run([length, slope], feeding: [v: Tensor([2, 3, 6] as [Float])])
    // 7, and [2/7, 3/7, 6/7]

    #expect(values[0].scalars(as: Float.self) == [7])
    for (found, expected) in zip(values[1].scalars(as: Float.self), [2, 3, 6] as [Float]) {
      #expect(abs(found - expected / 7) < 1e-6)
    }
  }

  @Test func sparseTensors() throws {
    let graph = Graph()

    let x = try graph.sparsePlaceholder(shape: [Shape.unknown, 1000], name: "x")
    let w = try graph.variable("w", Tensor(repeating: Float(0.5), shape: [1000, 8]))
    let y = try graph.sparseTensorDenseMatMul(x, w.value)

    let session = Session(graph)
    try session.run(graph.globalVariablesInitializer())

    let value = SparseTensorValue(
      indices: [[0, 7], [2, 999]], values: [1, 2.5] as [Float], denseShape: [3, 1000])
    let product = try session.run(y, sparse: [x: value])  // a Tensor of shape [3, 8]
    let sum = try session.run(graph.sparseAdd(x, x), sparse: [x: value])  // a SparseTensorValue

    #expect(product.shape == [3, 8] && product.scalars(as: Float.self)[16] == 1.25)
    #expect(sum.values.scalars(as: Float.self) == [2, 5])
  }

  @Test func devices() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [2], name: "x")

    let config = SessionConfig(deviceCount: ["CPU": 3])
    let session = Session(graph: graph, config: config)

    let hidden = try graph.device("/cpu:1") { try graph.tanh(x) }

    let values = try session.run(hidden, feeding: [x: Tensor([0, 0] as [Float])])
    #expect(values.scalars(as: Float.self) == [0, 0])
  }

  @Test func times() throws {
    defer { try? FileManager.default.removeItem(atPath: "trace.json") }
    let graph = Graph()
    let x = try graph.placeholder(shape: [2], name: "x")
    let loss = try graph.sum(graph.square(x))
    let session = Session(graph)
    let batch = Tensor([3, 4] as [Float])

    var metadata = RunMetadata()
    try session.run([loss], feeding: [x: batch], metadata: &metadata)
    for device in metadata.stepStats {
      for node in device.nodeStats { print(device.device, node.nodeName, node.type, node.duration) }
    }
    try metadata.chromeTrace.write(toFile: "trace.json", atomically: true, encoding: .utf8)

    #expect(metadata.stepStats.contains { !$0.nodeStats.isEmpty })
    #expect(try String(contentsOfFile: "trace.json", encoding: .utf8).contains("traceEvents"))
  }
}
