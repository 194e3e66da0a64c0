import TFXCore
import TFXGraph
import TFXModel
import TFXRuntime
import TestSupport
import Testing

/// A configuration for each optimizer of TensorFlow 1's `tf.train`, with TensorFlow's numbers.
@Suite struct TrainOptimizerTests {
  /// Five steps of an optimizer in TensorFlow 1.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let kind: String
    let dtype: String
    let arguments: Arguments
    let variables: [FixtureTensor]
    let steps: [OptimizerCase.Step]
    let slots: [FixtureTensor]

    static let all: [Case] = Fixture.cases("train")

    var testDescription: String { name }

    /// What a configuration says for it, as `docs/optimizers.md` has it: keys of other names, and
    /// TensorFlow's defaults where they are not Keras's.
    var configuration: ConfigNode {
      let kinds = ["GradientDescent": "SGD", "Momentum": "SGD", "RMSProp": "RMSprop"]
      let keys = [
        "use_nesterov": "nesterov", "beta1": "beta_1", "beta2": "beta_2", "decay": "rho",
      ]
      let defaults = [
        "Adagrad": [("epsilon", 0.0)], "Adadelta": [("epsilon", 1e-8)],
        "Adam": [("epsilon", 1e-8)],
        "RMSProp": [("epsilon", 1e-10), ("initial_accumulator_value", 1)],
      ]
      guard case .mapping(let given) = arguments.node.content else { return arguments.node }
      var entries = given.map { ConfigNode.Entry(keys[$0.key] ?? $0.key, $0.value) }
      for (key, value) in defaults[kind] ?? [] where !entries.contains(where: { $0.key == key }) {
        entries.append(ConfigNode.Entry(key, value.write()))
      }
      let fields = ConfigNode(.mapping(entries))
      return ConfigNode(.mapping([ConfigNode.Entry(kinds[kind] ?? kind, fields)]))
    }
  }

  /// Whether Keras has no such optimizer.
  static func isOwn(_ kind: String) -> Bool {
    ["AdagradDA", "ProximalAdagrad", "ProximalGradientDescent", "LazyAdam"].contains(kind)
  }

  @Test(arguments: Case.all)
  func asTensorFlow(_ test: Case) throws {
    let dtype = try #require(DType(rawValue: test.dtype))
    var diagnostics = Diagnostics()
    let field = OptimizerField.read(test.configuration, &diagnostics)
    let optimizer = try #require(field, "\(diagnostics.all)").value
    // Keras's form of an update rounds in other places.
    let tolerance =
      dtype == .float64 ? Tolerance(1e-11, ofLargest: 1e-12) : Tolerance(1e-6, ofLargest: 2e-6)
    let (graph, session) = try trained(
      optimizer, test.variables, test.steps, dtype, tolerance)
    if !TrainOptimizerTests.isOwn(test.kind) { return }
    // TensorFlow numbers the slots of a variable: kernel/AdagradDA, kernel/AdagradDA_1.
    #expect(test.slots.count == optimizer.slots.count * test.variables.count)
    for variable in test.variables.compactMap(\.name) {
      for (index, slot) in optimizer.slots.enumerated() {
        let name = "\(variable)/\(test.kind)" + (index == 0 ? "" : "_\(index)")
        let expected = try #require(test.slots.first { $0.name == name }, "\(name)")
        let found = try #require(graph.variable(named: "\(variable)/\(slot.name)"))
        #expect(
          difference(try session.value(of: found), expected.tensor(dtype), tolerance) == nil,
          "\(name)")
      }
    }
  }

  @Test(arguments: [
    ("{AdagradDA: {}}", "AdagradDA needs 'learning_rate'"),
    (
      "{AdagradDA: {learning_rate: 0.1, weight_decay: 0.1}}",
      "'weight_decay' has no effect: AdagradDA makes each weight anew"
    ),
    (
      "{AdagradDA: {learning_rate: 0.1, initial_gradient_squared_accumulator_value: 0}}",
      "'initial_gradient_squared_accumulator_value' must be more than 0.0, found '0'"
    ),
    (
      "{ProximalAdagrad: {learning_rate: 0.1, initial_accumulator_value: 0}}",
      "'initial_accumulator_value' must be more than 0.0, found '0'"
    ),
    (
      "{ProximalGradientDescent: {learning_rate: 0.1, l1_regularization_strength: -1}}",
      "'l1_regularization_strength' must be at least 0.0, found '-1'"
    ),
    (
      "{Adagrad: {epsilon: 0, initial_accumulator_value: 0}}",
      "'epsilon' and 'initial_accumulator_value' cannot both be 0"
    ),
  ])
  func refuses(_ text: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(OptimizerField.read(try node(text), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }
}
