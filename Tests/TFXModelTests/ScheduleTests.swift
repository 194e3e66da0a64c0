import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// A schedule in Keras at some steps.
struct ScheduleCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let kind: String
  let arguments: Arguments
  let steps: [Int]
  let rates: FixtureTensor

  static let all: [ScheduleCase] = Fixture.cases("schedules")
  var testDescription: String { name }

  var node: ConfigNode { ConfigNode(.mapping([ConfigNode.Entry(kind, arguments.node)])) }
}

@Suite struct ScheduleTests {
  @Test(arguments: ScheduleCase.all) func asKeras(_ test: ScheduleCase) throws {
    var diagnostics = Diagnostics()
    let read = LearningRate.read(test.node, &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    guard case .schedule(let schedule) = try #require(read) else {
      Issue.record("\(test.kind) is read as a number")
      return
    }
    let graph = Graph()
    let step = try graph.placeholder(.int64, shape: [])
    let rate = try schedule.rate(at: step, .float32)
    #expect(rate.spec == TensorSpec([], .float32))
    let session = Session(graph)
    for (step32, expected) in zip(test.steps, test.rates.values) {
      let found = try session.run(rate, feeding: [step: Tensor(Int64(step32))]).doubles()[0]
      #expect(abs(found / expected - 1) < 1e-6, "step \(step32)")
    }
  }

  @Test func everyScheduleHasTwoCases() {
    let kinds = scheduleCatalog.types.map { $0.kind }
    for kind in kinds { #expect(ScheduleCase.all.count { $0.kind == kind } >= 2, "\(kind)") }
    #expect(Set(ScheduleCase.all.map(\.kind)) == Set(kinds))
  }

  @Test(
    arguments: [
      ("0.1", "0.1", nil), ("1/8", "0.125", nil),
      (
        "{ExponentialDecay: {initial_learning_rate: 0.1, decay_steps: 10, decay_rate: 0.5}}",
        "{ExponentialDecay: {initial_learning_rate: 0.1, decay_steps: 10, decay_rate: 0.5, "
          + "staircase: false}}", nil
      ),
      ("fast", nil, "expected a number, found 'fast'"),
      ("[0.1]", nil, "expected a number, found a list"),
      ("ExponentialDecay", nil, "ExponentialDecay needs 'initial_learning_rate'"),
      ("{ExponentialDecoy: {}}", nil, "unknown schedule 'ExponentialDecoy'"),
    ] as [(String, String?, String?)])
  func standsWhereANumberStands(_ text: String, _ written: String?, _ message: String?) throws {
    var diagnostics = Diagnostics()
    let rate = LearningRate.read(try node(text), &diagnostics)
    #expect(rate.map { flow($0.write()) } == written)
    #expect(diagnostics.all.first?.message == message)
  }

  @Test func anOptimizerTakesIt() throws {
    var diagnostics = Diagnostics()
    let text = "{SGD: {learning_rate: -1}}"
    #expect(OptimizerField.read(try node(text), &diagnostics) == nil)
    #expect(
      diagnostics.all.map(\.message) == ["'learning_rate' must be at least 0.0, found '-1'"])
  }
}
