import Foundation
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import TFXSavedModel
import TestSupport
import Testing

/// Branches, loops, queues and accumulators as TensorFlow's nodes, and back.
@Suite struct ControlFlowTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// `exported/control` is what TensorFlow has run: see `check_exported.py`.
  @Test func branchesAndLoopsAreWrittenAsFunctions() throws {
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      try? FileManager.default.removeItem(atPath: fixture("exported/control"))
      try exportControl(to: fixture("exported/control"))
    }
    try exportControl(to: directory["control"])
    #expect(
      try bytes(directory["control"] + "/saved_model.pb")
        == bytes(fixture("exported/control/saved_model.pb")))
  }

  @Test(arguments: [Float(1), -1])
  func branchesAndLoopsAreReadBack(_ sign: Float) throws {
    try exportControl(to: directory["control"])
    let loaded = try SavedModel.load(directory["control"])
    let x = [1, 2, 3, 0.5, 0.25, 4].map { sign * $0 }
    let w = [0.5, -1, 2] as [Float]
    let tensor = Tensor(x, shape: [2, 3])
    var expected = zip(x, w + w).map { sign > 0 ? $0 * $1 : $0 - 1 }
    #expect(try loaded.run("y", "x", tensor).scalars(as: Float.self) == expected)
    for _ in 0..<3 { expected = zip(expected, w + w).map { $0 * 0.5 + $1 } }
    #expect(try loaded.run("z", "x", tensor).scalars(as: Float.self) == expected)
    #expect(try loaded.run("count", "x", tensor) == Tensor(Int32(3)))
  }

  /// An assignment in a branch happens if the branch runs.
  @Test func whatABranchChangesIsReadBack() throws {
    let graph = Graph()
    let predicate = try graph.placeholder(.bool, shape: [], name: "predicate")
    let v = try graph.variable("v", Tensor([1, 2] as [Float]))
    let more = try graph.constant(Tensor([10, 20] as [Float]))
    _ = try graph.cond(
      predicate,
      { () throws(GraphError) in
        let added = try graph.assignAdd(v, more)
        return [try graph.readVariable(v, after: [added])]
      }, else: { () throws(GraphError) in [try graph.negative(v.value)] }, name: "choice")
    let (read, outputs) = try GraphDef(
      serialized: GraphDef(graph, for: [graph.output(named: "choice")]).serialized()
    ).graph(outputs: ["choice:0", "predicate:0"])
    let session = Session(read)
    let variable = try #require(read.variable(named: "v"))
    try session.setValue(Tensor([1, 2] as [Float]), of: variable)
    func run(_ value: Bool) throws -> Tensor {
      try session.run(outputs[0], feeding: [outputs[1]: Tensor(value)])
    }
    #expect(try run(false) == Tensor([-1, -2] as [Float]))
    #expect(try run(true) == Tensor([11, 22] as [Float]))
    #expect(try session.value(of: variable) == Tensor([11, 22] as [Float]))
  }

  @Test func aMaximumOfRoundsIsRefused() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [], name: "x")
    _ = try graph.whileLoop(
      [x], while: { (v) throws(GraphError) in try graph.less(v[0], graph.constant(5)) },
      do: { (v) throws(GraphError) in [try graph.square(v[0])] }, maximumIterations: 3)
    #expect(throws: SavedModelError.self) { try GraphDef(graph) }
  }

  /// A function that is missing, or makes too little, is the file's mistake.
  @Test func functionsThatMakeNoSenseThrow() throws {
    try exportControl(to: directory["control"])
    let graph = Graph()
    let flag = try graph.placeholder(.bool, shape: [], name: "flag")
    _ = try graph.cond(
      flag, { () throws(GraphError) in [try graph.constant(1)] },
      else: { () throws(GraphError) in [try graph.constant(2)] }, name: "choice")
    let text = try GraphDef(graph).text()
    #expect(text.contains("StatelessIf"))
    for change in ["choice_true", "result_0", "choice_false"] {
      let broken = text.replacing(
        "name: \"\(change)\"", with: "name: \"other\"", maxReplacements: 1)
      #expect(broken != text)
      #expect(throws: SavedModelError.self) { try GraphDef(text: broken).graph() }
    }
  }

  private func queues() throws -> Graph {
    let graph = Graph()
    let x = try graph.placeholder(shape: [2], name: "x")
    let queue = try graph.fifoQueue(capacity: 10, [TensorSpec([2])], name: "queue")
    _ = try queue.enqueue([x], name: "enqueue")
    _ = try queue.dequeueMany(2, name: "dequeue")
    _ = try queue.size(name: "size")
    _ = try queue.close(name: "close")
    let accumulator = try graph.conditionalAccumulator(shape: [2], name: "accumulator")
    _ = try accumulator.applyGradient(
      x, localStep: graph.constant(Tensor(Int64(0))), name: "apply")
    _ = try accumulator.takeGradient(2, name: "take")
    return graph
  }

  /// `exported/queues.pb` is what TensorFlow has run: see `check_exported.py`.
  @Test func queuesAreWrittenAndReadBack() throws {
    let definition = try GraphDef(queues())
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      try Data(definition.serialized()).write(to: URL(filePath: fixture("exported/queues.pb")))
    }
    #expect(try definition.serialized() == bytes(fixture("exported/queues.pb")))
    let read = try definition.graph()
    let session = Session(read)
    let x = try read.output(named: "x")
    func run(_ name: String, _ value: [Float]) throws {
      try session.run(read.operation(named: name), feeding: [x: Tensor(value)])
    }
    try run("enqueue", [1, 2])
    try run("enqueue", [3, 4])
    #expect(try session.run(read.output(named: "size")) == Tensor(Int32(2)))
    #expect(
      try session.run(read.output(named: "dequeue"))
        == Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]))
    try run("apply", [1, 2])
    try run("apply", [3, 4])
    #expect(try session.run(read.output(named: "take")) == Tensor([2, 3] as [Float]))
  }
}
