import Synchronization
import TFXCore
import TFXSavedModel
import TFXServer
import TFXWire
import TestSupport
import Testing

private let small = """
  node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "shape" value { shape { dim { size: -1 } dim { size: 1 } } } } }
  node { name: "w" op: "VariableV2" attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "shape" value { shape { dim { size: 2 } } } } }
  node { name: "first" op: "Const" attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { dim { size: 2 } }
      float_val: 1 float_val: 2 } } } }
  node { name: "init" op: "Assign" input: "w" input: "first"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "add" op: "AssignAdd" input: "w" input: "first"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "y" op: "Mul" input: "x" input: "w" attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "odd" op: "Oddity" input: "x" }
  node { name: "far" op: "Neg" input: "first" device: "/job:ps/task:3"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "queue" op: "FIFOQueueV2"
    attr { key: "component_types" value { list { type: DT_FLOAT } } }
    attr { key: "shapes" value { list { shape { dim { size: 2 } } } } }
    attr { key: "capacity" value { i: 1 } } }
  node { name: "put" op: "QueueEnqueueV2" input: "queue" input: "first"
    attr { key: "Tcomponents" value { list { type: DT_FLOAT } } } }
  node { name: "take" op: "QueueDequeueV2" input: "queue"
    attr { key: "component_types" value { list { type: DT_FLOAT } } } }
  node { name: "big" op: "VariableV2" attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "shape" value { shape { dim { size: 100000 } dim { size: 1000 } } } } }
  """

private let x = Tensor([3, 4] as [Float], shape: [2, 1])

