import TFXCore
import TFXGraph
import TFXOps
import Testing

@Suite(.serialized) struct DefaultGraphTests {
  @Test func theInnermostCounts() throws {
    let outer = Graph()
    let inner = Graph()
    outer.asDefault {
      #expect(Graph.default === outer)
      inner.asDefault { #expect(Graph.default === inner) }
      #expect(Graph.default === outer)
    }
    #expect(Graph.default !== outer)
  }

  @Test func itEndsWhenTheBodyThrows() {
    struct Stop: Error {}
    let graph = Graph()
    #expect(throws: Stop.self) { try graph.asDefault { throw Stop() } }
    #expect(Graph.default !== graph)
  }

  @Test func tasksHaveTheirOwn() async throws {
    let graphs = (0..<8).map { Graph(seed: UInt64($0)) }
    await withTaskGroup(of: Bool.self) { group in
      for graph in graphs {
        group.addTask { graph.asDefault { Graph.default === graph } }
      }
      for await isOwn in group { #expect(isOwn) }
    }
  }

  @Test func theProgramsGraphCanBeReplaced() throws {
    let before = Graph.default
    #expect(Graph.default === before)
    Graph.resetDefault()
    #expect(Graph.default !== before)
    #expect(Graph.default.operations.isEmpty)
  }

  @Test func resetForgetsEverything() throws {
    let graph = Graph()
    _ = try graph.variable("w", Tensor([1] as [Float]))
    _ = try graph.placeholder(shape: [], name: "x")
    graph.reset()
    #expect(graph.operations.isEmpty)
    #expect(graph.variables.isEmpty)
    #expect(graph.variable(named: "w") == nil)
    #expect(graph.dump == "")
    // Names are free again.
    #expect(try graph.variable("w", Tensor([1] as [Float])).name == "w")
    #expect(try graph.placeholder(shape: [], name: "x").name == "x:0")
    try graph.verify()
  }
}
