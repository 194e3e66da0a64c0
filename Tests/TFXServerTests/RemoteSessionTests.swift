import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import TFXServer
import Testing

/// Carries calls to a master in this process.
private struct LocalTransport: MasterTransport {
  let master: Master

  func call(_ method: String, _ message: [UInt8]) throws(ServerStatus) -> [UInt8] {
    let reply = master.call(method, message, ServerCall())
    if reply.status != .ok { throw reply.status }
    return reply.message
  }

  func close() {}
}

/// Swift's client of a server.
@Suite struct RemoteSessionTests {
  /// A classifier with dropout, its loss, and a step of training.
  private struct Model {
    let graph = Graph(seed: 7)
    let x: Output
    let y: Output
    let loss: Output
    let train: TFXGraph.Operation

    init(_ optimizer: TrainOptimizer) throws {
      x = try graph.placeholder(shape: [Shape.unknown, 3], name: "x")
      y = try graph.placeholder(.int32, shape: [Shape.unknown], name: "y")
      let kernel = try graph.getVariable("kernel", shape: [3, 4])
      let bias = try graph.getVariable("bias", shape: [4])
      let step = try graph.getOrCreateGlobalStep()
      let h = try graph.relu(graph.biasAdd(graph.matMul(x, kernel.value), bias.value))
      let dropped = try graph.dropout(h, rate: 0.25, step: step.value)
      loss = try graph.mean(
        graph.sparseSoftmaxCrossEntropyWithLogits(labels: y, logits: dropped))
      train = try optimizer.minimize(loss, globalStep: step)
    }

    func feeds(_ count: Int) -> [Output: Tensor] {
      [
        x: Tensor((0..<count * 3).map { Float($0 % 7) / 7 - 0.4 }, shape: [count, 3]),
        y: Tensor((0..<count).map { Int32($0 % 4) }),
      ]
    }
  }

  @Test(arguments: ["adam", "momentum", "descent", "rmsprop"])
  func trainsAsTheSessionInTheProcess(_ name: String) throws {
    let optimizer: TrainOptimizer =
      switch name {
      case "adam": AdamOptimizer(learningRate: 0.01)
      case "momentum": MomentumOptimizer(learningRate: 0.1, momentum: 0.9)
      case "descent": GradientDescentOptimizer(learningRate: 0.1)
      default: RMSPropOptimizer(learningRate: 0.01)
      }
    let model = try Model(optimizer)
    let local = Session(model.graph)
    try local.initialize()
    let remote = try RemoteSession(LocalTransport(master: Master()), graph: model.graph)
    try remote.initialize()
    for count in [5, 8, 5, 3] {
      let feeds = model.feeds(count)
      let found = try remote.run([model.loss], targets: [model.train], feeding: feeds)
      let expected = try local.run([model.loss], targets: [model.train], feeding: feeds)
      #expect(abs(found[0].doubles()[0] - expected[0].doubles()[0]) < 1e-6)
    }
    // What is added later is sent later.
    let doubled = try model.graph.add(model.loss, model.loss)
    let found = try remote.run(doubled, feeding: model.feeds(4))
    #expect(
      abs(found.doubles()[0] - (try local.run(doubled, feeding: model.feeds(4)).doubles()[0]))
        < 1e-6)
    try remote.close()
  }

  @Test func errorsAreTheServers() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [2], name: "x")
    let y = try graph.square(x)
    let remote = try RemoteSession(LocalTransport(master: Master()), graph: graph)
    #expect(
      try remote.run(y, feeding: [x: Tensor([1, 2] as [Float])]).scalars(as: Float.self) == [1, 4])
    #expect(throws: ServerStatus.self) { try remote.run(y) }
    try remote.close()
    do {
      try remote.run([y], feeding: [x: Tensor([1, 2] as [Float])])
      Issue.record("the session is closed")
    } catch {
      #expect(error.code == .aborted)
    }
  }
}
