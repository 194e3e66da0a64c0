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

  static let all: [ScheduleCase] =
    Fixture.cases("schedules") + Fixture.cases("more_schedules")
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
    let found = try rates(schedule, test.steps)
    let largest = test.rates.values.max() ?? 0
    // Of an angle of four turns, float32 keeps six digits.
    let rounding = test.kind == "CosLog" ? 1e-6 : 1e-7
    for (index, expected) in test.rates.values.enumerated() {
      #expect(
        abs(found[index] - expected) <= 1e-6 * abs(expected) + rounding * largest,
        "step \(test.steps[index])")
    }
  }

  /// The rates of some steps of a training of `total`.
  private func rates(
    _ schedule: any Schedule, _ steps: [Int], of total: Int = 1
  ) throws -> [Double] {
    let graph = Graph()
    let step = try graph.placeholder(.int64, shape: [])
    let clock = try ScheduleClock(
      step: step, total: try graph.constant(Tensor(Int64(total))), .float32)
    let rate = try schedule.rate(clock)
    #expect(rate.spec == TensorSpec([], .float32))
    let session = Session(graph)
    return try steps.map {
      try session.run(rate, feeding: [step: Tensor(Int64($0))]).doubles()[0]
    }
  }

  @Test func everyScheduleHasTwoCases() {
    let kinds = scheduleCatalog.types.map { $0.kind }
    for kind in kinds { #expect(ScheduleCase.all.count { $0.kind == kind } >= 2, "\(kind)") }
    #expect(Set(ScheduleCase.all.map(\.kind)) == Set(kinds))
  }

  /// `all` stands for the steps of the training, and is written as it was read.
  @Test(arguments: ScheduleCase.all) func allStepsOfTheTraining(_ test: ScheduleCase) throws {
    let key = test.arguments.names.first { $0.hasSuffix("_steps") && $0 != "warmup_steps" }
    guard let key, case .mapping(var entries) = test.arguments.node.content else { return }
    let place = try #require(entries.firstIndex { $0.key == key })
    let steps = try #require(Int(flow(entries[place].value)))
    let warmup = entries.first { $0.key == "warmup_steps" }.flatMap { Int(flow($0.value)) } ?? 0
    entries[place].value = .plain("all")
    let node = ConfigNode(.mapping([ConfigNode.Entry(test.kind, ConfigNode(.mapping(entries)))]))
    var diagnostics = Diagnostics()
    let read = LearningRate.read(node, &diagnostics)
    guard case .schedule(let schedule) = try #require(read, "\(diagnostics.all)") else { return }
    #expect(flow(Catalog.write(schedule)).contains("\(key): all"))
    let counted = LearningRate.read(test.node, &diagnostics)
    guard case .schedule(let other) = try #require(counted) else { return }
    #expect(
      try rates(schedule, test.steps, of: steps + warmup) == rates(other, test.steps))
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
      ("CosineDecoy", nil, "expected a number, found 'CosineDecoy'"),
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

  static let refusals: [(text: String, message: String)] = [
    (
      "ExponentialDecay: {initial_learning_rate: -1, decay_steps: 1, decay_rate: 1}",
      "'initial_learning_rate' must be at least 0.0, found '-1'"
    ),
    (
      "ExponentialDecay: {initial_learning_rate: 1, decay_steps: 0, decay_rate: 1}",
      "'decay_steps' must be at least 1, or 'all', found '0'"
    ),
    (
      "ExponentialDecay: {initial_learning_rate: 1, decay_steps: many, decay_rate: 1}",
      "expected a whole number or 'all', found 'many'"
    ),
    (
      "ExponentialDecay: {initial_learning_rate: 1, decay_steps: 1.5, decay_rate: 1}",
      "expected a whole number or 'all', found '1.5'"
    ),
    (
      "ExponentialDecay: {initial_learning_rate: 1, decay_steps: 1, decay_rate: 0}",
      "'decay_rate' must be more than 0.0, found '0'"
    ),
    (
      "ExponentialDecay: {initial_learning_rate: 1, decay_steps: 1, decay_rate: 1, staircase: 2}",
      "expected true or false, found '2'"
    ),
    (
      "InverseTimeDecay: {initial_learning_rate: -1, decay_steps: 1, decay_rate: 1}",
      "'initial_learning_rate' must be at least 0.0, found '-1'"
    ),
    (
      "InverseTimeDecay: {initial_learning_rate: 1, decay_steps: 0, decay_rate: 1}",
      "'decay_steps' must be at least 1, or 'all', found '0'"
    ),
    (
      "InverseTimeDecay: {initial_learning_rate: 1, decay_steps: 1, decay_rate: -1}",
      "'decay_rate' must be at least 0.0, found '-1'"
    ),
    (
      "InverseTimeDecay: {initial_learning_rate: 1, decay_steps: 1, decay_rate: 1, staircase: up}",
      "expected true or false, found 'up'"
    ),
    (
      "PolynomialDecay: {initial_learning_rate: -1, decay_steps: 1}",
      "'initial_learning_rate' must be at least 0.0, found '-1'"
    ),
    (
      "PolynomialDecay: {initial_learning_rate: 1, decay_steps: -1}",
      "'decay_steps' must be at least 1, or 'all', found '-1'"
    ),
    (
      "PolynomialDecay: {initial_learning_rate: 1, decay_steps: 1, end_learning_rate: -1}",
      "'end_learning_rate' must be at least 0.0, found '-1'"
    ),
    (
      "PolynomialDecay: {initial_learning_rate: 1, decay_steps: 1, power: 0}",
      "'power' must be more than 0.0, found '0'"
    ),
    (
      "PolynomialDecay: {initial_learning_rate: 1, decay_steps: 1, cycle: 1}",
      "expected true or false, found '1'"
    ),
    (
      "CosineDecay: {initial_learning_rate: -1, decay_steps: 1}",
      "'initial_learning_rate' must be at least 0.0, found '-1'"
    ),
    (
      "CosineDecay: {initial_learning_rate: 1, decay_steps: 0}",
      "'decay_steps' must be at least 1, or 'all', found '0'"
    ),
    (
      "CosineDecay: {initial_learning_rate: 1, decay_steps: 1, alpha: 1.5}",
      "'alpha' must be from 0.0 to 1.0, found '1.5'"
    ),
    (
      "CosineDecay: {initial_learning_rate: 1, decay_steps: 1, warmup_target: -1}",
      "'warmup_target' must be at least 0.0, found '-1'"
    ),
    (
      "CosineDecay: {initial_learning_rate: 1, decay_steps: 1, warmup_target: 1, warmup_steps: -1}",
      "'warmup_steps' must be at least 0, found '-1'"
    ),
    (
      "CosineDecay: {initial_learning_rate: 1, decay_steps: 1, warmup_steps: 3}",
      "there is no warm-up without 'warmup_target'"
    ),
    (
      "CosineDecayRestarts: {initial_learning_rate: -1, first_decay_steps: 1}",
      "'initial_learning_rate' must be at least 0.0, found '-1'"
    ),
    (
      "CosineDecayRestarts: {initial_learning_rate: 1, first_decay_steps: 0}",
      "'first_decay_steps' must be at least 1, or 'all', found '0'"
    ),
    (
      "CosineDecayRestarts: {initial_learning_rate: 1, first_decay_steps: 1, t_mul: 0.5}",
      "'t_mul' must be at least 1.0, found '0.5'"
    ),
    (
      "CosineDecayRestarts: {initial_learning_rate: 1, first_decay_steps: 1, m_mul: -1}",
      "'m_mul' must be at least 0.0, found '-1'"
    ),
    (
      "CosineDecayRestarts: {initial_learning_rate: 1, first_decay_steps: 1, alpha: -1}",
      "'alpha' must be from 0.0 to 1.0, found '-1'"
    ),
    (
      "PiecewiseConstantDecay: {boundaries: [-1], values: [1, 2]}",
      "'boundaries' must be lists of values at least 0, found a list"
    ),
    (
      "PiecewiseConstantDecay: {boundaries: [], values: [1]}",
      "expected at least one boundary, found none"
    ),
    (
      "PiecewiseConstantDecay: {boundaries: [2, 2], values: [1, 2, 3]}",
      "expected rising numbers, found [2, 2]"
    ),
    (
      "PiecewiseConstantDecay: {boundaries: [1, 2], values: [1, 2]}",
      "expected 3 values for 2 boundaries, found 2"
    ),
    (
      "PiecewiseConstantDecay: {boundaries: [1], values: [1, -2]}",
      "'values' must be lists of values at least 0.0, found a list"
    ),
    ("OneCycle: {max_learning_rate: -1}", "'max_learning_rate' must be at least 0.0, found '-1'"),
    (
      "OneCycle: {max_learning_rate: 1, total_steps: 0}",
      "'total_steps' must be at least 1, or 'all', found '0'"
    ),
    (
      "OneCycle: {max_learning_rate: 1, pct_start: 2}",
      "'pct_start' must be from 0.0 to 1.0, found '2'"
    ),
    (
      "OneCycle: {max_learning_rate: 1, div_factor: 0.5}",
      "'div_factor' must be at least 1.0, found '0.5'"
    ),
    (
      "OneCycle: {max_learning_rate: 1, final_div_factor: 0}",
      "'final_div_factor' must be more than 0.0, found '0'"
    ),
    ("CosLog: {max_learning_rate: -1}", "'max_learning_rate' must be at least 0.0, found '-1'"),
    (
      "CosLog: {max_learning_rate: 1, total_steps: 0}",
      "'total_steps' must be at least 1, or 'all', found '0'"
    ),
    ("CosLog: {max_learning_rate: 1, cycles: 0}", "'cycles' must be from 1 to 20, found '0'"),
    ("CosLog: {cycles: 4}", "CosLog needs 'max_learning_rate'"),
  ]

  @Test(arguments: refusals) func refuses(_ text: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(LearningRate.read(try node("{\(text)}"), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }

  /// Each field of each schedule stands among the refusals.
  @Test func everyFieldHasARefusal() {
    for type in scheduleCatalog.types {
      guard case .mapping(let fields) = FieldWriter.write(type.init()).content else { return }
      for field in fields {
        #expect(
          ScheduleTests.refusals.contains {
            $0.text.hasPrefix("\(type.kind):") && $0.text.contains("\(field.key): ")
          }, "\(type.kind).\(field.key)")
      }
    }
  }

  @Test func anOptimizerTakesIt() throws {
    var diagnostics = Diagnostics()
    let text = "{SGD: {learning_rate: -1}}"
    #expect(OptimizerField.read(try node(text), &diagnostics) == nil)
    #expect(
      diagnostics.all.map(\.message) == ["'learning_rate' must be at least 0.0, found '-1'"])
  }
}
