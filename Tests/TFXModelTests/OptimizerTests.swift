import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// Five steps of an optimizer in Keras on two weights.
struct OptimizerCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Step: Decodable, Sendable {
    let gradients: [FixtureTensor]
    let variables: [FixtureTensor]
  }

  struct Slot: Decodable, Sendable {
    let variable: String
    let name: String
    let shape: [Int]
    let values: [Double]
  }

  let name: String
  let kind: String
  let arguments: Arguments
  let variables: [FixtureTensor]
  let steps: [Step]
  let slots: [Slot]

  static let all: [OptimizerCase] = Fixture.cases("optimizers")

  var testDescription: String { name }

  /// Keras rounds rates and factors to float32 even in float64: 1 − 0.999 by 1e-5 of it in Nadam's
  /// slots, and so the powers of 0.999 in all of Adam's family.
  func tolerance(_ dtype: DType) -> Tolerance {
    if dtype != .float64 { return .rounding(dtype) }
    return kind == "Nadam" ? Tolerance(2e-5, ofLargest: 5e-7) : Tolerance(1e-6, ofLargest: 5e-7)
  }

  func optimizer(_ diagnostics: inout Diagnostics) -> (any Optimizer)? {
    let node = ConfigNode(.mapping([ConfigNode.Entry(kind, arguments.node)]))
    return OptimizerField.read(node, &diagnostics)?.value
  }

  /// Our name of one of Keras's slots.
  func slotName(_ name: String) -> String {
    guard kind == "Adam" || kind == "AdamW" else { return name }
    return ["momentum": "m", "velocity": "v", "velocity_hat": "v_hat"][name] ?? name
  }
}

/// The graph and the session after all steps, each of which must leave the variables as expected.
func trained(
  _ optimizer: any Optimizer, _ variables: [FixtureTensor], _ steps: [OptimizerCase.Step],
  _ dtype: DType, _ tolerance: Tolerance
) throws -> (Graph, Session) {
  let graph = Graph()
  let rate = try graph.constant(try #require(optimizer.learningRate.constant), dtype)
  let step = try graph.variable("step", Tensor(Int64(0)), isTrainable: false)
  var trained: [TrainedWeight] = []
  for variable in variables {
    let name = try #require(variable.name)
    let weight = try graph.variable(name, variable.tensor(dtype))
    let slots = try optimizer.slots(for: weight).map { slot in
      try graph.variable(
        "\(name)/\(slot.name)",
        Tensor(repeating: slot.initialValue, shape: slot.shape ?? weight.spec.shape)
          .converted(to: dtype))
    }
    let gradient = try graph.placeholder(dtype, shape: weight.spec.shape)
    trained.append(TrainedWeight(weight, slots: slots, gradient: gradient))
  }
  var updates = try optimizer.updates(trained, learningRate: rate, step: step.value)
  updates.append(try graph.assignAdd(step.handle, try graph.constant(Tensor(Int64(1)))))
  let (weights, gradients) = (trained.map(\.variable), trained.map(\.gradient))

  let session = Session(graph)
  try session.initialize()
  for (index, wanted) in steps.enumerated() {
    let fed = zip(gradients, wanted.gradients.map { $0.tensor(dtype) })
    try session.run([], targets: updates, feeding: Dictionary(uniqueKeysWithValues: fed))
    for (weight, expected) in zip(weights, wanted.variables) {
      let found = try session.value(of: weight)
      #expect(
        difference(found, expected.tensor(dtype), tolerance) == nil,
        "\(weight.name) after step \(index + 1)")
    }
  }
  return (graph, session)
}

@Suite struct OptimizerTests {
  @Test(arguments: OptimizerCase.all, [DType.float64, .float32])
  func asKeras(_ test: OptimizerCase, _ dtype: DType) throws {
    var diagnostics = Diagnostics()
    let read = test.optimizer(&diagnostics)
    let optimizer = try #require(read, "\(diagnostics.all)")
    let (graph, session) = try trained(
      optimizer, test.variables, test.steps, dtype, test.tolerance(dtype))
    #expect(test.slots.count == optimizer.slots.count * test.variables.count)
    for slot in test.slots {
      let variable = graph.variable(named: "\(slot.variable)/\(test.slotName(slot.name))")
      let found = try session.value(of: try #require(variable, "\(slot.name)"))
      let expected = Tensor(slot.values, shape: Shape(slot.shape)).converted(to: dtype)
      #expect(difference(found, expected, test.tolerance(dtype)) == nil, "\(slot.name)")
    }
  }

  /// What it does to tables is the business of RowsUpdateTests.
  @Test(
    arguments: OptimizerCase.all.filter {
      $0.kind == "Adam" && !$0.arguments.names.contains("amsgrad")
    })
  func lazyAdamIsAdamWhereNothingIsLookedUp(_ test: OptimizerCase) throws {
    var diagnostics = Diagnostics()
    let node = ConfigNode(.mapping([ConfigNode.Entry("LazyAdam", test.arguments.node)]))
    let optimizer = try #require(OptimizerField.read(node, &diagnostics), "\(diagnostics.all)")
      .value
    _ = try trained(optimizer, test.variables, test.steps, .float64, test.tolerance(.float64))
  }

  @Test func everyOptimizerHasACase() {
    // Those that Keras has not are in TrainOptimizerTests; LazyAdam is above.
    #expect(
      Set(optimizerCatalog.types.map { $0.kind })
        == Set(OptimizerCase.all.map(\.kind)).union(OptimizerOptionCase.all.map(\.kind)).union(
          ["LazyAdam"]
        ).union(
          TrainOptimizerTests.Case.all.map(\.kind).filter { TrainOptimizerTests.isOwn($0) }))
  }

  /// At most one way of clipping, at the place of the second.
  @Test func refusesTwoWaysOfClipping() {
    var diagnostics = Diagnostics()
    let node = ConfigNode(
      .mapping([
        ConfigNode.Entry(
          "SGD",
          ConfigNode(
            .mapping([
              ConfigNode.Entry("clipnorm", ConfigNode(.scalar("1", isQuoted: false))),
              ConfigNode.Entry("global_clipnorm", ConfigNode(.scalar("2", isQuoted: false))),
            ])))
      ]))
    #expect(OptimizerField.read(node, &diagnostics) == nil)
    #expect(
      diagnostics.all.map(\.message) == [
        "expected at most one of clipnorm, clipvalue and global_clipnorm, found clipnorm: 1.0, "
          + "global_clipnorm: 2.0"
      ])
  }

  @Test func decayBelongsToAdamW() {
    var optimizer = AdamW()
    #expect(optimizer.gradientOptions == GradientOptions(weightDecay: 0.004))
    #expect(optimizer.problems().isEmpty)
    optimizer.gradientOptions.weightDecay = nil
    #expect(optimizer.problems().map(\.field) == ["weight_decay"])
  }
}
