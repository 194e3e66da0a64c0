import Foundation
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

@Suite struct RunMetadataTests {
  @Test func everyOperationIsTimed() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [2], name: "x")
    let y = try graph.exp(graph.square(x, name: "a"), name: "b")
    var metadata = RunMetadata()
    let session = Session(graph: graph)
    let fed = Tensor([0, 0] as [Float])
    #expect(
      try session.run([y], feeding: [x: fed], metadata: &metadata)[0].doubles() == [1, 1])
    #expect(
      metadata.stepStats.map(\.device) == ["/job:localhost/replica:0/task:0/device:CPU:0"])
    let nodes = metadata.stepStats[0].nodeStats
    #expect(nodes.map(\.nodeName) == ["a", "b"])
    #expect(nodes.map(\.type) == ["Square", "Exp"])
    #expect(nodes[0].start >= 0 && nodes[0].duration >= 0)
    #expect(nodes[1].start >= nodes[0].start + nodes[0].duration)
    #expect(metadata.partitionGraphs.isEmpty)
  }

  @Test func operationsBetweenPlansAreThereToo() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [3], name: "x")
    let places = try graph.device("/cpu:1") { () throws(GraphError) in
      try graph.where(graph.greater(x, graph.zerosLike(x)), name: "places")
    }
    var metadata = RunMetadata()
    let session = Session(graph: graph, config: SessionConfig(deviceCount: ["CPU": 2]))
    let fed = Tensor([1, -1, 2] as [Float])
    let found = try session.run([places], feeding: [x: fed], metadata: &metadata)
    #expect(found[0].doubles() == [0, 2])
    let node = try #require(
      metadata.stepStats.flatMap(\.nodeStats).first { $0.nodeName == "places" })
    #expect(node.type == "Where")
    #expect(node.device == "/job:localhost/replica:0/task:0/device:CPU:1")
  }

  @Test func nothingIsTimedUnasked() throws {
    let graph = Graph()
    let y = try graph.square(graph.placeholder(shape: [1], name: "x"), name: "y")
    var metadata = RunMetadata()
    let session = Session(graph: graph)
    try session.run(
      [y], feeding: [y.operation[0]: Tensor([1] as [Float])],
      options: RunOptions(traceLevel: .noTrace, outputPartitionGraphs: true), metadata: &metadata)
    #expect(metadata.stepStats.isEmpty)
    #expect(metadata.partitionGraphs.map(\.dump) == ["y = Square(x:0) → float32[1]\n"])
  }

  @Test func theTraceIsChromes() throws {
    struct Trace: Decodable {
      struct Event: Decodable {
        let name: String
        let ph: String
        let pid: Int
        let ts: Double?
        let dur: Double?
        let args: [String: String]
      }
      let traceEvents: [Event]
    }
    let graph = Graph()
    let x = try graph.placeholder(shape: [1], name: "x")
    let y = try graph.device("/cpu:1") { () throws(GraphError) in try graph.square(x, name: "y") }
    var metadata = RunMetadata()
    let session = Session(graph: graph, config: SessionConfig(deviceCount: ["CPU": 2]))
    try session.run([y], feeding: [x: Tensor([1] as [Float])], metadata: &metadata)
    let trace = try JSONDecoder().decode(Trace.self, from: Data(metadata.chromeTrace.utf8))
    let devices = trace.traceEvents.filter { $0.ph == "M" }.map { $0.args["name"] }
    #expect(devices == metadata.stepStats.map(\.device))
    let kernels = trace.traceEvents.filter { $0.ph == "X" }
    #expect(kernels.map(\.name) == ["_Send", "_Recv", "Square"])
    #expect(kernels.map(\.pid) == [0, 1, 1])
    #expect(kernels[2].args == ["name": "y", "op": "Square"])
    #expect(kernels.allSatisfy { ($0.ts ?? -1) >= 0 && ($0.dur ?? -1) >= 0 })
  }
}
