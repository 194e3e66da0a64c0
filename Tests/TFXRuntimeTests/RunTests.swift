import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

@Suite struct RunTests {
  private let graph = Graph()

  private func vector(_ values: Float...) -> Tensor { Tensor(values) }

  @Test func anyOutputCanBeFed() throws {
    let x = try graph.placeholder(shape: [2], name: "x")
    let inner = try graph.relu(x)
    let y = try graph.negative(inner)
    let session = Session(graph)
    // x is not needed then.
    #expect(try session.run(y, feeding: [inner: vector(3, -4)]) == vector(-3, 4))
    #expect(try session.run(y, feeding: [x: vector(3, -4)]) == vector(-3, -0.0))
    let both = try session.run([inner, y], feeding: [inner: vector(1, 2), x: vector(0, 0)])
    #expect(both == [vector(1, 2), vector(-1, -2)])
  }

  @Test func aVariablesValueCanBeFedInItsPlace() throws {
    let w = try graph.variable("w", vector(1, 2))
    let y = try graph.negative(w.value)
    let session = Session(graph)
    // Nothing reads the variable, so that it needs no value.
    #expect(
      try session.run([y, w.value], feeding: [w.value: vector(5, 6)]) == [
        vector(-5, -6), vector(5, 6),
      ])
    try session.initialize()
    #expect(try session.run(y, feeding: [w.value: vector(5, 6)]) == vector(-5, -6))
    #expect(try session.run(y) == vector(-1, -2))
  }

  @Test func oneOfSeveralOutputsCanBeFed() throws {
    let x = try graph.placeholder(shape: [2, 2], name: "x")
    let one = try graph.constant(vector(1, 1))
    let zero = try graph.constant(vector(0, 0))
    let normalized = try graph.fusedBatchNorm(
      x, scale: one, offset: zero, mean: zero, variance: one, epsilon: 0.001, isTraining: true)
    let sum = try graph.add(normalized.batchMean, normalized.batchVariance)
    let fed = Tensor([1, 2, 3, 6] as [Float], shape: [2, 2])
    let session = Session(graph)
    let both = try session.run([normalized.batchMean, normalized.batchVariance], feeding: [x: fed])
    #expect(both[0] == vector(2, 4))
    let found = try session.run(sum, feeding: [x: fed, normalized.batchMean: vector(100, 200)])
    let variance = both[1].scalars(as: Float.self)
    #expect(found == vector(100 + variance[0], 200 + variance[1]))
  }

  @Test func anythingCanBeFetchedTwice() throws {
    let x = try graph.placeholder(shape: [2])
    let constant = try graph.constant(vector(5, 6))
    let y = try graph.add(x, constant)
    let w = try graph.variable("w", vector(8, 9))
    let session = Session(graph)
    try session.initialize()
    let found = try session.run(
      [y, x, constant, w.value, y, x, constant, w.value], feeding: [x: vector(1, 2)])
    let once = [vector(6, 8), vector(1, 2), vector(5, 6), vector(8, 9)]
    #expect(found == once + once)
  }

  @Test func nothingCanBeRun() throws {
    #expect(try Session(graph).run([]).isEmpty)
    try Session(graph).run(try graph.group([]))
  }

  @Test func aValueIsThatBeforeTheRunsAssignment() throws {
    let w = try graph.variable("w", vector(1, 2))
    let double = try graph.assign(w, try graph.add(w.value, w.value))
    let session = Session(graph)
    try session.initialize()
    #expect(try session.run([w.value], targets: [double]) == [vector(1, 2)])
    #expect(try session.run([w.value], targets: [double]) == [vector(2, 4)])
    #expect(try session.run(w.value) == vector(4, 8))
  }

  @Test func controlDependenciesOrderAssignmentAndRead() throws {
    let w = try graph.variable("w", vector(1, 2))
    let seven = try graph.assign(w, try graph.constant(vector(7, 7)))
    let after = try graph.controlDependencies([seven]) { () throws(GraphError) in
      try graph.negative(try graph.readAgain(w))
    }
    let session = Session(graph)
    try session.initialize()
    let found = try session.run([w.value, after])
    #expect(found == [vector(1, 2), vector(-7, -7)])
  }

  @Test func swapping() throws {
    let a = try graph.variable("a", vector(1, 2))
    let b = try graph.variable("b", vector(3, 4))
    let swap = try graph.group([try graph.assign(a, b.value), try graph.assign(b, a.value)])
    let session = Session(graph)
    try session.initialize()
    for turn in 1...3 {
      try session.run(swap)
      let isSwapped = turn % 2 == 1
      #expect(try session.value(of: a) == (isSwapped ? vector(3, 4) : vector(1, 2)))
      #expect(try session.value(of: b) == (isSwapped ? vector(1, 2) : vector(3, 4)))
    }
  }

  /// Each old value is used after the other variable was assigned: one of them must be copied.
  @Test func usesAcrossAssignmentsDoNotDeadlock() throws {
    let a = try graph.variable("a", vector(1))
    let b = try graph.variable("b", vector(2))
    let assignA = try graph.assign(a, try graph.constant(vector(10)))
    let assignB = try graph.assign(b, try graph.constant(vector(20)))
    let oldA = try graph.controlDependencies([assignB]) { () throws(GraphError) in
      try graph.negative(a.value)
    }
    let oldB = try graph.controlDependencies([assignA]) { () throws(GraphError) in
      try graph.negative(b.value)
    }
    let session = Session(graph)
    try session.initialize()
    #expect(try session.run([oldA, oldB]) == [vector(-1), vector(-2)])
    #expect(try session.run([oldA, oldB]) == [vector(-10), vector(-20)])
  }

  @Test func rotatingThree() throws {
    let all = try [1, 2, 3].map { try graph.variable("v\($0)", vector(Float($0))) }
    let turn = try all.indices.map { try graph.assign(all[$0], all[($0 + 1) % 3].value) }
    let session = Session(graph)
    try session.initialize()
    try session.run([], targets: turn)
    #expect(try all.map { try session.value(of: $0) } == [vector(2), vector(3), vector(1)])
  }

  @Test func anAssignedSumReadsBothOldValues() throws {
    let a = try graph.variable("a", vector(1))
    let b = try graph.variable("b", vector(10))
    let sum = try graph.add(a.value, b.value)
    let targets = [try graph.assign(a, sum), try graph.assign(b, sum)]
    let session = Session(graph)
    try session.initialize()
    #expect(
      try session.run([sum, a.value, b.value], targets: targets).map { $0.doubles() }
        == [[11], [1], [10]])
    #expect(try session.value(of: a) == vector(11))
    #expect(try session.value(of: b) == vector(11))
  }

  @Test func initializersRunOnce() throws {
    let drawn = try graph.getVariable("drawn", shape: [4]) { (spec) throws(GraphError) in
      try graph.randomUniform(spec.shape, minimum: 0, maximum: 1)
    }
    let session = Session(graph)
    try session.initialize()
    let first = try session.value(of: drawn)
    try session.setValue(vector(1, 2, 3, 4), of: drawn)
    try session.initialize()
    #expect(try session.value(of: drawn) == vector(1, 2, 3, 4))
    #expect(first.doubles().allSatisfy { $0 >= 0 && $0 < 1 })

    // A variable that came later gets its value, the others keep theirs.
    let later = try graph.variable("later", vector(5))
    try session.initialize()
    #expect(try session.value(of: drawn) == vector(1, 2, 3, 4))
    #expect(try session.value(of: later) == vector(5))
  }

  @Test func sessionsKeepTheirOwnVariables() throws {
    let w = try graph.variable("w", vector(1))
    let (one, two) = (Session(graph), Session(graph))
    try one.initialize()
    try two.initialize()
    try one.setValue(vector(2), of: w)
    #expect(try two.value(of: w) == vector(1))
  }

  @Test func callablesAreFilledInPlace() throws {
    let x = try graph.placeholder(shape: [Shape.unknown], name: "x")
    let mean = try graph.mean(try graph.relu(x))
    let session = Session(graph)
    let callable = try session.prepare([mean, x], feeding: [(x, [3])])
    callable.feed(0).copyBytes(from: [1, 2, -9] as [Float])
    try callable.run()
    #expect(callable.scalar(0) == 1)
    // What was fed is still there for the next run.
    try callable.run()
    #expect(callable.scalar(0) == 1)
    #expect(Array(callable.fetch(1).bindMemory(to: Float.self)) == [1, 2, -9])
    callable.feed(0).copyBytes(from: [3, 3, 3] as [Float])
    try callable.run()
    #expect(callable.scalar(0) == 3)
  }

  @Test func plansAreKeptForEqualRequestsAndUsedByOneAtATime() throws {
    let x = try graph.placeholder(shape: [Shape.unknown], name: "x")
    let y = try graph.negative(x)
    let session = Session(graph)
    var first: Callable? = try session.prepare([y], feeding: [(x, [3])])
    let second = try session.prepare([y], feeding: [(x, [3])])
    let other = try session.prepare([y], feeding: [(x, [4])])
    let place = try #require(first?.feed(0).baseAddress)
    #expect(place != second.feed(0).baseAddress)
    #expect(other.feed(0).count == 16)
    second.feed(0).copyBytes(from: [1, 2, 3] as [Float])
    #expect(try session.run(y, feeding: [x: vector(4, 5, 6)]) == vector(-4, -5, -6))
    try second.run()
    #expect(Array(second.fetch(0).bindMemory(to: Float.self)) == [-1, -2, -3])
    first = nil
    #expect(try session.prepare([y], feeding: [(x, [3])]).feed(0).baseAddress == place)
  }
}

extension Graph {
  /// A second read of a variable, which comes after the control dependencies in force.
  func readAgain(_ variable: Variable) throws(GraphError) -> Output {
    try add(variable.value.operation.definition, [variable.handle], name: "ReadAgain").output(0)
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Fills the buffer with scalars, as many as it has room for.
  func copyBytes(from scalars: [Float]) {
    precondition(count == scalars.count * 4, "\(scalars.count) scalars for \(count) bytes")
    scalars.withUnsafeBytes { copyMemory(from: $0) }
  }
}
