import TFXCore
import TFXGraph
import TFXOps
import Testing

@Suite struct NameTests {
  private func names(_ asked: [String]) throws -> [String] {
    let graph = Graph()
    return try asked.map { try graph.placeholder(shape: [], name: $0).operation.name }
  }

  @Test(arguments: [
    (["a", "a", "a"], ["a", "a_1", "a_2"]),
    (["a", "b", "a", "b"], ["a", "b", "a_1", "b_1"]),
    // As in TensorFlow: names differ by more than case.
    (["Dense", "dense", "DENSE"], ["Dense", "dense_1", "DENSE_2"]),
    // A name that was asked for takes the place of a made one.
    (["a_1", "a", "a"], ["a_1", "a", "a_2"]),
    (["a", "a_1", "a"], ["a", "a_1", "a_2"]),
    (["a", "a", "a_1"], ["a", "a_1", "a_1_1"]),
  ])
  func areMadeUnique(_ asked: [String], _ expected: [String]) throws {
    #expect(try names(asked) == expected)
  }

  @Test func defaultIsTheType() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [2])
    #expect(x.name == "Placeholder:0")
    #expect(try graph.relu(x).name == "Relu:0")
    #expect(try graph.relu(x).name == "Relu_1:0")
    #expect("\(x.operation)" == "Placeholder 'Placeholder'")
    #expect("\(x)" == "Placeholder:0 float32[2]")
  }

  @Test func scopesNest() throws {
    let graph = Graph()
    let inner = try graph.nameScope("a") { (_) throws(GraphError) in
      try graph.nameScope("b") { (path) throws(GraphError) in
        #expect(path == "a/b")
        return try graph.placeholder(shape: [], name: "x")
      }
    }
    #expect(inner.name == "a/b/x:0")
    #expect(try graph.placeholder(shape: [], name: "x").name == "x:0")
  }

  @Test func aScopeEnteredTwiceIsMadeUnique() throws {
    let graph = Graph()
    var paths: [String] = []
    for _ in 0..<2 {
      graph.nameScope("s") { path in
        paths.append(path)
        graph.nameScope("t") { paths.append($0) }
      }
    }
    #expect(paths == ["s", "s/t", "s_1", "s_1/t"])
  }

  @Test func aScopeEndsWhenItsBodyThrows() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [2], name: "x")
    let y = try graph.placeholder(shape: [3], name: "y")
    #expect(throws: GraphError.self) {
      try graph.nameScope("s") { (_) throws(GraphError) in
        try graph.controlDependencies([x.operation]) { () throws(GraphError) in
          _ = try graph.add(x, y)
        }
      }
    }
    let z = try graph.relu(x, name: "z")
    #expect(z.name == "z:0")
    #expect(z.operation.controlInputs == [])
  }

  @Test func operationsAndOutputsAreFound() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [2], name: "s/x")
    #expect(try graph.operation(named: "s/x") == x.operation)
    #expect(try graph.output(named: "s/x") == x)
    #expect(try graph.output(named: "s/x:0") == x)
    for name in ["x", "s/x:1", "s/x:-1", "s/x:a", "s/x:", "s/x:0:0", "", ":"] {
      #expect(throws: GraphError.unknownName(name)) { try graph.output(named: name) }
    }
    #expect(throws: GraphError.unknownName("S/X")) { try graph.operation(named: "S/X") }
    #expect("\(GraphError.unknownName("y"))" == "the graph has nothing named 'y'")
  }
}
