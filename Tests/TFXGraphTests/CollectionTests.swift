import TFXCore
import TFXGraph
import TFXOps
import Testing

@Suite struct CollectionTests {
  private let graph = Graph()

  @Test func variablesAreCollected() throws {
    let w = try graph.variable("w", Tensor([1] as [Float]))
    let count = try graph.variable("count", Tensor([1] as [Float]), isTrainable: false)
    #expect(graph.collection(GraphKeys.globalVariables) == [.variable(w), .variable(count)])
    #expect(graph.collection(GraphKeys.trainableVariables) == [.variable(w)])
    #expect(graph.trainableVariables == [w])
    #expect(graph.collectionNames == ["trainable_variables", "variables"])
  }

  @Test func aScopeNarrowsACollection() throws {
    let inside = try graph.variableScope("tower") { () throws(GraphError) in
      try graph.variable("w", Tensor([1] as [Float]))
    }
    _ = try graph.variable("w", Tensor([1] as [Float]))
    #expect(
      graph.collection(GraphKeys.globalVariables, scope: "tower/").compactMap(\.variable)
        == [inside])
    #expect(graph.collection(GraphKeys.globalVariables, scope: "other").isEmpty)
  }

  @Test func anythingCanBeCollected() throws {
    let x = try graph.placeholder(shape: [], name: "x")
    graph.addToCollections([GraphKeys.losses, "mine"], .output(x))
    graph.addToCollection("mine", .operation(x.operation))
    graph.addToCollection("mine", .text("note"))
    #expect(graph.collection(GraphKeys.losses) == [.output(x)])
    #expect(graph.collection("mine").map(\.name) == ["x:0", "x", "note"])
    #expect(graph.collection("none").isEmpty)
    graph.reset()
    #expect(graph.collectionNames.isEmpty)
  }
}
