import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// What takes more memory than there is throws before it is made.
@Suite struct MemoryLimitTests {
  let graph = Graph()

  @Test func aTensorLargerThanTheMachineIsRefused() throws {
    let x = try graph.fill([1 << 40], 1, name: "x")
    let error = try #require(throws: RunError.self) { try Session(graph).run(x) }
    guard case .outOfMemory(let name, let byteCount, let limit) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(name == "x:0" && byteCount == 1 << 42 && limit < byteCount)
  }

  @Test func theLimitIsTheSessions() throws {
    let x = try graph.placeholder(shape: [Shape.unknown], name: "x")
    let y = try graph.exp(x, name: "y")
    let config = SessionConfig(memoryLimit: 10_000)
    let session = Session(graph: graph, config: config)
    let small = try session.run(y, feeding: [x: Tensor([0, 0] as [Float])])
    #expect(small.doubles() == [1, 1])
    let large = Tensor([Float](repeating: 0, count: 5_000))
    let error = try #require(throws: RunError.self) { try session.run(y, feeding: [x: large]) }
    #expect(
      "\(error)"
        == "y:0: expected at most 10000 bytes of memory, found 20000 (SessionConfig.memoryLimit)")
    // Each by itself is small enough.
    let several = Tensor([Float](repeating: 0, count: 2_000))
    let both = [y, try graph.tanh(x)]
    #expect(throws: RunError.self) { try session.run(both, feeding: [x: several]) }
  }

  @Test func variablesCountToo() throws {
    let v = try graph.getVariable("v", shape: [3_000])
    let session = Session(graph: graph, config: SessionConfig(memoryLimit: 10_000))
    #expect(
      throws: RunError.outOfMemory(
        name: "the graph's variables", byteCount: 12_000, limit: 10_000)
    ) { try session.setValue(Tensor([Float](repeating: 0, count: 3_000)), of: v) }
    #expect(throws: RunError.self) { try session.initialize() }
  }

  @Test func stringsThatAreNotMadeInAPlanCountToo() throws {
    let text = try graph.constant(Tensor(strings: ["a"]))
    let many = try graph.tile(text, [1 << 30])
    let session = Session(graph: graph, config: SessionConfig(memoryLimit: 1 << 20))
    #expect(throws: RunError.self) { try session.run(many) }
  }

  @Test func whatNoTensorHasIsRefusedByTheGraph() throws {
    for (shape, expected) in [
      ([1 << 40, 1 << 40], "fewer than 281474976710656 elements"),
      ([1 << 60, 0], "fewer than 281474976710656 elements"),
      ([-5], "extents of 0 or more, or -1 if unknown"),
    ] {
      let error = #expect(throws: GraphError.self) {
        try graph.placeholder(shape: Shape(shape), name: "x")
      }
      #expect("\(error!)".hasPrefix("[Placeholder] 'x': shape: expected \(expected), found "))
    }
  }
}
