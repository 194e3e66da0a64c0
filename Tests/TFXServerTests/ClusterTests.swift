import Synchronization
import TFXCore
import TFXSavedModel
import TFXServer
import TFXWire
import TestSupport
import Testing

/// w and a queue on a parameter server, what is computed of them on workers.
private let spread = """
  node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "shape" value { shape { dim { size: -1 } } } } }
  node { name: "w" op: "VariableV2" device: "/job:ps/task:1"
    attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "shape" value { shape { dim { size: 2 } } } } }
  node { name: "first" op: "Const" attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { dim { size: 2 } }
      float_val: 1 float_val: 2 } } } }
  node { name: "init" op: "Assign" input: "w" input: "first"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "read" op: "Identity" input: "w" device: "/job:ps/task:1"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "y" op: "Mul" input: "x" input: "read" device: "/job:worker/task:1"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "step" op: "AssignAdd" input: "w" input: "y"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "after" op: "Identity" input: "x" input: "^step" device: "/job:worker/task:0"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "again" op: "AssignAdd" input: "w" input: "after"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "waiting" op: "Neg" input: "first" input: "^again" device: "/job:worker/task:1"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "fixed" op: "Const" input: "^step" device: "/job:worker/task:1"
    attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 5 } } } }
  node { name: "computed" op: "Neg" input: "fixed" device: "/job:worker/task:1"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "last" op: "AssignAdd" input: "w" input: "first" input: "^computed"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "local" op: "Neg" input: "x" attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "far" op: "Neg" input: "first" device: "/job:ps/task:3"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "queue" op: "FIFOQueueV2" device: "/job:ps/task:0"
    attr { key: "component_types" value { list { type: DT_FLOAT } } }
    attr { key: "shapes" value { list { shape { dim { size: 2 } } } } }
    attr { key: "capacity" value { i: 1 } } }
  node { name: "put" op: "QueueEnqueueV2" input: "queue" input: "y"
    attr { key: "Tcomponents" value { list { type: DT_FLOAT } } } }
  node { name: "take" op: "QueueDequeueV2" input: "queue"
    attr { key: "component_types" value { list { type: DT_FLOAT } } } }
  node { name: "taken" op: "Neg" input: "take" device: "/job:worker/task:0"
    attr { key: "T" value { type: DT_FLOAT } } }
  """

private let x = Tensor([3, 4] as [Float])

private func floats(_ tensors: [Tensor]) -> [Float] { tensors[0].scalars(as: Float.self) }

