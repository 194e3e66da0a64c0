import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Compares the optimizers of `tf.train` with TensorFlow 1's numbers.
@Suite struct TrainOptimizerTests {
  /// A case of train.json.
  struct Fixture: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let kind: String
    let dtype: String
    let arguments: [String: FixtureValue]
    let variables: [FixtureTensor]
    let steps: [OptimizerFixture.Step]
    let slots: [FixtureTensor]

    var testDescription: String { name }

    static let all: [Fixture] = {
      do { return try FixtureFile<Fixture>.read("train.json") } catch { fatalError("\(error)") }
    }()
  }

  @Test func everyOptimizerHasACase() {
    let kinds = Set(Fixture.all.map { $0.kind + "Optimizer" })
    #expect(
      kinds == [
        "AdadeltaOptimizer", "AdagradDAOptimizer", "AdagradOptimizer", "AdamOptimizer",
        "FtrlOptimizer", "GradientDescentOptimizer", "MomentumOptimizer",
        "ProximalAdagradOptimizer", "ProximalGradientDescentOptimizer", "RMSPropOptimizer",
      ])
  }

  @Test(arguments: Fixture.all)
  func agreesWithTensorFlow(_ fixture: Fixture) throws {
    let dtype = try #require(DType(rawValue: fixture.dtype))
    let graph = Graph()
    let variables = try fixture.variables.map { variable in
      try graph.variable(variable.name ?? "", variable.tensor(dtype))
    }
    let globalStep = try graph.getOrCreateGlobalStep()
    let gradients = try variables.map { try graph.placeholder(dtype, shape: $0.spec.shape) }
    let optimizer = try optimizer(fixture, globalStep)
    let train = try optimizer.applyGradients(
      zip(gradients, variables).map { VariableGradient($0, $1) }, globalStep: globalStep)
    try graph.verify()
    let session = Session(graph)
    try session.initialize()
    // Of float32, a few units of the last place for each step.
    let tolerance = dtype == .float64 ? 1e-12 : 1e-6
    for (number, expected) in fixture.steps.enumerated() {
      let values = expected.gradients.map { $0.tensor(dtype) }
      try session.run(
        train, feeding: Dictionary(uniqueKeysWithValues: zip(gradients, values)))
      for (variable, value) in zip(variables, expected.variables) {
        expectClose(
          try session.value(of: variable), value.tensor(.float64), tolerance,
          "\(variable.name), step \(number)")
      }
    }
    #expect(try session.value(of: globalStep) == Tensor(Int64(fixture.steps.count)))
    // Slots too, under TensorFlow's names, and no others.
    for slot in fixture.slots {
      let name = try #require(slot.name)
      let variable = try #require(graph.variable(named: name), "no variable \(name)")
      #expect(!variable.isTrainable)
      expectClose(try session.value(of: variable), slot.tensor(.float64), tolerance, name)
    }
    #expect(graph.variables.count == variables.count + 1 + fixture.slots.count)
    let own = optimizer.slotNames.compactMap { optimizer.slot($0, of: variables[0]) }
    #expect(own.count == optimizer.slotNames.count)
  }

  private func optimizer(
    _ fixture: Fixture, _ globalStep: Variable
  ) throws -> TrainOptimizer {
    let arguments = fixture.arguments
    func number(_ name: String, _ value: Double) -> Double {
      arguments.number(name, default: value)
    }
    let rate = LearningRate.constant(number("learning_rate", .nan))
    let l1 = number("l1_regularization_strength", 0)
    let l2 = number("l2_regularization_strength", 0)
    let first = number("initial_accumulator_value", 0.1)
    return switch fixture.kind {
    case "GradientDescent": GradientDescentOptimizer(learningRate: rate)
    case "Momentum":
      MomentumOptimizer(
        learningRate: rate, momentum: number("momentum", .nan),
        useNesterov: arguments.bool("use_nesterov"))
    case "Adagrad": AdagradOptimizer(learningRate: rate, initialAccumulatorValue: first)
    case "AdagradDA":
      AdagradDAOptimizer(
        learningRate: rate, globalStep: globalStep,
        initialGradientSquaredAccumulatorValue: number(
          "initial_gradient_squared_accumulator_value", 0.1), l1RegularizationStrength: l1,
        l2RegularizationStrength: l2)
    case "Adadelta":
      AdadeltaOptimizer(
        learningRate: rate, rho: number("rho", 0.95), epsilon: number("epsilon", 1e-8))
    case "Adam":
      AdamOptimizer(
        learningRate: rate, beta1: number("beta1", 0.9), beta2: number("beta2", 0.999),
        epsilon: number("epsilon", 1e-8))
    case "Ftrl":
      FtrlOptimizer(
        learningRate: rate, learningRatePower: number("learning_rate_power", -0.5),
        initialAccumulatorValue: first, l1RegularizationStrength: l1,
        l2RegularizationStrength: l2,
        l2ShrinkageRegularizationStrength: number("l2_shrinkage_regularization_strength", 0))
    case "ProximalGradientDescent":
      ProximalGradientDescentOptimizer(
        learningRate: rate, l1RegularizationStrength: l1, l2RegularizationStrength: l2)
    case "ProximalAdagrad":
      ProximalAdagradOptimizer(
        learningRate: rate, initialAccumulatorValue: first, l1RegularizationStrength: l1,
        l2RegularizationStrength: l2)
    case "RMSProp":
      RMSPropOptimizer(
        learningRate: rate, decay: number("decay", 0.9), momentum: number("momentum", 0),
        epsilon: number("epsilon", 1e-10), centered: arguments.bool("centered"))
    default: throw UnknownKind(kind: fixture.kind)
    }
  }

  private struct UnknownKind: Error {
    let kind: String
  }

  /// y = (w − 3)² + b², whose gradients are changed on the way.
  @Test func gradientsCanBeChanged() throws {
    let graph = Graph()
    let w = try graph.variable("w", Tensor(1.0))
    let b = try graph.variable("b", Tensor(2.0))
    _ = try graph.variable("unused", Tensor(5.0))
    let loss = try graph.add(
      graph.square(graph.subtract(w.value, graph.constant(3, .float64))), graph.square(b.value))
    let optimizer = GradientDescentOptimizer(learningRate: 0.25)
    var pairs = try optimizer.computeGradients(of: loss)
    #expect(pairs.map(\.variable.name) == ["w", "b", "unused"])
    #expect(pairs[2].gradient == nil)
    for index in 0..<2 {
      // ½ of each.
      pairs[index].gradient = try pairs[index].gradient.map {
        try graph.multiply($0, graph.constant(0.5, .float64))
      }
    }
    let train = try optimizer.applyGradients(pairs)
    let session = Session(graph)
    try session.initialize()
    try session.run(train)
    #expect(try session.value(of: w) == Tensor(1.5))
    #expect(try session.value(of: b) == Tensor(1.5))
  }

  @Test func aRateCanBeComputed() throws {
    let graph = Graph()
    let w = try graph.variable("w", Tensor(1.0 as Float))
    let step = try graph.getOrCreateGlobalStep()
    #expect(try graph.getOrCreateGlobalStep() == step)
    // 1, ½, ⅓, …
    let count = try graph.add(graph.cast(step.value, to: .float64), graph.constant(1, .float64))
    let rate = try graph.divide(graph.constant(1, .float64), count)
    let optimizer = MomentumOptimizer(learningRate: .tensor(rate), momentum: 0)
    let train = try optimizer.minimize(w.value, globalStep: step)
    let session = Session(graph)
    try session.initialize()
    for expected: Float in [0, -0.5] {
      try session.run(train)
      #expect(try session.value(of: w) == Tensor(expected))
    }
    #expect(try session.value(of: step) == Tensor(Int64(2)))
  }

  @Test func oneOptimizerHasOneSetOfSlots() throws {
    let graph = Graph()
    let w = try graph.variable("w", Tensor([1, 2] as [Float]))
    let gradient = try graph.placeholder(shape: [2])
    let optimizer = AdamOptimizer(learningRate: 0.1)
    _ = try optimizer.applyGradients([VariableGradient(gradient, w)])
    _ = try optimizer.applyGradients([VariableGradient(gradient, w)])
    let other = AdamOptimizer(learningRate: 0.2)
    _ = try graph.nameScope("scope") { _ in
      try other.applyGradients([VariableGradient(gradient, w)])
    }
    #expect(
      graph.variables.map(\.name) == [
        "w", "w/Adam", "w/Adam_1", "beta1_power", "beta2_power", "w/Adam_2", "w/Adam_3",
        "beta1_power_1", "beta2_power_1",
      ])
    #expect(other.slot("v", of: w)?.name == "w/Adam_3")
    #expect(other.slot("momentum", of: w) == nil)
  }

  @Test func refusesWhatDoesNotFit() throws {
    let graph = Graph()
    let w = try graph.variable("w", Tensor([1, 2] as [Float]))
    let wrong = try graph.placeholder(shape: [3])
    let double = try graph.placeholder(.float64, shape: [2])
    let right = try graph.placeholder(shape: [2])
    let descent = GradientDescentOptimizer(learningRate: 0.1)
    expectError(
      "[apply_gradients] 'GradientDescent': grads_and_vars: expected a gradient for at least one "
        + "variable, found none for 1"
    ) { try descent.applyGradients([VariableGradient(nil, w)]) }
    expectError(
      "[ResourceApplyGradientDescent] 'GradientDescent/update_w/ResourceApplyGradientDescent': "
        + "grad: expected the variable's shape [2], found float32[3]"
    ) { try descent.applyGradients([VariableGradient(wrong, w)]) }
    expectError(
      "[GradientDescentOptimizer] 'GradientDescent_1/update_w': grads_and_vars: expected "
        + "float32[2], found float64[2]"
    ) { try descent.applyGradients([VariableGradient(double, w)]) }
    expectError(
      "[AdagradOptimizer] 'Adagrad': initial_accumulator_value: expected more than 0, found 0.0"
    ) {
      try AdagradOptimizer(learningRate: 1, initialAccumulatorValue: 0).applyGradients([
        VariableGradient(right, w)
      ])
    }
    expectError(
      "[ResourceApplyFtrlV2] 'Ftrl/update_w/ResourceApplyFtrlV2': lr_power: expected 0 or less, found 0.5"
    ) {
      try FtrlOptimizer(learningRate: 1, learningRatePower: 0.5).applyGradients([
        VariableGradient(right, w)
      ])
    }
  }
}
