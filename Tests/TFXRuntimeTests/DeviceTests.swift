import Synchronization
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

@Suite struct DeviceTests {
  private let three = SessionConfig(deviceCount: ["CPU": 3])
  private let one = SessionConfig(allowSoftPlacement: true)

  @Test(arguments: [
    "/cpu:1", "/CPU:1", "/device:CPU:1", "/device:cpu:1", "/job:localhost/device:CPU:1",
    "/job:localhost/replica:0/task:0/device:CPU:1", "/job:localhost/task:0/cpu:1",
  ])
  func namesAreUnderstood(_ name: String) throws {
    #expect(try device(of: name, three) == "/job:localhost/replica:0/task:0/device:CPU:1")
  }

  @Test(arguments: ["", "/device:CPU:*", "/job:localhost", "/device:CPU", "/task:0"])
  func aNameThatLeavesTheChoiceMeansTheFirst(_ name: String) throws {
    #expect(try device(of: name, three) == "/job:localhost/replica:0/task:0/device:CPU:0")
  }

  @Test(arguments: ["/cpu:3", "/gpu:0", "/job:worker/cpu:0", "/task:1/cpu:0"])
  func unknownDevicesAreRefused(_ name: String) throws {
    let error = RunError.unknownDevice(
      node: "y", device: name, available: Session(config: three).listDevices())
    #expect(throws: error) { try device(of: name, three) }
    #expect(try device(of: name, one) == "/job:localhost/replica:0/task:0/device:CPU:0")
  }

  @Test(arguments: ["/cpu", "cpu1", "/cpu:-1", "/cpu:x", "/device:CPU:1:2", "/shelf:3"])
  func whatIsNoNameIsRefusedAlways(_ name: String) throws {
    #expect(throws: RunError.self) { try device(of: name, three) }
    #expect(throws: RunError.self) { try device(of: name, one) }
  }

