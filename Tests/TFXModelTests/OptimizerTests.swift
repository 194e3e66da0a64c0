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

  /// What Keras has and tfx does not, so that reading the case must fail.
  static let notOffered: Set<String> = [
    "adamw", "adam_amsgrad", "adam_clipnorm", "sgd_clipvalue", "sgd_global_clipnorm",
  ]

  var testDescription: String { name }

  /// Keras rounds rates and factors to float32 even in float64.
  func tolerance(_ dtype: DType) -> Tolerance {
    dtype == .float64 ? Tolerance(1e-6, ofLargest: 1e-7) : .rounding(dtype)
  }

  func optimizer(_ diagnostics: inout Diagnostics) -> (any Optimizer)? {
    let node = ConfigNode(.mapping([ConfigNode.Entry(kind, arguments.node)]))
    return OptimizerField.read(node, &diagnostics)?.value
  }

  /// Our name of one of Keras's slots.
  func slotName(_ name: String) -> String {
    guard kind == "Adam" else { return name }
    return ["momentum": "m", "velocity": "v"][name] ?? name
  }
}

@Suite struct OptimizerTests {
  @Test(
    arguments: OptimizerCase.all.filter { !OptimizerCase.notOffered.contains($0.name) },
    [DType.float64, .float32])
  func asKeras(_ test: OptimizerCase, _ dtype: DType) throws {
    var diagnostics = Diagnostics()
    let read = test.optimizer(&diagnostics)
    let optimizer = try #require(read, "\(diagnostics.all)")
    let graph = Graph()
    let rate = try graph.constant(optimizer.learningRate, dtype)
    let step = try graph.variable("step", Tensor(Int64(0)), isTrainable: false)
    var updates: [Operation] = []
    var gradients: [Output] = []
    var weights: [Variable] = []
    for variable in test.variables {
      let name = try #require(variable.name)
      let weight = try graph.variable(name, variable.tensor(dtype))
      let slots = try optimizer.slots.map { slot in
        try graph.variable(
          "\(name)/\(slot.name)",
          Tensor(repeating: slot.initialValue, shape: weight.spec.shape).converted(to: dtype))
      }
      let gradient = try graph.placeholder(dtype, shape: weight.spec.shape)
      updates.append(
        try optimizer.update(
          UpdateSite(
            variable: weight, slots: slots, gradient: gradient, learningRate: rate,
            step: step.value)))
      weights.append(weight)
      gradients.append(gradient)
    }
    updates.append(try graph.assignAdd(step.handle, try graph.constant(Tensor(Int64(1)))))

    let session = Session(graph)
    try session.initialize()
    for (index, wanted) in test.steps.enumerated() {
      let fed = zip(gradients, wanted.gradients.map { $0.tensor(dtype) })
      try session.run([], targets: updates, feeding: Dictionary(uniqueKeysWithValues: fed))
      for (weight, expected) in zip(weights, wanted.variables) {
        let found = try session.value(of: weight)
        #expect(
          difference(found, expected.tensor(dtype), test.tolerance(dtype)) == nil,
          "\(weight.name) after step \(index + 1)")
      }
    }
    #expect(test.slots.count == optimizer.slots.count * weights.count)
    for slot in test.slots {
      let variable = graph.variable(named: "\(slot.variable)/\(test.slotName(slot.name))")
      let found = try session.value(of: try #require(variable, "\(slot.name)"))
      let expected = Tensor(slot.values, shape: Shape(slot.shape)).converted(to: dtype)
      #expect(difference(found, expected, test.tolerance(dtype)) == nil, "\(slot.name)")
    }
  }

  @Test(arguments: OptimizerCase.all.filter { OptimizerCase.notOffered.contains($0.name) })
  func refusesWhatItDoesNotOffer(_ test: OptimizerCase) {
    var diagnostics = Diagnostics()
    #expect(test.optimizer(&diagnostics) == nil)
    #expect(diagnostics.hasErrors)
  }

  @Test func everyOptimizerHasACase() {
    let offered = OptimizerCase.all.filter { !OptimizerCase.notOffered.contains($0.name) }
    #expect(Set(optimizerCatalog.types.map { $0.kind }) == Set(offered.map(\.kind)))
    #expect(OptimizerCase.all.count - offered.count == OptimizerCase.notOffered.count)
  }
}
