import Foundation
import GRPCTransport
import NIOCore
import TFX
import TFXRemote
import TFXServer
import Testing

@Suite(.serialized) struct ServerTests {
  /// y = x², and a variable that counts.
  private struct Counter {
    let graph = Graph()
    let x: Output
    let y: Output
    let count: Output
    let raise: TFXGraph.Operation

    init() throws {
      x = try graph.placeholder(shape: [Shape.unknown], name: "x")
      y = try graph.square(x)
      let variable = try graph.variable("count", Tensor(Float(0)))
      raise = try graph.assignAdd(variable, graph.constant(Tensor(Float(1))))
      count = variable.value
    }
  }

  @Test func aSessionInSwiftRunsOnTheServer() throws {
    let server = try ServerProcess()
    let counter = try Counter()
    let session = try RemoteSession(target: server.target, graph: counter.graph)
    try session.initialize()
    for _ in 0..<3 { try session.run(counter.raise) }
    #expect(try session.run(counter.count).scalars(as: Float.self) == [3])
    let large = Tensor((0..<3_000_000).map { Float($0 % 5) })
    let y = try session.run(counter.y, feeding: [counter.x: large]).scalars(as: Float.self)
    #expect(y[2_999_999] == 16)
    try session.close()
    // The variable has outlived the session.
    let other = try RemoteSession(target: server.target, graph: counter.graph)
    #expect(try other.run(counter.count).scalars(as: Float.self) == [3])
    #expect(throws: ServerStatus.self) { try other.run(counter.y) }
    #expect(server.end() == 0)
  }

  @Test func targetsThatAreNoneAreErrors() throws {
    for target in ["", "localhost:1", "grpc://", "grpc://localhost", "grpc://:80", "grpc://a:0"] {
      do {
        _ = try RemoteSession(target: target, graph: Graph())
        Issue.record("\(target)")
      } catch {
        #expect(error.code == .invalidArgument)
      }
    }
    do {
      _ = try RemoteSession(target: "grpc://127.0.0.1:1", graph: Graph())
      Issue.record("nobody listens")
    } catch {
      #expect(error.code == .unavailable)
    }
  }

  @Test func aCallThatTakesTooLongEnds() throws {
    let server = try ServerProcess()
    let graph = Graph()
    let queue = try graph.fifoQueue(capacity: 1, [TensorSpec([])])
    let taken = try queue.dequeue()[0]
    let session = try RemoteSession(target: server.target, graph: graph, timeoutSeconds: 0.3)
    do {
      _ = try session.run(taken)
      Issue.record("nothing is in the queue")
    } catch {
      #expect(error.code == .deadlineExceeded)
    }
    // Nothing goes on, so that the server ends at once.
    let start = Date()
    #expect(server.end() == 0)
    #expect(Date().timeIntervalSince(start) < 5)
  }

  @Test func oversizedMessagesAreRefused() throws {
    let server = try ServerProcess(["--max-message", "64K"])
    let counter = try Counter()
    let session = try RemoteSession(target: server.target, graph: counter.graph)
    do {
      _ = try session.run(
        counter.y, feeding: [counter.x: Tensor((0..<100_000).map { Float($0) })])
      Issue.record("the message is too large")
    } catch {
      #expect(error.code == .resourceExhausted)
    }
    let x = Tensor([3] as [Float])
    #expect(try session.run(counter.y, feeding: [counter.x: x]).scalars(as: Float.self) == [9])
  }

  @Test func oddClientsHurtNobody() throws {
    let server = try ServerProcess()
    let counter = try Counter()
    let session = try RemoteSession(target: server.target, graph: counter.graph)
    let x = Tensor([3] as [Float])
    func expectAlive() throws {
      #expect(try session.run(counter.y, feeding: [counter.x: x]).scalars(as: Float.self) == [9])
    }
    try expectAlive()
    let before = server.memory
    var connections: [RawConnection] = []
    // Those who say nothing, and those who greet and say nothing more.
    for index in 0..<1000 {
      let connection = try RawConnection(port: server.port)
      if index % 2 == 0 { connection.send(RawConnection.preface) }
      connections.append(connection)
    }
    try expectAlive()
    #expect(server.memory - before < 200 << 20)
    connections = []
    // Another protocol, noise, and half a frame.
    for bytes in [
      Array("GET / HTTP/1.1\r\n\r\n".utf8), [UInt8](repeating: 0xFF, count: 4096),
      RawConnection.preface + [0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 1],
      RawConnection.preface + [0, 0, 1, 1, 4, 0, 0, 0, 1, 0x82],
    ] {
      let connection = try RawConnection(port: server.port)
      connection.send(bytes)
      connection.finishSending()
      connections.append(connection)
    }
    try expectAlive()
    // Calls of nothing, and of something with bytes that are no message.
    let client = try GRPCClient(host: "127.0.0.1", port: server.port, timeoutSeconds: 5)
    #expect(client.call("/tensorflow.MasterService/Nothing", []).code == 12)
    #expect(client.call("/other.Service/RunStep", []).code == 12)
    #expect(client.call("/tensorflow.MasterService/RunStep", [0xFF]).code == 3)
    try expectAlive()
    #expect(server.end() == 0)
  }

  @Test func messagesThatClaimTooMuchTakeNoMemory() {
    var buffer = MessageBuffer(limit: Int(Int32.max))
    #expect(throws: MessageBuffer.Failure.tooLarge(3_000_000_000)) {
      try buffer.add(ByteBuffer(bytes: [0, 0xB2, 0xD0, 0x5E, 0x00]))
    }
    var compressed = MessageBuffer(limit: 10)
    #expect(throws: MessageBuffer.Failure.compressed) {
      try compressed.add(ByteBuffer(bytes: [1, 0, 0, 0, 1]))
    }
    var cut = MessageBuffer(limit: 10)
    #expect(throws: MessageBuffer.Failure.cutOff) {
      try cut.add(ByteBuffer(bytes: [0, 0, 0, 0, 2, 7]))
      _ = try cut.finish()
    }
    var long = MessageBuffer(limit: 10)
    #expect(throws: MessageBuffer.Failure.several) {
      try long.add(ByteBuffer(bytes: [0, 0, 0, 0, 1, 7, 7]))
    }
  }

  @Test func headersAreGRPCs() {
    #expect(GRPCHeader.encoded("50% ü\n") == "50%25 %C3%BC%0A")
    #expect(GRPCHeader.decoded("50%25 %C3%BC%0A%") == "50% ü\n%")
    #expect(GRPCHeader.nanoseconds("500m") == 500_000_000)
    #expect(GRPCHeader.nanoseconds("2S") == 2_000_000_000)
    for none in ["", "m", "5", "5x", "-1S", "123456789S", "1.5S"] {
      #expect(GRPCHeader.nanoseconds(none) == nil)
    }
  }

  @Test func aLostClientFreesItsSession() throws {
    let server = try ServerProcess(["--max-sessions", "1", "--grace", "0"])
    let counter = try Counter()
    do {
      let client = try GRPCClient(host: "127.0.0.1", port: server.port)
      #expect(client.call("/tensorflow.MasterService/CreateSession", []).code == 0)
      #expect(client.call("/tensorflow.MasterService/CreateSession", []).code == 8)
      client.close()
    }
    // The server looks once a second.
    var session: RemoteSession?
    for _ in 0..<40 where session == nil {
      session = try? RemoteSession(target: server.target, graph: counter.graph)
      if session == nil { Thread.sleep(forTimeInterval: 0.1) }
    }
    #expect(session != nil)
  }
}
