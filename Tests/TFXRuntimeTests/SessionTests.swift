import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

@Suite struct SessionTests {
  @Test func runsWhatIsFetched() throws {
    let graph = Graph()
    let x = try graph.placeholder(.float32, shape: [Shape.unknown, 2], name: "x")
    let w = try graph.variable("w", Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]))
    let y = try graph.relu(graph.matMul(x, w.value))
    let session = Session(graph)
    try session.initialize()
    let fed = Tensor([1, 0, 0, 1, -1, -1] as [Float], shape: [3, 2])
    let result = try session.run(y, feeding: [x: fed])
    #expect(result == Tensor([1, 2, 3, 4, 0, 0] as [Float], shape: [3, 2]))
  }

  @Test func gradientsAccumulateOverUses() throws {
    let graph = Graph()
    let x = try graph.placeholder(.float64, shape: [2], name: "x")
    let y = try graph.add(graph.relu(x), graph.add(x, x))
    let gradient = try #require(try graph.gradients(of: y, withRespectTo: [x])[0])
    let session = Session(graph)
    let result = try session.run(gradient, feeding: [x: Tensor([1.0, -1.0])])
    #expect(result.scalars(as: Double.self) == [3, 2])
  }

  @Test func assignmentsHappenAfterReads() throws {
    let graph = Graph()
    let a = try graph.variable("a", Tensor([1] as [Float]))
    let b = try graph.variable("b", Tensor([2] as [Float]))
    let swap = [try graph.assign(a, b.value), try graph.assign(b, a.value)]
    let session = Session(graph)
    try session.initialize()
    let seen = try session.run([a.value, b.value], targets: swap)
    #expect(seen.map { $0.scalars(as: Float.self)[0] } == [1, 2])
    #expect(try session.value(of: a).scalars(as: Float.self) == [2])
    #expect(try session.value(of: b).scalars(as: Float.self) == [1])
  }
}