@Suite struct MasterTests {
  @Test func sessionsShareVariablesUntilAReset() throws {
    var first = Client()
    try first.open(graph(small))
    try first.run([], targets: ["init"])
    #expect(try first.run(["add:0"])[0].scalars(as: Float.self) == [2, 4])
    var second = Client(first.master)
    try second.open(graph(small))
    #expect(try second.run(["w:0"])[0].scalars(as: Float.self) == [2, 4])
    #expect(first.call("CloseSession") { $0.add(1, first.handle) }.status == .ok)
    #expect(first.failure(["w:0"]).code == .aborted)
    #expect(
      try second.run(["y:0"], feeding: ["x:0": x])[0].scalars(as: Float.self) == [6, 12, 8, 16])
    // Another container's variables are others.
    #expect(second.call("Reset") { $0.add(1, "elsewhere") }.status == .ok)
    #expect(second.failure(["w:0"]).code == .aborted)
    try second.open(graph(small))
    #expect(try second.run(["w:0"])[0].scalars(as: Float.self) == [2, 4])
    #expect(second.call("Reset") { _ in }.status == .ok)
    try second.open(graph(small))
    let status = second.failure(["w:0"])
    #expect(status.code == .failedPrecondition)
    #expect(status.message == "Attempting to use uninitialized value w")
  }

  @Test func errorsAreTensorFlows() throws {
    var client = Client()
    try client.open(graph(small))
    try client.run([], targets: ["init"])
    func expect(
      _ status: ServerStatus, _ code: ServerStatus.Code, _ part: String,
      _ location: SourceLocation = #_sourceLocation
    ) {
      #expect(status.code == code, sourceLocation: location)
      #expect(status.message.contains(part), "\(status)", sourceLocation: location)
    }
    expect(
      client.failure(["y:0"]), .invalidArgument,
      "You must feed a value for placeholder tensor 'x' with dtype float and shape [?,1]")
    expect(client.failure(["nothing:0"]), .notFound, "FetchOutputs node nothing:0: not found")
    expect(client.failure([], targets: ["nothing"]), .notFound, "target nodes not found: nothing")
    expect(
      client.failure(["y:0"], feeding: ["nothing:0": x]), .notFound,
      "unable to find feed output nothing:0")
    expect(
      client.failure(["y:0"], feeding: ["x:0": Tensor([1, 2] as [Float])]), .invalidArgument,
      "placeholder 'x'")
    expect(
      client.failure(["odd:0"], feeding: ["x:0": x]), .notFound, "Op type not registered 'Oddity'")
    expect(client.failure(["far:0"]), .invalidArgument, "was explicitly assigned to /job:ps/task:3")
    expect(client.extend(try graph(small)), .invalidArgument, "includes node 'x'")
    var stale = client
    stale.version = 17
    expect(stale.extend([]), .aborted, "Current version is 0 but caller expected 17.")
    stale.handle = "abc"
    expect(stale.failure(["w:0"]), .aborted, "Session abc is not found.")
    let partial = client.call("RunStep") {
      $0.add(1, client.handle)
      $0.add(6, "partial")
    }
    expect(partial.status, .unimplemented, "Partial runs")
    expect(client.call("PartialRunSetup") { _ in }.status, .unimplemented, "partial_run_setup")
    expect(client.call("Nothing") { _ in }.status, .unimplemented, "'Nothing'")
    expect(
      client.master.call("RunStep", [0xFF], ServerCall()).status, .invalidArgument, "no message")
  }

  @Test func errorsGoIntoTheResponseWhereTheClientAsks() throws {
    var client = Client()
    try client.open(graph(small))
    let reply = client.call("RunStep") {
      $0.add(1, client.handle)
      $0.add(3, "w:0")
      $0.add(7, true)
    }
    #expect(reply.status == .ok)
    let fields = try Client.fields(reply.message)
    #expect(fields.first { $0.field == 3 }?.value.int == 9)
    #expect(fields.first { $0.field == 4 }?.value.text == "Attempting to use uninitialized value w")
  }

  @Test func callablesRunAndGo() throws {
    var client = Client()
    try client.open(graph(small))
    try client.run([], targets: ["init"])
    let made = client.call("MakeCallable") {
      $0.add(1, client.handle)
      $0.add(2) {
        $0.add(1, "x:0")
        $0.add(2, "y:0")
        // A full trace.
        $0.add(4) { $0.add(1, 3) }
      }
    }
    let number = try #require(try Client.fields(made.message).first).value.int
    func run(_ feeds: [Tensor]) -> ServerReply {
      client.call("RunCallable") {
        $0.add(1, client.handle)
        $0.add(2, number)
        for feed in feeds { $0.add(3, feed) }
      }
    }
    let fields = try Client.fields(run([x]).message)
    let y = try #require(Tensor(message: fields[0].value.data))
    #expect(y.scalars(as: Float.self) == [3, 6, 4, 8])
    #expect(fields.last?.field == 2)
    #expect(run([]).status.code == .invalidArgument)
    func release() -> ServerStatus.Code {
      client.call("ReleaseCallable") {
        $0.add(1, client.handle)
        $0.add(2, number)
      }.status.code
    }
    #expect(release() == .ok)
    #expect(release() == .invalidArgument)
    #expect(run([x]).status.code == .invalidArgument)
  }

  @Test func devicesAreListed() throws {
    let reply = Client().call("ListDevices") { _ in }
    let device = try Client.fields(Client.fields(reply.message)[0].value.data)
    #expect(
      device.map(\.value.text).prefix(2) == ["/job:localhost/replica:0/task:0/device:CPU:0", "CPU"])
  }

  @Test func limitsHold() throws {
    var options = MasterOptions()
    options.maxSessions = 2
    options.memoryLimit = 1 << 20
    options.graceSeconds = 0
    var client = Client(options)
    try client.open(graph(small))
    try client.open(graph(small))
    #expect(client.call("CreateSession") { _ in }.status.code == .resourceExhausted)
    #expect(client.failure(["big:0"]).code == .resourceExhausted)
    #expect(client.extend([UInt8](repeating: 0, count: 2 << 20)).code == .resourceExhausted)
    // Nobody is connected any more.
    client.master.connectionClosed(0)
    client.master.closeLostSessions()
    #expect(client.master.sessionCount == 0)
    client.master.drain()
    #expect(client.call("CreateSession") { _ in }.status.code == .unavailable)
  }

  /// Ends a run that waits for a queue.
  @Test(arguments: ["cancel", "deadline", "close", "reset", "shutdown"])
  func whoWaitsIsWoken(_ how: String) throws {
    var client = Client()
    try client.open(graph(small))
    let call = ServerCall()
    let result = Mutex(ServerStatus.ok)
    let waiting = client
    let thread = BackgroundThread(required: {
      do {
        try waiting.run(["take:0"], call)
      } catch {
        result.withLock { $0 = error as? ServerStatus ?? .ok }
      }
    })
    while client.master.activeRuns == 0 {}
    switch how {
    case "cancel": call.cancel()
    case "deadline": call.cancel(ServerStatus(.deadlineExceeded))
    case "close": _ = client.call("CloseSession") { $0.add(1, client.handle) }
    case "reset": _ = client.call("Reset") { _ in }
    default: client.master.close()
    }
    thread.join()
    #expect(result.withLock { $0.code } == (how == "deadline" ? .deadlineExceeded : .cancelled))
    #expect(client.master.activeRuns == 0)
  }

  @Test func aQueueIsSharedByRunsOnThreads() throws {
    var client = Client()
    try client.open(graph(small))
    let consumer = client
    let sum = Mutex(Float(0))
    let thread = BackgroundThread(required: {
      for _ in 0..<20 {
        let values = try? consumer.run(["take:0"])[0].scalars(as: Float.self)
        sum.withLock { $0 += values?[1] ?? 0 }
      }
    })
    for _ in 0..<20 { try client.run([], targets: ["put"]) }
    thread.join()
    #expect(sum.withLock { $0 } == 40)
  }
}
