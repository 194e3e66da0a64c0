import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

@Suite struct CounterTests {
  private let graph = Graph()

  @Test(arguments: [DType.int32, .int64])
  func countsUpToALimit(_ dtype: DType) throws {
    let counter = try graph.variable("n", Tensor(1.0).converted(to: dtype), isTrainable: false)
    let next = try graph.countUpTo(counter, limit: 3, name: "next")
    let session = Session(graph)
    try session.initialize()
    #expect(try session.run(next).doubles() == [1])
    #expect(try session.run(next).doubles() == [2])
    let error = RunError.outOfRange(
      op: "ResourceCountUpTo", node: "next", "reached limit of 3")
    for _ in 0..<2 { #expect(throws: error) { try session.run(next) } }
    #expect(try session.value(of: counter).doubles() == [3])
  }

  @Test func tellsWhetherAVariableHasAValue() throws {
    let a = try graph.variable("a", Tensor([1] as [Float]))
    let b = try graph.variable("b", Tensor([2] as [Float]))
    let outputs = [try graph.isVariableInitialized(a), try graph.isVariableInitialized(b)]
    let initializer = try graph.variablesInitializer([a])
    let session = Session(graph)
    func values() throws -> [Bool] { try session.run(outputs).map { $0.scalars()[0] } }
    #expect(try values() == [false, false])
    try session.run(initializer)
    #expect(try values() == [true, false])
    try session.setValue(Tensor([5] as [Float]), of: b)
    #expect(try values() == [true, true])
  }

  @Test func readsWhatWasAssigned() throws {
    let v = try graph.variable("v", Tensor([1, 2] as [Float]))
    let three = try graph.constant(Tensor([3, 3] as [Float]))
    let added = try graph.assignAdd(v, three)
    let subtracted = try graph.controlDependencies([added]) { () throws(GraphError) in
      try graph.assignSub(v, graph.constant(Tensor([1, 0] as [Float])))
    }
    let outputs = [
      v.value, try graph.readVariable(v, after: [added, subtracted]),
    ]
    let session = Session(graph)
    try session.initialize()
    #expect(try session.run(outputs).map { $0.doubles() } == [[1, 2], [3, 5]])
    #expect(try session.run(outputs).map { $0.doubles() } == [[3, 5], [5, 8]])
  }

  @Test func errors() throws {
    let v = try graph.variable("v", Tensor([1, 2] as [Float]))
    expectError("[AssignAddVariableOp] 'up': value: expected float32, found int32[2]") {
      try graph.assignAdd(v, graph.constant(Tensor([1, 2] as [Int32])), name: "up")
    }
    expectError(
      "[ResourceCountUpTo] 'next': resource: expected a tensor of rank 0, found resource[2]"
    ) {
      try graph.countUpTo(v, limit: 3, name: "next")
    }
    expectError("[ResourceScatterAdd] 'up': updates: expected [1], found float32[2]") {
      try graph.scatterAdd(
        v, graph.constant(Tensor([0] as [Int32])), graph.constant(Tensor([1, 2] as [Float])),
        name: "up")
    }
    let update = try graph.scatterUpdate(
      v, graph.constant(Tensor([0, 2] as [Int32])), graph.constant(Tensor([1, 2] as [Float])),
      name: "set")
    let session = Session(graph)
    try session.initialize()
    #expect(
      throws: RunError.failed(
        op: "ResourceScatterUpdate", node: "set",
        "indices: expected from 0 to less than 2, found 2 as element 1")
    ) { try session.run(update) }
  }
}
