import TFXCore
import TFXGraph
import TFXOps
import Testing

@Suite struct VariableScopeTests {
  private let graph = Graph()

  private func weight(
    _ name: String = "w", _ shape: Shape = [2], _ dtype: DType = .float32
  ) throws(GraphError) -> Variable {
    try graph.getVariable(name, shape: shape, dtype: dtype) { (spec) throws(GraphError) in
      try graph.fill(spec.shape, 0, spec.dtype)
    }
  }

  @Test func scopesPrefixNames() throws {
    let variable = try graph.variableScope("a") { () throws(GraphError) in
      try graph.variableScope("b") { () throws(GraphError) in try weight() }
    }
    #expect(variable.name == "a/b/w")
    #expect(variable.handle.operation.name == "a/b/w/VarHandleOp")
    #expect(graph.variables == [variable])
    #expect(graph.variable(named: "a/b/w") == variable)
    #expect(graph.variable(named: "w") == nil)
  }

  @Test func aNameScopeIsNotPartOfAVariablesName() throws {
    let variable = try graph.nameScope("tower") { (_) throws(GraphError) in try weight() }
    #expect(variable.name == "w")
  }

  @Test func reuseFindsTheSameVariable() throws {
    func layer(_ reuse: Bool) throws -> (Variable, Output) {
      try graph.variableScope("layer", reuse: reuse) {
        (try weight(), try graph.placeholder(shape: [], name: "x"))
      }
    }
    let first = try layer(false)
    let count = graph.operations.count
    let second = try layer(true)
    #expect(first.0 == second.0)
    // Variables are found, operations are new ones in a scope of their own.
    #expect(graph.operations.count == count + 1)
    #expect(first.1.name == "layer/x:0")
    #expect(second.1.name == "layer_1/x:0")
    #expect(graph.variables.count == 1)
  }

  @Test func reuseHoldsForInnerScopes() throws {
    let made = try graph.variableScope("a") { () throws(GraphError) in
      try graph.variableScope("b") { () throws(GraphError) in try weight() }
    }
    let found = try graph.variableScope("a", reuse: true) { () throws(GraphError) in
      try graph.variableScope("b") { () throws(GraphError) in try weight() }
    }
    #expect(made == found)
    #expect(graph.variableReuse == .never)
  }

  @Test func autoReuseMakesOnceAndFindsLater() throws {
    func layer() throws -> Variable {
      try graph.variableScope("layer", reuse: .auto) {
        try graph.variableScope("inner") { () throws(GraphError) in try weight() }
      }
    }
    let first = try layer()
    #expect(first.name == "layer/inner/w")
    #expect(try layer() == first)
    #expect(graph.variables == [first])
    #expect(graph.variableReuse == .never)
    #expect(throws: GraphError.self) {
      try graph.variableScope("layer", reuse: .auto) {
        try graph.variableScope("inner") { () throws(GraphError) in
          try graph.getVariable("w", shape: [9]) { (spec) throws(GraphError) in
            try graph.constant(Tensor([Float](repeating: 0, count: 9), shape: spec.shape))
          }
        }
      }
    }
  }

  @Test func mistakesSayWhatToDo() throws {
    _ = try graph.variableScope("a") { () throws(GraphError) in try weight() }
    let cases: [(Bool, String, Shape, DType, String)] = [
      (
        false, "w", [2], .float32,
        "variable 'a/w' exists already; ask for it within variableScope(…, reuse: true), "
          + "or give it another name"
      ),
      (
        true, "v", [2], .float32,
        "there is no variable 'a/v' to reuse; make it first, outside of the reusing scope"
      ),
      (
        true, "w", [3], .float32,
        "variable 'a/w' is float32[2], and cannot be reused as float32[3]"
      ),
      (
        true, "w", [2], .float64,
        "variable 'a/w' is float32[2], and cannot be reused as float64[2]"
      ),
    ]
    let count = graph.operations.count
    for (reuse, name, shape, dtype, expected) in cases {
      let error = #expect(throws: GraphError.self) {
        try graph.variableScope("a", reuse: reuse) { () throws(GraphError) in
          try weight(name, shape, dtype)
        }
      }
      #expect(error?.description == expected)
    }
    #expect(graph.operations.count == count)
  }

  @Test func aVariableNeedsAKnownShape() throws {
    let error = #expect(throws: GraphError.self) {
      try graph.getVariable("w", shape: [Shape.unknown]) { (_) throws(GraphError) in
        try graph.constant(0)
      }
    }
    #expect(
      error?.description == "[VarHandleOp] 'w/VarHandleOp': shape: expected a type with values, "
        + "of known shape, found float32[?]")
    let other = #expect(throws: GraphError.self) {
      try graph.getVariable("v", shape: [3]) { (_) throws(GraphError) in
        try graph.fill([2], 0, .float32)
      }
    }
    #expect(other?.description.contains("the variable's shape [3], found float32[2]") == true)
  }
}
