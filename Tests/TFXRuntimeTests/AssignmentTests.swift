import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Variables that are all assigned in one run, from each other's values: whatever order the plan
/// finds and whatever it copies, every read sees the value of before.
@Suite struct AssignmentTests {
  @Test(arguments: 0..<80 as Range<UInt64>)
  func simultaneousAssignments(_ seed: UInt64) throws {
    var random = Draw(seed: seed + 1000)
    let graph = Graph()
    var current = (0..<random.below(5) + 2).map { [Double($0) + 1, Double($0) * -0.5] }
    let variables = try current.indices.map { index in
      try graph.variable("v\(index)", Tensor(current[index]))
    }
    var operations: [Operation] = []
    var steps: [@Sendable ([[Double]]) -> [Double]] = []
    for variable in variables {
      // Some assignments also wait for another one, which must not change what they read.
      let waits = operations.isEmpty || random.below(3) > 0 ? [] : [operations.last!]
      let (a, b) = (random.below(variables.count), random.below(variables.count))
      let (first, second) = (variables[a].value, variables[b].value)
      let value: Output
      switch random.below(5) {
      case 0:
        value = first
        steps.append { $0[a] }
      case 1:
        value = try graph.add(first, second)
        steps.append { zip($0[a], $0[b]).map { $0 + $1 } }
      case 2:
        value = try graph.negative(first)
        steps.append { $0[a].map { -$0 } }
      case 3:
        value = try graph.reshape(try graph.reshape(first, to: [2, 1]), to: [2])
        steps.append { $0[a] }
      default:
        value = try graph.subtract(try graph.relu(first), second)
        steps.append { zip($0[a], $0[b]).map { max($0, 0) - $1 } }
      }
      operations.append(
        try graph.controlDependencies(waits) { () throws(GraphError) in
          try graph.assign(variable, value)
        })
    }
    let fetches = [variables[0].value, try graph.negative(variables.last!.value)]

    let session = Session(graph)
    try session.initialize()
    for _ in 0..<3 {
      let seen = try session.run(fetches, targets: operations)
      #expect(seen[0].doubles() == current[0])
      #expect(seen[1].doubles() == current.last!.map { -$0 })
      current = steps.map { $0(current) }
      for (variable, expected) in zip(variables, current) {
        #expect(try session.value(of: variable).doubles() == expected, "\(variable.name)")
      }
    }
  }

  @Test func additionsAndReadsInOneRun() throws {
    let graph = Graph()
    let count = try graph.variable("count", Tensor(Int64(5)))
    let add = try graph.assignAdd(count.handle, try graph.constant(Tensor(Int64(2))))
    let session = Session(graph)
    try session.initialize()
    for turn in 0..<3 {
      let seen = try session.run([count.value], targets: [add])
      #expect(seen == [Tensor(Int64(5 + 2 * turn))])
    }
    #expect(try session.value(of: count) == Tensor(Int64(11)))
  }

  /// Two additions to one variable in one run both count.
  @Test func severalAdditions() throws {
    let graph = Graph()
    let w = try graph.variable("w", Tensor([1.0, 2.0]))
    let adds = try [10.0, 100.0].map { amount in
      try graph.assignAdd(
        w.handle, try graph.multiply(w.value, try graph.constant(amount, .float64)))
    }
    let session = Session(graph)
    try session.initialize()
    let seen = try session.run([w.value], targets: adds)
    #expect(seen == [Tensor([1.0, 2.0])])
    #expect(try session.value(of: w).doubles() == [111, 222])
  }
}
