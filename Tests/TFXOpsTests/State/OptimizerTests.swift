import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Compares updates of variables with Keras's numbers.
@Suite struct OptimizerTests {
  /// What a layer above does: clipping, decay and AMSGrad.
  static let elsewhere: Set<String> = [
    "adam_amsgrad", "adam_clipnorm", "adamw", "sgd_clipvalue", "sgd_global_clipnorm",
  ]

  static let fixtures: [String] = [
    "sgd", "sgd_learning_rate", "sgd_momentum", "sgd_nesterov", "adam", "adam_betas_epsilon",
    "rmsprop", "rmsprop_momentum", "rmsprop_centered", "rmsprop_centered_momentum", "adagrad",
    "adagrad_initial_accumulator", "adagrad_epsilon",
  ]

  @Test func everyFixtureIsUsed() throws {
    let names = Set(try FixtureFile<OptimizerFixture>.read("optimizers.json").map(\.name))
    #expect(names == Set(Self.fixtures).union(Self.elsewhere))
  }

  @Test(arguments: fixtures, [DType.float64, .float32])
  func agreesWithKeras(_ name: String, _ dtype: DType) throws {
    let all = try FixtureFile<OptimizerFixture>.read("optimizers.json")
    let fixture = try #require(all.first { $0.name == name })
    for index in fixture.variables.indices { try check(fixture, index, dtype) }
  }

  /// Runs the steps of one variable.
  private func check(_ fixture: OptimizerFixture, _ index: Int, _ dtype: DType) throws {
    let graph = Graph()
    let initial = fixture.variables[index].tensor(dtype)
    let variable = try graph.variable("variable", initial)
    let gradient = try graph.placeholder(dtype, shape: initial.shape)
    let step = try graph.placeholder(.int64, shape: [])
    let update = try addUpdate(fixture, graph, variable, gradient, step)
    let session = Session(graph)
    try session.initialize()
    for (number, expected) in fixture.steps.enumerated() {
      try session.run(
        update,
        feeding: [
          gradient: expected.gradients[index].tensor(dtype), step: Tensor(Int64(number)),
        ])
      expectClose(
        try session.value(of: variable), expected.variables[index].tensor(.float64),
        tolerance(fixture.kind, dtype), "\(fixture.name), step \(number)")
    }
  }

  private func tolerance(_ kind: String, _ dtype: DType) -> Double {
    switch (dtype, kind) {
    // Keras takes powers of β that is rounded to float32.
    case (.float64, "Adam"): 3e-8
    case (.float64, _): 1e-10
    default: 2e-6
    }
  }

  private func addUpdate(
    _ fixture: OptimizerFixture, _ graph: Graph, _ variable: Variable, _ gradient: Output,
    _ step: Output
  ) throws -> Operation {
    let (arguments, dtype) = (fixture.arguments, variable.spec.dtype)
    func slot(_ name: String, _ value: Double = 0) throws -> Variable {
      let shape = variable.spec.shape
      let values = Tensor(repeating: value, shape: shape).converted(to: dtype)
      return try graph.variable(name, values, isTrainable: false)
    }
    func rate(_ value: Double) throws -> Output {
      try graph.constant(arguments.number("learning_rate", default: value), dtype)
    }
    let epsilon = arguments.number("epsilon", default: 1e-7)
    var momentum = arguments.number("momentum", default: 0)
    // Keras rounds that of SGD to float32, whatever the variable's type.
    if fixture.kind == "SGD" { momentum = Double(Float(momentum)) }
    switch fixture.kind {
    case "SGD" where momentum == 0:
      return try graph.applyGradientDescent(
        variable, learningRate: rate(0.01), gradient: gradient)
    case "SGD":
      return try graph.applyKerasMomentum(
        variable, accumulator: slot("accumulator"), learningRate: rate(0.01), gradient: gradient,
        momentum: momentum, useNesterov: arguments.bool("nesterov"))
    case "Adam":
      return try graph.applyAdam(
        variable, m: slot("m"), v: slot("v"), learningRate: rate(0.001), step: step,
        gradient: gradient, beta1: arguments.number("beta_1", default: 0.9),
        beta2: arguments.number("beta_2", default: 0.999), epsilon: epsilon)
    case "RMSprop":
      let isCentered = arguments.bool("centered")
      return try graph.applyRMSProp(
        variable, meanSquare: slot("square"), momentumSlot: momentum > 0 ? slot("momentum") : nil,
        meanGradient: isCentered ? slot("mean") : nil, learningRate: rate(0.001),
        gradient: gradient, rho: arguments.number("rho", default: 0.9), momentum: momentum,
        epsilon: epsilon)
    case "Adagrad":
      let first = arguments.number("initial_accumulator_value", default: 0.1)
      return try graph.applyAdagrad(
        variable, accumulator: slot("accumulator", first), learningRate: rate(0.001),
        gradient: gradient, epsilon: epsilon)
    default: throw UnknownKind(kind: fixture.kind)
    }
  }

  private struct UnknownKind: Error {
    let kind: String
  }

  @Test func refusesSlotsThatDoNotFit() throws {
    let graph = Graph()
    let variable = try graph.variable("kernel", Tensor([1, 2, 3] as [Float]))
    let slot = try graph.variable("slot", Tensor([1, 2] as [Float]))
    let rate = try graph.constant(0.1)
    let gradient = try graph.placeholder(shape: [3])
    let wrong = try graph.placeholder(shape: [2, 3], name: "wrong")
    let halves = try graph.placeholder(.float64, shape: [3])
    let step = try graph.placeholder(.int32, shape: [])
    expectError(
      "[ResourceApplyKerasMomentum] 'ResourceApplyKerasMomentum': slot 1: expected the variable's "
        + "shape [3], found [2]"
    ) {
      try graph.applyKerasMomentum(
        variable, accumulator: slot, learningRate: rate, gradient: gradient, momentum: 0.9)
    }
    expectError(
      "[ResourceApplyGradientDescent] 'ResourceApplyGradientDescent': grad: expected the "
        + "variable's shape [3], found float32[2, 3]"
    ) { try graph.applyGradientDescent(variable, learningRate: rate, gradient: wrong) }
    expectError(
      "[ResourceApplyGradientDescent] 'ResourceApplyGradientDescent': lr: expected float64, "
        + "found float32[]"
    ) { try graph.applyGradientDescent(variable, learningRate: rate, gradient: halves) }
    expectError(
      "[ResourceApplyRMSProp] 'ResourceApplyRMSProp': inputs: expected 5, found 4"
    ) {
      try graph.applyRMSProp(
        variable, meanSquare: variable, learningRate: rate, gradient: gradient, rho: 0.9,
        momentum: 0.9, epsilon: 1e-7)
    }
    expectError(
      "[ResourceApplyAdam] 'ResourceApplyAdam': step: expected int64[], found int32[]"
    ) {
      try graph.applyAdam(
        variable, m: variable, v: variable, learningRate: rate, step: step, gradient: gradient,
        beta1: 0.9, beta2: 0.999, epsilon: 1e-7)
    }
  }
}
