import Foundation
import GRPCTransport
import TFX
import TFXRemote
import TFXServer
import Testing

/// Several servers as one cluster, over the network.
@Suite(.serialized) struct ClusterTests {
  /// The file of a cluster with free ports, one parameter server and two workers.
  private struct ClusterFile {
    let path: String
    let addresses: [String: [Int]]

    init() throws {
      let ports = try RawConnection.freePorts(3)
      addresses = ["ps": [ports[0]], "worker": [ports[1], ports[2]]]
      path = FileManager.default.temporaryDirectory.path + "/cluster-\(ports[0]).yaml"
      let text = addresses.map { job, ports in
        "\(job): [\(ports.map { "'127.0.0.1:\($0)'" }.joined(separator: ", "))]\n"
      }
      try text.joined().write(toFile: path, atomically: true, encoding: .utf8)
    }

    func start(_ job: String, _ task: Int) throws -> ServerProcess {
      try ServerProcess(["--cluster", path, "--job", job, "--task", String(task)], on: [])
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
  }

  /// A line that is fitted: the variable on the parameter server, the rest on a worker.
  private struct Model {
    let graph = Graph()
    let x: Output
    let loss: Output
    let weight: Output
    let train: TFXGraph.Operation

    init(task: Int) throws {
      let graph = graph
      let variable = try graph.device("/job:ps/task:0") {
        try graph.variable("w", Tensor([0.5, 2] as [Float]))
      }
      weight = variable.value
      (x, loss, train) = try graph.device("/job:worker/task:\(task)") {
        let x = try graph.placeholder(shape: [2], name: "x")
        let loss = try graph.mean(graph.square(graph.multiply(x, variable.value)))
        return (x, loss, try GradientDescentOptimizer(learningRate: 0.1).minimize(loss))
      }
    }
  }

  private let x = Tensor([1, 2] as [Float])

  @Test func workersTrainVariablesOfAParameterServer() throws {
    let file = try ClusterFile()
    defer { file.remove() }
    let workers = [try file.start("worker", 0), try file.start("worker", 1)]
    let server = try file.start("ps", 0)
    let models = try [Model(task: 0), Model(task: 1)]
    let sessions = try (0..<2).map {
      try RemoteSession(target: workers[$0].target, graph: models[$0].graph)
    }
    try sessions[0].initialize()
    var weights = [0.5, 2.0]
    for step in 0..<6 {
      let (session, model) = (sessions[step % 2], models[step % 2])
      let found = try session.run([model.loss], targets: [model.train], feeding: [model.x: x])
      let products = zip(weights, [1.0, 2.0]).map { $0 * $1 }
      #expect(abs(found[0].doubles()[0] - products.map { $0 * $0 }.reduce(0, +) / 2) < 1e-5)
      weights = zip(weights, [1.0, 4.0]).map { $0 - 0.1 * $0 * $1 }
    }
    // One that is lost, and comes back with nothing.
    server.kill()
    func code() -> ServerStatus.Code? {
      do {
        _ = try sessions[0].run([models[0].loss], feeding: [models[0].x: x])
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code() == .unavailable)
    let again = try file.start("ps", 0)
    #expect(code() == .failedPrecondition)
    try sessions[1].initialize()
    #expect(code() == nil)
    for session in sessions { try session.close() }
    for server in workers + [again] { #expect(server.end() == 0) }
  }

  @Test func oddCallsOfTheWorkerServiceGetAStatus() throws {
    let file = try ClusterFile()
    defer { file.remove() }
    let server = try file.start("ps", 0)
    let client = try GRPCClient(host: "127.0.0.1", port: server.port, timeoutSeconds: 2)
    let service = "/tensorflow.WorkerService/"
    #expect(client.call(service + "GetStatus", []).code == 0)
    #expect(client.call(service + "Nothing", []).code == 12)
    #expect(client.call(service + "RunGraph", []).code == 10)
    for method in Worker.methods where method != "GetStatus" {
      #expect(client.call(service + method, [0xFF]).code == 3)
    }
    // What never comes ends with the time that the call has.
    #expect(client.call(service + "RecvTensor", [0x08, 0x07]).code == 4)
    #expect(server.end() == 0)
    // A server by itself has no such service.
    let alone = try ServerProcess()
    let other = try GRPCClient(host: "127.0.0.1", port: alone.port, timeoutSeconds: 2)
    #expect(other.call(service + "GetStatus", []).code == 12)
  }

  @Test func whatTheServerIsToldMustFit() throws {
    let file = try ClusterFile()
    defer { file.remove() }
    let path = FileManager.default.temporaryDirectory.path + "/elsewhere.yaml"
    try "worker: ['192.0.2.1:2222']\n".write(toFile: path, atomically: true, encoding: .utf8)
    for (arguments, code, message) in [
      (["--cluster", file.path, "--job", "chief"], 78, "there is no job 'chief' in the cluster"),
      (["--cluster", file.path, "--job", "worker", "--task", "2"], 78, "has no task 2"),
      (["--cluster", path, "--job", "worker"], 78, "say --listen 192.0.2.1"),
      (["--cluster", file.path], 64, "go together"),
      (["--cluster", file.path, "--job", "ps", "--port", "1"], 64, "in the cluster's file"),
    ] {
      let (status, output) = try ServerProcess.run(arguments)
      #expect(status == code, "\(arguments)")
      #expect(output.contains(message), "\(output)")
    }
  }
}
