import TFXCore
import TFXSavedModel
import TFXServer
import TFXWire
import TestSupport
import Testing

/// The worker service by itself: what tasks ask of each other.
@Suite struct WorkerTests {
  /// y = -x, of which another task gets y as well.
  private static let piece = """
    node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } }
      attr { key: "shape" value { shape { dim { size: 2 } } } } }
    node { name: "y" op: "Neg" input: "x:0" attr { key: "T" value { type: DT_FLOAT } } }
    node { name: "_Send_0" op: "_Send" input: "y:0"
      attr { key: "tensor_name" value { s: "key" } }
      attr { key: "send_device" value { s: "/job:ps/replica:0/task:0/device:CPU:0" } } }
    node { name: "_targets" op: "NoOp" }
    """

  private struct Peer {
    let worker: Worker
    let cluster: LocalCluster

    init(_ options: MasterOptions = MasterOptions()) throws {
      cluster = try LocalCluster("ps: ['p:1']\nworker: ['w:1']", options)
      worker = cluster.server("ps", 0).worker
    }

    func call(
      _ method: String, _ call: ServerCall = ServerCall(), _ body: (inout MessageWriter) -> Void
    ) -> ServerReply {
      var message = MessageWriter()
      body(&message)
      return worker.call(method, message.bytes, call)
    }

    /// Registers the piece; its handle.
    func register() throws -> String {
      #expect(call("CreateWorkerSession") { $0.add(1, "session") }.status == .ok)
      let reply = call("RegisterGraph") {
        $0.add(1, "session")
        $0.add(2, bytes: try! graph(WorkerTests.piece))
      }
      #expect(reply.status == .ok)
      return try Client.fields(reply.message)[0].value.text
    }

    func run(_ handle: String, step: Int) -> ServerReply {
      call("RunGraph") { WorkerTests.run(&$0, handle, step: step) }
    }
  }

  private static func run(_ message: inout MessageWriter, _ handle: String, step: Int) {
    message.add(1, handle)
    message.add(2, step)
    message.add(3) {
      $0.add(1, "x:0")
      $0.add(2, Tensor([1, 2] as [Float]))
    }
    message.add(4, "y:0")
    message.add(8, "session")
    message.add(11, 1)
  }

  @Test func aPieceIsRegisteredRunAndSent() throws {
    let peer = try Peer()
    let handle = try peer.register()
    let reply = peer.run(handle, step: 7)
    #expect(reply.status == .ok)
    let named = try Client.fields(Client.fields(reply.message)[0].value.data)
    #expect(named[0].value.text == "y:0")
    #expect(Tensor(message: named[1].value.data)?.scalars(as: Float.self) == [-1, -2])
    let received = peer.call("RecvTensor") {
      $0.add(1, 7)
      $0.add(2, "key")
    }
    let tensor = try Client.fields(received.message)[0].value.data
    #expect(Tensor(message: tensor)?.scalars(as: Float.self) == [-1, -2])
    // It is taken once; who comes again waits until the step ends.
    let call = ServerCall()
    let thread = BackgroundThread(required: {
      let status = peer.call("RecvTensor", call) {
        $0.add(1, 7)
        $0.add(2, "key")
      }.status
      #expect(status.code == .aborted)
    })
    #expect(peer.call("CleanupGraph") { $0.add(1, 7) }.status == .ok)
    thread.join()
    #expect(peer.run(handle, step: 7).status.code == .aborted)
    #expect(peer.run(handle, step: 8).status == .ok)
  }

  @Test func errorsAreTensorFlows() throws {
    let peer = try Peer()
    let status = peer.call("GetStatus") { _ in }
    let device = try Client.fields(Client.fields(status.message)[0].value.data)
    #expect(device[0].value.text == "/job:ps/replica:0/task:0/device:CPU:0")
    let none = peer.run("1", step: 1).status
    #expect(none.code == .aborted)
    #expect(none.message.contains("Session handle is not found: session. Possibly this worker"))
    let handle = try peer.register()
    let noGraph = peer.run("17", step: 1).status
    #expect(noGraph.code == .aborted)
    #expect(noGraph.message.contains("Graph handle is not found: 17. Possibly, this worker"))
    let bad = peer.call("RegisterGraph") {
      $0.add(1, "session")
      $0.add(2, bytes: [0xFF])
    }
    #expect(bad.status.code == .invalidArgument)
    let elsewhere = peer.call("RegisterGraph") {
      $0.add(1, "session")
      $0.add(
        2,
        bytes: try! graph(
          """
          node { name: "_Recv_0" op: "_Recv" attr { key: "tensor_name" value { s: "key" } }
            attr { key: "send_device" value { s: "/job:ps/replica:0/task:9/device:CPU:0" } } }
          """))
    }
    #expect(elsewhere.status.code == .invalidArgument)
    #expect(elsewhere.status.message.contains("task:9"))
    #expect(peer.call("Nothing") { _ in }.status.code == .unimplemented)
    peer.worker.drain()
    #expect(peer.run(handle, step: 2).status.code == .unavailable)
    #expect(
      peer.call("DeregisterGraph") {
        $0.add(1, handle)
        $0.add(2, "session")
      }.status == .ok)
    #expect(peer.call("DeleteWorkerSession") { $0.add(1, "session") }.status == .ok)
    #expect(peer.worker.sessionCount == 0)
  }

  @Test func damagedRequestsGetAStatus() throws {
    var options = MasterOptions()
    options.memoryLimit = 64 << 20
    options.maxSessions = 4
    var random = Dice(state: 1)
    var codes: Set<ServerStatus.Code> = []
    for round in 0..<20 {
      let peer = try Peer(options)
      let handle = try peer.register()
      var requests: [(method: String, message: [UInt8])] = []
      func add(_ method: String, _ body: (inout MessageWriter) -> Void) {
        var message = MessageWriter()
        body(&message)
        requests.append((method, message.bytes))
      }
      add("GetStatus") { _ in }
      add("CreateWorkerSession") { $0.add(1, "session") }
      add("RegisterGraph") {
        $0.add(1, "session")
        $0.add(2, bytes: try! graph(WorkerTests.piece))
      }
      let program = Program.all[round % Program.all.count]
      add("RegisterGraph") {
        $0.add(1, "session")
        $0.add(2, bytes: program.graphBytes)
      }
      for step in 1...3 { add("RunGraph") { WorkerTests.run(&$0, handle, step: step) } }
      add("RecvTensor") {
        $0.add(1, 1)
        $0.add(2, "key")
      }
      add("CleanupGraph") { $0.add(1, 3) }
      add("CleanupAll") { $0.add(1, "container") }
      add("DeregisterGraph") {
        $0.add(1, "99")
        $0.add(2, "session")
      }
      add("DeleteWorkerSession") { $0.add(1, "other") }
      for _ in 0..<500 {
        let (method, message) = requests[random.roll(requests.count)]
        let call = ServerCall()
        // What does not come would be waited for.
        if method == "RecvTensor" { call.cancel() }
        codes.insert(peer.worker.call(method, random.damaged(message), call).status.code)
      }
      peer.worker.close()
    }
    #expect(codes.isSuperset(of: [.ok, .invalidArgument, .aborted]))
  }
}