@Suite struct ClusterTests {
  @Test func nodesRunInTheirTasksAndVariablesStayThere() throws {
    let cluster = try LocalCluster()
    var first = cluster.client("worker", 0)
    try first.open(graph(spread))
    try first.run([], targets: ["init"])
    #expect(try floats(first.run(["y:0"], feeding: ["x:0": x])) == [3, 8])
    // Another client, of another task.
    var second = cluster.client("worker", 1)
    try second.open(graph(spread))
    #expect(try floats(second.run(["step:0"], feeding: ["x:0": x])) == [4, 10])
    #expect(try floats(first.run(["w:0"])) == [4, 10])
    #expect(try floats(first.run(["read"])) == [4, 10])
    // What is fed stands for what would be computed.
    #expect(
      try floats(first.run(["y:0", "x:0"], feeding: ["x:0": x, "read:0": x])) == [9, 16])
  }

  @Test func whatWaitsInAnotherTaskIsWaitedFor() throws {
    let cluster = try LocalCluster()
    var client = cluster.client("worker", 0)
    try client.open(graph(spread))
    for _ in 0..<20 {
      try client.run([], targets: ["init"])
      // w + w·x, then + x: [1, 2] → [4, 10] → [7, 14].
      #expect(try floats(client.run(["again:0"], feeding: ["x:0": x])) == [7, 14])
      try client.run([], targets: ["init"])
      let values = try client.run(["waiting:0", "w:0"], feeding: ["x:0": x])
      #expect(floats(values) == [-1, -2])
      #expect(values[1].scalars(as: Float.self) == [7, 14])
    }
  }

  /// What is computed of constants alone is waited for no less.
  @Test func constantsThatWaitAreWaitedFor() throws {
    let cluster = try LocalCluster()
    var client = cluster.client("worker", 0)
    try client.open(graph(spread))
    try client.run([], targets: ["init"])
    // w + w·x, then + [1, 2].
    #expect(try floats(client.run(["last:0"], feeding: ["x:0": x])) == [5, 12])
    try client.run([], targets: ["init"])
    #expect(try floats(client.run(["computed:0"], feeding: ["x:0": x])) == [-5])
    #expect(try floats(client.run(["w:0"])) == [4, 10])
  }

  @Test func aRunOfOneTaskIsNotCut() throws {
    let cluster = try LocalCluster()
    var client = cluster.client("worker", 0)
    try client.open(graph(spread))
    let count = cluster.callCount
    #expect(try floats(client.run(["local:0"], feeding: ["x:0": x])) == [-3, -4])
    #expect(cluster.callCount == count)
    try client.run([], targets: ["init"])
    #expect(cluster.callCount > count)
  }

  @Test func devicesAreThoseOfTheCluster() throws {
    let cluster = try LocalCluster()
    var client = cluster.client("worker", 0)
    try client.open(graph(spread))
    let status = client.failure(["far:0"])
    #expect(status.code == .invalidArgument)
    #expect(
      status.message.contains(
        "was explicitly assigned to /job:ps/task:3 but available devices are [ "
          + "/job:worker/replica:0/task:0/device:CPU:0, /job:ps/replica:0/task:0/device:CPU:0"),
      "\(status)")
    let reply = client.call("ListDevices") { $0.add(1, client.handle) }
    var names: [Int: [String]] = [:]
    for (field, value) in try Client.fields(reply.message) {
      names[field, default: []].append(try Client.fields(value.data)[0].value.text)
    }
    #expect(names[1] == ["/job:worker/replica:0/task:0/device:CPU:0"])
    #expect(
      names[2] == [
        "/job:ps/replica:0/task:0/device:CPU:0", "/job:ps/replica:0/task:1/device:CPU:0",
        "/job:worker/replica:0/task:1/device:CPU:0",
      ])
    // A session that does not see a task.
    var config = MessageWriter()
    config.add(4, "/job:ps/task:0")
    let filtered = client.call("CreateSession") {
      $0.add(1, bytes: try! graph(spread))
      $0.add(2, bytes: config.bytes)
    }
    client.handle = try Client.fields(filtered.message)[0].value.text
    #expect(client.failure([], targets: ["init"]).code == .invalidArgument)
    #expect(try floats(client.run(["local:0"], feeding: ["x:0": x])) == [-3, -4])
  }

  @Test func timesAreThoseOfAllTasks() throws {
    let cluster = try LocalCluster()
    var client = cluster.client("worker", 0)
    try client.open(graph(spread))
    try client.run([], targets: ["init"])
    let reply = client.call("RunStep") {
      $0.add(1, client.handle)
      $0.add(2) {
        $0.add(1, "x:0")
        $0.add(2, x)
      }
      $0.add(3, "step:0")
      $0.add(3, "local:0")
      $0.add(5) { $0.add(1, 3) }
    }
    let metadata = try #require(Client.fields(reply.message).first { $0.field == 2 }).value.data
    let stats = try Client.fields(metadata)[0].value.data
    let devices = try Client.fields(stats).map { try Client.fields($0.value.data)[0].value.text }
    #expect(
      Set(devices) == [
        "/job:worker/replica:0/task:0/device:CPU:0", "/job:worker/replica:0/task:1/device:CPU:0",
        "/job:ps/replica:0/task:1/device:CPU:0",
      ])
  }

  @Test func whoWaitsInAnotherTaskHoldsNobodyUp() throws {
    let cluster = try LocalCluster()
    var client = cluster.client("worker", 0)
    try client.open(graph(spread))
    try client.run([], targets: ["init"])
    let (waiting, call) = (client, ServerCall())
    let ended = Mutex(ServerReply?.none)
    let thread = BackgroundThread(required: {
      let reply = waiting.master.call("RunStep", waiting.request(["taken:0"]), call)
      ended.withLock { $0 = reply }
    })
    for _ in 0..<10 {
      #expect(try floats(client.run(["y:0"], feeding: ["x:0": x])) == [3, 8])
    }
    call.cancel()
    thread.join()
    #expect(ended.withLock { $0?.status.code } == .cancelled)
    let taking = BackgroundThread(required: {
      let reply = waiting.master.call("RunStep", waiting.request(["taken:0"]), ServerCall())
      ended.withLock { $0 = reply }
    })
    try client.run([], targets: ["put"], feeding: ["x:0": x])
    taking.join()
    #expect(ended.withLock { $0?.status } == .ok)
  }

  @Test func aLostTaskIsUnavailableUntilItIsBack() throws {
    let cluster = try LocalCluster()
    var client = cluster.client("worker", 0)
    try client.open(graph(spread))
    try client.run([], targets: ["init"])
    #expect(try floats(client.run(["y:0"], feeding: ["x:0": x])) == [3, 8])
    cluster.stop("ps", 1)
    #expect(client.failure(["y:0"], feeding: ["x:0": x]).code == .unavailable)
    // What needs it not goes on.
    #expect(try floats(client.run(["local:0"], feeding: ["x:0": x])) == [-3, -4])
    cluster.start("ps", 1)
    let status = client.failure(["y:0"], feeding: ["x:0": x])
    #expect(status.code == .failedPrecondition)
    #expect(status.message.contains("Attempting to use uninitialized value w"))
    try client.run([], targets: ["init"])
    #expect(try floats(client.run(["y:0"], feeding: ["x:0": x])) == [3, 8])
    // One that is lost while a run waits in it.
    let waiting = client
    let ended = Mutex(ServerReply?.none)
    let thread = BackgroundThread(required: {
      let reply = waiting.master.call("RunStep", waiting.request(["taken:0"]), ServerCall())
      ended.withLock { $0 = reply }
    })
    while cluster.server("ps", 0).worker.activeRuns == 0 {}
    cluster.stop("ps", 0)
    thread.join()
    #expect(ended.withLock { $0?.status.code } == .unavailable)
  }

  @Test func aResetForgetsWhatOtherTasksHave() throws {
    let cluster = try LocalCluster()
    var client = cluster.client("worker", 0)
    var other = cluster.client("worker", 1)
    try client.open(graph(spread))
    try other.open(graph(spread))
    try client.run([], targets: ["init"])
    #expect(try floats(other.run(["w:0"])) == [1, 2])
    #expect(client.call("Reset") { _ in }.status == .ok)
    #expect(client.failure(["w:0"]).code == .aborted)
    // The session of another task's client goes on, with nothing there.
    #expect(other.failure(["w:0"]).code == .failedPrecondition)
    try other.run([], targets: ["init"])
    #expect(try floats(other.run(["w:0"])) == [1, 2])
  }

  @Test func sessionsThatEndLeaveNothingBehind() throws {
    var options = MasterOptions()
    options.graceSeconds = 0
    let cluster = try LocalCluster("ps: ['p:1', 'p:2']\nworker: ['w:1', 'w:2']", options)
    var client = cluster.client("worker", 0)
    try client.open(graph(spread))
    try client.run([], targets: ["init"])
    let worker = cluster.server("ps", 1).worker
    #expect(worker.sessionCount == 1)
    #expect(client.call("CloseSession") { $0.add(1, client.handle) }.status == .ok)
    while worker.sessionCount > 0 {}
    try client.open(graph(spread))
    try client.run([], targets: ["init"])
    #expect(worker.sessionCount == 1)
    worker.closeLostSessions()
    #expect(worker.sessionCount == 1)
    worker.connectionClosed(0)
    while worker.sessionCount > 0 { worker.closeLostSessions() }
    // The master's next run finds out, and the one after it registers everything anew.
    #expect(client.failure(["y:0"], feeding: ["x:0": x]).code == .aborted)
    #expect(try floats(client.run(["y:0"], feeding: ["x:0": x])) == [3, 8])
  }
}

