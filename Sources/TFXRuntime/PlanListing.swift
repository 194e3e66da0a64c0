package import TFXCore
package import TFXGraph
package import TFXOps

/// What a run would compute, without the memory for it: the operations that it needs, or the plan that
/// becomes of them.
package struct PlanListing {
  /// What is computed.
  package struct Node {
    package let name: String
    package let type: String
    /// Names of the values that it reads.
    package let inputs: [String]
    /// Names of nodes that must have run before.
    package let waitsFor: [String]
    package let outputs: [TensorSpec]
    /// Names of the values that it makes.
    package let outputNames: [String]
    package let floatingPointOperations: Int
    /// The node on a line, as dumps have it.
    package let line: String
  }

  package let nodes: [Node]

  /// Lists a run.
  ///
  /// - Parameters:
  ///   - feeds: What will be fed, with the shapes in which it will be.
  ///   - isPlanned: Whether it is simplified, rewritten and put in order as a session does it. Else each
  ///     node is an operation of the graph.
  package init(
    _ fetches: [Output], targets: [Operation] = [], feeding feeds: [(Output, Shape)],
    of graph: Graph, winograd: Winograd = .auto, isPlanned: Bool
  ) throws(RunError) {
    let request = Session.request(fetches, targets, feeds)
    var program = try Program(request, of: graph, SessionConfig(winograd: winograd))
    var order = Array(program.nodes.indices)
    if isPlanned {
      program.simplify()
      program.rewrite(planRewrites, LoweringOptions(winograd: winograd))
      (program, order) = try Ordering.ordered(program)
    }
    nodes = zip(order, program.dump(order)).map { index, dumped in
      let node = program.nodes[index]
      let outputs = node.outputs.map { program.values[$0].spec }
      return Node(
        name: node.name, type: Swift.type(of: node.op).type,
        inputs: node.inputs.map { program.values[$0].name },
        waitsFor: node.waitsFor.sorted().map { program.nodes[$0].name }, outputs: outputs,
        outputNames: node.outputs.map { program.values[$0].name },
        floatingPointOperations: node.op.floatingPointOperations(
          node.inputs.map { program.values[$0].spec }, outputs), line: dumped.line)
    }
  }
}