  @Test func theErrorListsWhatExists() throws {
    let graph = Graph()
    let y = try graph.device("/cpu:2") { () throws(GraphError) in
      try graph.square(graph.placeholder(shape: [1], name: "x"), name: "far")
    }
    let session = Session(graph: graph, config: SessionConfig(deviceCount: ["CPU": 2]))
    let error = try #require(throws: RunError.self) { try session.run(y) }
    #expect(
      "\(error)"
        == "'x' asks for device '/cpu:2'; expected one of "
        + "/job:localhost/replica:0/task:0/device:CPU:0, "
        + "/job:localhost/replica:0/task:0/device:CPU:1 "
        + "(SessionConfig.deviceCount adds devices, allowSoftPlacement takes the first instead)")
  }

  /// Where an operation runs whose graph asks for a device of the given name.
  private func device(of name: String, _ config: SessionConfig) throws -> String {
    let graph = Graph()
    let x = try graph.placeholder(shape: [2], name: "x")
    let y = try graph.device(name) { () throws(GraphError) in try graph.square(x, name: "y") }
    var metadata = RunMetadata()
    let session = Session(graph: graph, config: config)
    let fed = Tensor([3, 4] as [Float])
    #expect(
      try session.run([y], feeding: [x: fed], metadata: &metadata)[0].doubles() == [9, 16])
    return try #require(metadata.stepStats.flatMap(\.nodeStats).first { $0.nodeName == "y" }).device
  }

  @Test func variablesAndTheirUsersStayTogether() throws {
    let graph = Graph()
    let v = try graph.device("/cpu:1") { () throws(GraphError) in
      try graph.variable("v", Tensor([1, 2] as [Float]))
    }
    let slot = try graph.variable("slot", Tensor([0, 0] as [Float]), isTrainable: false)
    let second = try graph.variable("second", Tensor([0, 0] as [Float]), isTrainable: false)
    let step = try graph.constant(Tensor([0] as [Int64], shape: []))
    let rate = try graph.constant(Tensor([0.5] as [Float], shape: []))
    let update = try graph.device("/cpu:2") { () throws(GraphError) in
      try graph.update(
        ResourceApplyAdam(), v, slots: [slot, second], learningRate: rate, scalars: [step],
        gradient: graph.square(v.value), name: "update")
    }
    let lines = Locked<[String]>([])
    var config = three
    let far = Session(graph: graph, config: config)
    let conflict = RunError.deviceConflict(
      node: "update", device: "/cpu:2", with: "v/VarHandleOp",
      on: "/job:localhost/replica:0/task:0/device:CPU:1")
    #expect(throws: conflict) { try far.run(update) }
    #expect(
      "\(conflict)"
        == "'update' asks for device '/cpu:2'; expected "
        + "/job:localhost/replica:0/task:0/device:CPU:1, where 'v/VarHandleOp' is, as they share a "
        + "variable (SessionConfig.allowSoftPlacement takes that one instead)")
    config.allowSoftPlacement = true
    config.logDevicePlacement = true
    config.placementLog = { line in lines.withLock { $0.append(line) } }
    let session = Session(graph: graph, config: config)
    try session.initialize()
    lines.withLock { $0 = [] }
    for _ in 0..<2 { try session.run(update) }  // told once
    let log = lines.withLock { $0 }
    let device = "/job:localhost/replica:0/task:0/device:CPU:"
    for line in [
      "v/VarHandleOp: (VarHandleOp): \(device)1", "v/Read: (ReadVariableOp): \(device)1",
      "slot/VarHandleOp: (VarHandleOp): \(device)1",
      "second/VarHandleOp: (VarHandleOp): \(device)1",
      "update: (ResourceApplyAdam): \(device)1", "Square: (Square): \(device)2",
      "Const: (Const): \(device)0",
    ] {
      #expect(log.filter { $0 == line }.count == 1, "\(line) in \(log)")
    }
  }

  @Test func aVariableWithoutADeviceIsWhereItsFirstUserAsks() throws {
    let graph = Graph()
    let v = try graph.variable("v", Tensor([1, 2] as [Float]))
    let twice = try graph.device("/cpu:2") { () throws(GraphError) in
      try graph.assign(v, graph.add(v.value, v.value))
    }
    var metadata = RunMetadata()
    let session = Session(graph: graph, config: three)
    try session.initialize()
    try session.run([], targets: [twice], metadata: &metadata)
    let doubled = try session.value(of: v).doubles()
    #expect(doubled == [2, 4])
    let nodes = metadata.stepStats.flatMap(\.nodeStats)
    #expect(nodes.allSatisfy { $0.device.hasSuffix("CPU:2") } && !nodes.isEmpty)
  }

  @Test(arguments: [
    ("/job:localhost", "/cpu:1", "/job:localhost/device:CPU:1"),
    ("/cpu:1", "/cpu:2", "/device:CPU:2"),
    ("/cpu:1", "/job:a/task:3", "/job:a/task:3/device:CPU:1"),
    ("/device:CPU:*", "/task:0", "/task:0/device:CPU:*"), ("/cpu:1", "", ""),
    ("", "/cpu:1", "/cpu:1"), ("/cpu:1", "/shelf:3", "/shelf:3"),
  ])
  func aScopeCompletesThoseWithin(_ outer: String, _ inner: String, _ both: String) throws {
    let graph = Graph()
    let x = try graph.device(outer) { () throws(GraphError) in
      try graph.device(inner) { () throws(GraphError) in try graph.placeholder(shape: [1]) }
    }
    #expect(x.operation.device == both)
  }

  @Test func partsAreJoinedBySendAndRecv() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [2], name: "x")
    let y = try graph.device("/cpu:1") { () throws(GraphError) in
      try graph.add(graph.square(x, name: "square"), graph.exp(x, name: "exp"), name: "sum")
    }
    let z = try graph.subtract(y, x, name: "z")
    var metadata = RunMetadata()
    let session = Session(graph: graph, config: three)
    let result = try session.run(
      [z], feeding: [x: Tensor([0, 0] as [Float])],
      options: RunOptions(outputPartitionGraphs: true), metadata: &metadata)
    #expect(result[0].doubles() == [1, 1])
    let prefix = "/job:localhost/replica:0/task:0/device:CPU:"
    #expect(metadata.partitionGraphs.map(\.device) == ["\(prefix)0", "\(prefix)1"])
    let there = "send_device: \(prefix)0, recv_device: \(prefix)1"
    let back = "send_device: \(prefix)1, recv_device: \(prefix)0"
    #expect(
      metadata.partitionGraphs.map(\.dump) == [
        """
        x:0/_0 = _Send(x:0) {tensor_name: x:0, \(there)}
        sum:0/_1 = _Recv() {tensor_name: sum:0, \(back)} → float32[2]
        z = Sub(sum:0, x:0) → float32[2]

        """,
        """
        x:0/_0 = _Recv() {tensor_name: x:0, \(there)} → float32[2]
        square = Square(x:0) → float32[2]
        exp = Exp(x:0) → float32[2]
        sum = AddV2(square:0, exp:0) → float32[2]
        sum:0/_1 = _Send(sum:0) {tensor_name: sum:0, \(back)}

        """,
      ])
    #expect(
      metadata.stepStats.map { $0.nodeStats.map(\.type) } == [
        ["_Send", "_Recv", "Sub"], ["_Recv", "Square", "Exp", "AddV2", "_Send"],
      ])
  }

  @Test func dependenciesHoldBetweenDevices() throws {
    let graph = Graph()
    let v = try graph.variable("v", Tensor([1] as [Float]))
    let w = try graph.device("/cpu:1") { () throws(GraphError) in
      try graph.variable("w", Tensor([5] as [Float]))
    }
    let first = try graph.assign(v, graph.constant(Tensor([7] as [Float])))
    let then = try graph.controlDependencies([first]) { () throws(GraphError) in
      try graph.assign(w, v.value)
    }
    // The value is that of the run's beginning, as on one device.
    let session = Session(graph: graph, config: three)
    try session.initialize()
    try session.run(then)
    #expect(try session.value(of: w).doubles() == [1])
    #expect(try session.value(of: v).doubles() == [7])
    try session.run(then)
    #expect(try session.value(of: w).doubles() == [7])
  }

  @Test func whatFailsOnOneDeviceEndsTheRun() throws {
    let graph = Graph()
    let labels = try graph.placeholder(.int32, shape: [1], name: "labels")
    let logits = try graph.placeholder(shape: [1, 2], name: "logits")
    let loss = try graph.device("/cpu:1") { () throws(GraphError) in
      try graph.sparseSoftmaxCrossEntropyWithLogits(labels: labels, logits: logits, name: "loss")
    }
    let twice = try graph.device("/cpu:2") { () throws(GraphError) in try graph.square(loss) }
    let all = try graph.add(twice, loss)
    let session = Session(graph: graph, config: three)
    let zeros = Tensor([0, 0] as [Float], shape: [1, 2])
    for _ in 0..<3 {
      let error = try #require(throws: RunError.self) {
        try session.run(all, feeding: [labels: Tensor([9] as [Int32]), logits: zeros])
      }
      guard case .failed(_, let node, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(node == "loss")
      // The plan goes on working.
      let value = try session.run(all, feeding: [labels: Tensor([1] as [Int32]), logits: zeros])
      #expect(abs(value.doubles()[0] - 1.173600) < 1e-5)
    }
  }
}
