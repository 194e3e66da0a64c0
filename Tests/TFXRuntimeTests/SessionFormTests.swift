import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// The forms in which a session is made and asked.
@Suite(.serialized) struct SessionFormTests {
  private let graph = Graph()
  private let x: Output
  private let loss: Output
  private let count: Variable
  private let train: Operation

  init() throws {
    x = try graph.placeholder(shape: [Shape.unknown], name: "x")
    loss = try graph.sum(graph.square(x), name: "loss")
    count = try graph.variable("count", Tensor([0] as [Float]))
    train = try graph.assignAdd(count.handle, graph.constant(Tensor([1] as [Float])), name: "train")
  }

  @Test func fetchesHaveNames() throws {
    let session = Session(graph: graph)
    let values = try session.run(
      ["loss": loss, "input": x], feeding: [x: Tensor([1, 2] as [Float])])
    #expect(values["loss"]?.doubles() == [5])
    #expect(values["input"]?.doubles() == [1, 2])
    #expect(values.count == 2)
  }

  @Test func outputsAndOperationsHaveNames() throws {
    let session = Session(graph: graph)
    try session.run(graph.globalVariablesInitializer())
    let fed = Tensor([1, 2] as [Float])
    #expect(try session.run("loss:0", feeding: ["x:0": fed]).doubles() == [5])
    #expect(try session.run("loss", feeding: ["x": fed]).doubles() == [5])
    let values = try session.run(["loss:0", "x:0"], targets: ["train"], feeding: ["x:0": fed])
    #expect(values.map { $0.doubles() } == [[5], [1, 2]])
    try session.run([], targets: ["train"])
    #expect(try session.value(of: count).doubles() == [2])
  }

  @Test func unknownNamesAreRefused() throws {
    let session = Session(graph: graph)
    let fed = Tensor([1] as [Float])
    #expect(throws: RunError.notInGraph(name: "lost:0")) { try session.run("lost:0") }
    #expect(throws: RunError.notInGraph(name: "loss:1")) { try session.run("loss:1") }
    #expect(throws: RunError.notInGraph(name: "y:0")) {
      try session.run("loss:0", feeding: ["y:0": fed])
    }
    #expect(throws: RunError.notInGraph(name: "step")) { try session.run([], targets: ["step"]) }
    #expect(throws: RunError.noOutput(name: "train")) { try session.run("train") }
  }

  @Test func targetsAreThisProcess() throws {
    #expect(try Session(target: "", graph: graph).graph === graph)
    #expect(
      try Session(target: "local", graph: graph, config: SessionConfig(deviceCount: ["CPU": 2]))
        .listDevices() == [
          "/job:localhost/replica:0/task:0/device:CPU:0",
          "/job:localhost/replica:0/task:0/device:CPU:1",
        ])
    #expect(throws: RunError.unknownTarget("grpc://host:2222")) {
      try Session(target: "grpc://host:2222", graph: graph)
    }
  }

  @Test func aSessionCanBeTheDefault() throws {
    let fed = Tensor([3] as [Float])
    let session = Session(graph: graph)
    try session.initialize()
    try session.asDefault {
      #expect(Session.default === session)
      #expect(Graph.default === graph)
      #expect(try loss.eval(feeding: [x: fed]).doubles() == [9])
      try train.run()
    }
    #expect(try session.value(of: count).doubles() == [1])
    #expect(try loss.eval(feeding: [x: fed], session: session).doubles() == [9])
  }

  @Test func anInteractiveSessionIsTheDefaultUntilItIsClosed() throws {
    #expect(Session.default == nil)
    #expect(throws: RunError.noDefaultSession) { try loss.eval() }
    #expect(throws: RunError.noDefaultSession) { try train.run() }
    let outer = InteractiveSession(graph: graph)
    #expect(Session.default === outer)
    let inner = InteractiveSession(graph: graph)
    #expect(Session.default === inner)
    try graph.globalVariablesInitializer().run()
    try train.run()
    #expect(try count.value.eval().doubles() == [1])
    inner.close()
    #expect(Session.default === outer)
    #expect(throws: RunError.uninitialized(variable: "count")) { try count.value.eval() }
    outer.close()
    #expect(Session.default == nil)
    #expect(throws: RunError.closed) { try outer.run(count.value) }
  }
}
