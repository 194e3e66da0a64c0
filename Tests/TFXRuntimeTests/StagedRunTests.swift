import Dispatch
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Runs of operations that need values: several plans, with operations between them.
@Suite struct StagedRunTests {
  @Test func shapesMayDependOnWhatIsFed() throws {
    let graph = Graph()
    let limit = try graph.placeholder(.int32, shape: .scalar)
    let zero = try graph.constant(Tensor(Int32(0)))
    let one = try graph.constant(Tensor(Int32(1)))
    let range = try graph.cast(graph.range(zero, limit, delta: one), to: .float32)
    let sum = try graph.sum(graph.square(range))
    let session = Session(graph)
    for (count, expected) in [(4, 14.0), (0, 0), (4, 14), (6, 55)] {
      let found = try session.run(
        [sum, graph.shape(of: range)], feeding: [limit: Tensor(Int32(count))])
      #expect(found[0].doubles() == [expected])
      #expect(found[1] == Tensor([Int32(count)]))
    }
  }

  @Test func shapesMayDependOnWhatIsComputed() throws {
    let graph = Graph()
    let x = try graph.placeholder(.float32, shape: [Shape.unknown])
    let places = try graph.where(graph.greater(x, graph.constant(0)))
    let weights = try graph.variable("weights", Tensor([2 as Float, 3]))
    let total = try graph.sum(weights.value)
    // Behind the places, in front of them, and beside them.
    let twice = try graph.multiply(graph.cast(places, to: .float32), total)
    let session = Session(graph)
    try session.initialize()
    let found = try session.run([places, twice], feeding: [x: Tensor([1 as Float, -1, 0, 4])])
    #expect(found[0] == Tensor([0 as Int64, 3], shape: [2, 1]))
    #expect(found[1] == Tensor([0 as Float, 15], shape: [2, 1]))
    let none = try session.run([places], feeding: [x: Tensor([-1 as Float])])
    #expect(none[0].shape == [0, 1])
  }

  @Test func variablesAreReadBeforeAnyStageWritesThem() throws {
    let graph = Graph()
    let weights = try graph.variable("weights", Tensor([1 as Float, 0]))
    let step = try graph.assign(weights, graph.constant(Tensor([5 as Float, 5])))
    let places = try graph.controlDependencies([step]) {
      try graph.where(graph.constant(Tensor([true, true])))
    }
    let after = try graph.multiply(graph.cast(places, to: .float32), graph.sum(weights.value))
    let session = Session(graph)
    try session.initialize()
    #expect(try session.run(after).doubles() == [0, 1])
    #expect(try session.value(of: weights).doubles() == [5, 5])
    #expect(try session.run(after).doubles() == [0, 10])
  }

  @Test func eachOperationRunsOnce() throws {
    let graph = Graph()
    let counter = try graph.variable("counter", Tensor(Int64(0)))
    let step = try graph.assignAdd(counter.handle, graph.constant(Tensor(Int64(1))))
    let first = try graph.controlDependencies([step]) {
      try graph.where(graph.constant(Tensor([false, true])))
    }
    let second = try graph.where(graph.equal(first, graph.constant(Tensor(Int64(1)))))
    let session = Session(graph)
    try session.initialize()
    let found = try session.run([second, first], targets: [step])
    #expect(found[0] == Tensor([0 as Int64, 0], shape: [1, 2]))
    #expect(try session.value(of: counter) == Tensor(Int64(1)))
  }

  /// No plan moves strings, not even where it has nothing else to do.
  @Test func stringsThatAreFedCanBeFetched() throws {
    let graph = Graph()
    let x = try graph.placeholder(.string, shape: [Shape.unknown])
    let words = Tensor(strings: (0..<100).map { "a text too long to lie in a word: \($0)" })
    let session = Session(graph)
    for _ in 0..<10 { #expect(try session.run(x, feeding: [x: words]) == words) }
    #expect(words.strings().last == "a text too long to lie in a word: 99")
  }

  @Test func stringsMoveThroughAliasesAndTransposes() throws {
    let graph = Graph()
    let words = try graph.placeholder(.string, shape: [Shape.unknown, 2])
    let turned = try graph.transpose(graph.identity(words), [1, 0])
    let flat = try graph.reshape(turned, to: [Shape.unknown])
    let session = Session(graph)
    let fed = Tensor(strings: ["a", "", "größer als sechzehn Bytes", "d"], shape: [2, 2])
    let found = try session.run([flat, words], feeding: [words: fed])
    #expect(found[0].strings() == ["a", "größer als sechzehn Bytes", "", "d"])
    #expect(found[1] == fed)
    let constant = try graph.constant(Tensor(strings: ["x", "y"]))
    #expect(try session.run(constant).strings() == ["x", "y"])
  }

  @Test func aStepOfZeroIsRefusedWhenItIsKnown() throws {
    let graph = Graph()
    let delta = try graph.placeholder(.int32, shape: .scalar, name: "delta")
    let zero = try graph.constant(Tensor(Int32(0)))
    let range = try graph.range(zero, graph.constant(Tensor(Int32(3))), delta: delta)
    #expect(
      throws: RunError.shapes(
        .invalid(
          op: "Range", node: "Range",
          ShapeError("delta", expected: "a step that is not 0", found: "0.0")))
    ) { try Session(graph).run(range, feeding: [delta: Tensor(Int32(0))]) }
  }

  @Test func aClosedSessionRunsNothing() throws {
    let graph = Graph()
    let one = try graph.constant(1)
    let session = Session(graph)
    session.close()
    #expect(throws: RunError.closed) { try session.run(one) }
  }

  @Test func whatNeedsValuesIsNotPrepared() throws {
    let graph = Graph()
    let places = try graph.where(graph.constant(Tensor([true])), name: "places")
    #expect(throws: RunError.notOnePlan(name: "places")) { try Session(graph).prepare([places]) }
  }

  @Test func severalThreadsMayRunTheSameRequest() throws {
    let graph = Graph()
    let x = try graph.placeholder(.float32, shape: [64])
    let y = try graph.sum(graph.square(x))
    let session = Session(graph)
    let results = Array(0..<8).map { _ in Tensor(Float(0)) }
    nonisolated(unsafe) var found = results
    let fed = x
    found.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let found = buffer
      DispatchQueue.concurrentPerform(iterations: 8) { index in
        for _ in 0..<50 {
          let input = Tensor(repeating: Float(index), shape: [64])
          if let sum = try? session.run(y, feeding: [fed: input]) { found[index] = sum }
        }
      }
    }
    #expect(found.map { $0.doubles()[0] } == (0..<8).map { Double(64 * $0 * $0) })
  }
}