/// Programs of TensorFlow 1, cut between tasks in ways that nobody would choose.
@Suite struct SpreadProgramTests {
  /// Those without branches and loops, which stay in one task.
  private static let straight = Program.all.filter { program in
    let text = try! GraphDef(serialized: program.graphBytes).text()
    return !text.contains("op: \"Switch\"") && !text.contains("op: \"Enter\"")
      && !text.contains("op: \"SaveV2\"")
  }

  private static let devices = [
    "/job:ps/task:0", "/job:ps/task:1", "/job:worker/task:0", "/job:worker/task:1",
  ]

  /// The graph with a device for each node.
  private func placed(_ program: Program, _ device: (Substring) -> String) throws -> [UInt8] {
    var lines: [Substring] = []
    // Nobody who places nodes by themselves has them share a device.
    let text = try GraphDef(serialized: program.graphBytes).text()
      .replacing("\"_class\"", with: "\"_once\"")
    for line in text.split(separator: "\n") {
      lines.append(line)
      if line.hasPrefix("  op: ") {
        lines.append("  device: \"\(device(line))\"")
      }
    }
    return try graph(lines.joined(separator: "\n"))
  }

  private func run(_ program: Program, _ graph: [UInt8]) throws {
    let cluster = try LocalCluster()
    var client = cluster.client("worker", 0)
    try client.open(graph)
    try program.expectResults(of: client)
  }

  @Test(arguments: straight.map(\.name), 1...2)
  func nodesHereAndThereComputeTheSame(_ name: String, _ seed: Int) throws {
    let program = try #require(Program.all.first { $0.name == name })
    var dice = Dice(state: UInt64(seed))
    let devices = SpreadProgramTests.devices
    // What is updated together is in one place.
    let place = devices[seed]
    let graph = try placed(program) { line in
      line.contains("Var") ? place : devices[dice.roll(devices.count)]
    }
    try run(program, graph)
  }

  @Test(arguments: Program.all.map(\.name))
  func wholeProgramsRunInAnotherTask(_ name: String) throws {
    let program = try #require(Program.all.first { $0.name == name })
    try run(program, placed(program) { _ in "/job:ps/task:0" })
  }
}
