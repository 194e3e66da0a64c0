import Foundation
import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// Ten steps of an optimizer in Keras, with arguments that all optimizers have.
struct OptimizerOptionCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let kind: String
  let arguments: Arguments
  let weights: [String]
  let steps: [[FixtureTensor]]
  let slots: [OptimizerCase.Slot]
  /// The weights when the training is over.
  let final: [FixtureTensor]

  /// What all cases have in common.
  struct Shared: Decodable, Sendable {
    let weights: [FixtureTensor]
    let gradients: [[FixtureTensor]]
  }

  private struct File: Decodable {
    let shared: Shared
    let cases: [OptimizerOptionCase]
  }

  private static let file: File = {
    let url = URL(filePath: Repository.fixture("optimizer_options.json"))
    do {
      return try JSONDecoder().decode(File.self, from: try Data(contentsOf: url))
    } catch {
      preconditionFailure("\(url): \(error)")
    }
  }()

  static let shared = file.shared
  static let all = file.cases
  var testDescription: String { name }

  /// Keras has 1 − 0.999 in float32 in the formulas of Adam's family, which is off by 1e-5 of it.
  /// Muon's iteration makes a large difference of a small one.
  func tolerance(_ dtype: DType) -> Tolerance {
    if dtype != .float64 {
      return kind == "Muon" ? Tolerance(1e-4, ofLargest: 1e-5) : Tolerance(2e-5, ofLargest: 2e-6)
    }
    return ["Adam", "AdamW", "Nadam", "Muon", "Lamb"].contains(kind)
      ? Tolerance(2e-5, ofLargest: 1e-5) : Tolerance(2e-6, ofLargest: 1e-6)
  }

  /// Our name of one of Keras's slots; nil for one that is made anew in each step.
  func slotName(_ slot: OptimizerCase.Slot) -> String? {
    if kind == "Adafactor" {
      return slot.name != "velocity" ? slot.name : slot.shape.count < 2 ? "v" : nil
    }
    guard kind == "Adam" || kind == "AdamW" else { return slot.name }
    return ["momentum": "m", "velocity": "v", "velocity_hat": "v_hat"][slot.name] ?? slot.name
  }
}

@Suite struct OptimizerOptionTests {
  @Test(arguments: OptimizerOptionCase.all, [DType.float64, .float32])
  func asKeras(_ test: OptimizerOptionCase, _ dtype: DType) throws {
    var diagnostics = Diagnostics()
    let node = ConfigNode(.mapping([ConfigNode.Entry(test.kind, test.arguments.node)]))
    let read = OptimizerField.read(node, &diagnostics)
    let optimizer = try #require(read, "\(diagnostics.all)").value
    let graph = Graph()
    let step = try graph.variable("step", Tensor(Int64(0)), isTrainable: false)
    let rate =
      switch optimizer.learningRate {
      case .constant(let rate): try graph.constant(rate, dtype)
      case .schedule(let schedule):
        try schedule.rate(ScheduleClock(step: step.value, total: step.value, dtype))
      }
    var trained: [TrainedWeight] = []
    for name in test.weights {
      let first = try #require(OptimizerOptionCase.shared.weights.first { $0.name == name })
      let weight = try graph.variable(name, first.tensor(dtype))
      let slots = try optimizer.slots(for: weight).map { slot in
        try graph.variable(
          "optimizer/\(name)/\(slot.name)",
          Tensor(repeating: slot.initialValue, shape: slot.shape ?? weight.spec.shape)
            .converted(to: dtype))
      }
      let gradient = try graph.placeholder(dtype, shape: weight.spec.shape)
      trained.append(TrainedWeight(weight, slots: slots, gradient: gradient))
    }
    let steps = try optimizer.steps(trained, learningRate: rate, step: step.value)
    let count = try graph.assignAdd(step, try graph.constant(Tensor(Int64(1))))
    let every = optimizer.settings.gradientAccumulationSteps ?? 1
    #expect((steps.accumulate == nil) == (every == 1))

    let session = Session(graph)
    try session.initialize()
    let tolerance = test.tolerance(dtype)
    for (index, expected) in test.steps.enumerated() {
      let gradients = OptimizerOptionCase.shared.gradients[index]
      var fed: [Output: Tensor] = [:]
      for weight in trained {
        let own = try #require(gradients.first { $0.name == weight.variable.name })
        fed[weight.gradient] = own.tensor(dtype)
      }
      let targets = (index + 1).isMultiple(of: every) ? steps.update : steps.accumulate!
      try session.run([], targets: targets + [count], feeding: fed)
      for (weight, expected) in zip(trained, expected) {
        let found = try session.value(of: weight.variable)
        #expect(
          difference(found, expected.tensor(dtype), tolerance) == nil,
          "\(weight.variable.name) after step \(index + 1)")
      }
    }

    var own = trained.flatMap { optimizer.slots(for: $0.variable) }.count + steps.variables.count
    for slot in test.slots {
      guard let name = test.slotName(slot) else { continue }
      own -= 1
      let variable = graph.variable(named: "optimizer/\(slot.variable)/\(name)")
      let found = try session.value(of: try #require(variable, "\(slot.variable) \(name)"))
      let expected = Tensor(slot.values, shape: Shape(slot.shape)).converted(to: dtype)
      #expect(difference(found, expected, tolerance) == nil, "\(slot.variable) \(name)")
    }
    #expect(own == 0)
    for (final, weight) in zip(test.final, trained.map(\.variable)) {
      let average = steps.averages.first { $0.weight.name == weight.name }?.average
      let found = try session.value(of: average ?? weight)
      #expect(difference(found, final.tensor(dtype), tolerance) == nil, "\(weight.name) in the end")
    }
  }

  @Test func everyOptimizerOfKerasHasACase() {
    #expect(
      Set(optimizerCatalog.types.map { $0.kind }.filter { !TrainOptimizerTests.isOwn($0) })
        == Set(OptimizerOptionCase.all.map(\.kind)))
  }

  static let refusals: [(text: String, message: String)] = [
    ("SGD: {use_ema: 3}", "expected true or false, found '3'"),
    ("SGD: {use_ema: true, ema_momentum: 2}", "'ema_momentum' must be from 0.0 to 1.0, found '2'"),
    ("SGD: {ema_momentum: 0.5}", "it has no effect without averages"),
    (
      "SGD: {use_ema: true, ema_overwrite_frequency: 0}",
      "'ema_overwrite_frequency' must be at least 1, found '0'"
    ),
    ("SGD: {ema_overwrite_frequency: 3}", "it has no effect without averages"),
    (
      "SGD: {gradient_accumulation_steps: 1}",
      "'gradient_accumulation_steps' must be at least 2, found '1'"
    ),
    ("SGD: {weight_decay: -1}", "'weight_decay' must be at least 0.0, found '-1'"),
    ("SGD: {clipnorm: 0}", "'clipnorm' must be more than 0.0, found '0'"),
    ("SGD: {clipvalue: 0}", "'clipvalue' must be more than 0.0, found '0'"),
    ("SGD: {global_clipnorm: 0}", "'global_clipnorm' must be more than 0.0, found '0'"),
    ("SGD: {exclude_from_weight_decay: [bias]}", "there is no decay"),
    (
      "SGD: {weight_decay: 1, exclude_from_weight_decay: ['(']}",
      "expected regular expressions: missing ): ("
    ),
    (
      "SGD: {weight_decay: 1, exclude_from_weight_decay: bias}",
      "expected a list, each a text, found 'bias'"
    ),
    ("Adafactor: {beta_2_decay: 1}", "'beta_2_decay' must be at most 0.0, found '1'"),
    ("Adafactor: {epsilon_1: 0}", "'epsilon_1' must be more than 0.0, found '0'"),
    ("Adafactor: {epsilon_2: -1}", "'epsilon_2' must be at least 0.0, found '-1'"),
    ("Adafactor: {clip_threshold: 0}", "'clip_threshold' must be more than 0.0, found '0'"),
    ("Adafactor: {relative_step: 2}", "expected true or false, found '2'"),
    ("LazyAdam: {beta_1: 1}", "'beta_1' must be at least 0.0 and below 1.0, found '1'"),
    ("LazyAdam: {beta_2: 1}", "'beta_2' must be at least 0.0 and below 1.0, found '1'"),
    ("LazyAdam: {epsilon: 0}", "'epsilon' must be more than 0.0, found '0'"),
    ("Lamb: {beta_1: 1}", "'beta_1' must be at least 0.0 and below 1.0, found '1'"),
    ("Lamb: {beta_2: 1}", "'beta_2' must be at least 0.0 and below 1.0, found '1'"),
    ("Lamb: {epsilon: 0}", "'epsilon' must be more than 0.0, found '0'"),
    ("Muon: {adam_beta_1: 1}", "'adam_beta_1' must be at least 0.0 and below 1.0, found '1'"),
    ("Muon: {adam_beta_2: 1}", "'adam_beta_2' must be at least 0.0 and below 1.0, found '1'"),
    ("Muon: {adam_weight_decay: -1}", "'adam_weight_decay' must be at least 0.0, found '-1'"),
    ("Muon: {epsilon: 0}", "'epsilon' must be more than 0.0, found '0'"),
    ("Muon: {exclude_layers: ['[']}", "expected regular expressions: missing ]: ["),
    ("Muon: {exclude_embeddings: 2}", "expected true or false, found '2'"),
    ("Muon: {muon_a: x}", "expected a number, found 'x'"),
    ("Muon: {muon_b: x}", "expected a number, found 'x'"),
    ("Muon: {muon_c: x}", "expected a number, found 'x'"),
    ("Muon: {adam_lr_ratio: 0}", "'adam_lr_ratio' must be more than 0.0, found '0'"),
    ("Muon: {momentum: 2}", "'momentum' must be from 0.0 to 1.0, found '2'"),
    ("Muon: {ns_steps: 0}", "'ns_steps' must be from 1 to 100, found '0'"),
    ("Muon: {nesterov: 2}", "expected true or false, found '2'"),
    ("Muon: {rms_rate: 0}", "'rms_rate' must be more than 0.0, found '0'"),
    ("SGD: {learning_rate: -1}", "'learning_rate' must be at least 0.0, found '-1'"),
    ("SGD: {momentum: 2}", "'momentum' must be from 0.0 to 1.0, found '2'"),
    ("SGD: {nesterov: 2}", "expected true or false, found '2'"),
    ("Adam: {beta_1: 1}", "'beta_1' must be at least 0.0 and below 1.0, found '1'"),
    ("Adam: {beta_2: 1}", "'beta_2' must be at least 0.0 and below 1.0, found '1'"),
    ("Adam: {epsilon: 0}", "'epsilon' must be more than 0.0, found '0'"),
    ("Adam: {amsgrad: 2}", "expected true or false, found '2'"),
    ("AdamW: {beta_1: 1}", "'beta_1' must be at least 0.0 and below 1.0, found '1'"),
    ("AdamW: {beta_2: 1}", "'beta_2' must be at least 0.0 and below 1.0, found '1'"),
    ("AdamW: {epsilon: 0}", "'epsilon' must be more than 0.0, found '0'"),
    ("AdamW: {amsgrad: 2}", "expected true or false, found '2'"),
    ("AdamW: {weight_decay: null}", "expected a number, found null"),
    ("RMSprop: {rho: 2}", "'rho' must be from 0.0 to 1.0, found '2'"),
    ("RMSprop: {momentum: 2}", "'momentum' must be from 0.0 to 1.0, found '2'"),
    ("RMSprop: {epsilon: 0}", "'epsilon' must be more than 0.0, found '0'"),
    ("RMSprop: {centered: 2}", "expected true or false, found '2'"),
    (
      "RMSprop: {initial_accumulator_value: -1}",
      "'initial_accumulator_value' must be at least 0.0, found '-1'"
    ),
    (
      "Adagrad: {initial_accumulator_value: -1}",
      "'initial_accumulator_value' must be at least 0.0, found '-1'"
    ),
    ("Adagrad: {epsilon: -1}", "'epsilon' must be at least 0.0, found '-1'"),
    ("Adadelta: {rho: 2}", "'rho' must be from 0.0 to 1.0, found '2'"),
    ("Adadelta: {epsilon: 0}", "'epsilon' must be more than 0.0, found '0'"),
    ("Adamax: {beta_1: 1}", "'beta_1' must be at least 0.0 and below 1.0, found '1'"),
    ("Adamax: {beta_2: 1}", "'beta_2' must be at least 0.0 and below 1.0, found '1'"),
    ("Adamax: {epsilon: 0}", "'epsilon' must be more than 0.0, found '0'"),
    ("Nadam: {beta_1: 1}", "'beta_1' must be at least 0.0 and below 1.0, found '1'"),
    ("Nadam: {beta_2: 1}", "'beta_2' must be at least 0.0 and below 1.0, found '1'"),
    ("Nadam: {epsilon: 0}", "'epsilon' must be more than 0.0, found '0'"),
    ("Ftrl: {learning_rate_power: 1}", "'learning_rate_power' must be at most 0.0, found '1'"),
    (
      "Ftrl: {initial_accumulator_value: -1}",
      "'initial_accumulator_value' must be at least 0.0, found '-1'"
    ),
    (
      "Ftrl: {l1_regularization_strength: -1}",
      "'l1_regularization_strength' must be at least 0.0, found '-1'"
    ),
    (
      "Ftrl: {l2_regularization_strength: -1}",
      "'l2_regularization_strength' must be at least 0.0, found '-1'"
    ),
    (
      "Ftrl: {l2_shrinkage_regularization_strength: -1}",
      "'l2_shrinkage_regularization_strength' must be at least 0.0, found '-1'"
    ),
    ("Ftrl: {beta: -1}", "'beta' must be at least 0.0, found '-1'"),
    ("Lion: {beta_1: 0}", "'beta_1' must be more than 0.0 and at most 1.0, found '0'"),
    ("Lion: {beta_2: 2}", "'beta_2' must be from 0.0 to 1.0, found '2'"),
    (
      "AdagradDA: {learning_rate: 1, initial_gradient_squared_accumulator_value: 0}",
      "'initial_gradient_squared_accumulator_value' must be more than 0.0, found '0'"
    ),
    (
      "AdagradDA: {learning_rate: 1, l1_regularization_strength: -1}",
      "'l1_regularization_strength' must be at least 0.0, found '-1'"
    ),
    (
      "AdagradDA: {learning_rate: 1, l2_regularization_strength: -1}",
      "'l2_regularization_strength' must be at least 0.0, found '-1'"
    ),
    (
      "ProximalAdagrad: {learning_rate: 1, initial_accumulator_value: 0}",
      "'initial_accumulator_value' must be more than 0.0, found '0'"
    ),
    (
      "ProximalAdagrad: {learning_rate: 1, l1_regularization_strength: -1}",
      "'l1_regularization_strength' must be at least 0.0, found '-1'"
    ),
    (
      "ProximalAdagrad: {learning_rate: 1, l2_regularization_strength: -1}",
      "'l2_regularization_strength' must be at least 0.0, found '-1'"
    ),
    (
      "ProximalGradientDescent: {learning_rate: 1, l1_regularization_strength: -1}",
      "'l1_regularization_strength' must be at least 0.0, found '-1'"
    ),
    (
      "ProximalGradientDescent: {learning_rate: 1, l2_regularization_strength: -1}",
      "'l2_regularization_strength' must be at least 0.0, found '-1'"
    ),
  ]

  @Test(arguments: refusals) func refuses(_ text: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(OptimizerField.read(try node("{\(text)}"), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }

  /// Each field of each optimizer stands among the refusals, and what all have once.
  @Test func everyFieldHasARefusal() {
    let shared = Set(fields(of: SGD.self)).intersection(fields(of: Lion.self))
    for type in optimizerCatalog.types {
      for field in fields(of: type) {
        let owner = shared.contains(field) ? "SGD" : type.kind
        #expect(
          OptimizerOptionTests.refusals.contains {
            $0.text.hasPrefix("\(owner):") && $0.text.contains("\(field): ")
          }, "\(type.kind).\(field)")
      }
    }
  }

  private func fields(of type: any NamedConfigurable.Type) -> [String] {
    guard case .mapping(let fields) = FieldWriter.write(type.init()).content else { return [] }
    return fields.map(\.key)
  }

  /// Names of weights that mean none, at the field of the file.
  @Test(arguments: [
    (
      "{SGD: {weight_decay: 0.1, exclude_from_weight_decay: [bais]}}",
      "exclude_from_weight_decay: no weight that is trained has 'bais' in its name",
      "did you mean 'bias'?"
    ),
    (
      "{Muon: {exclude_layers: [output]}}",
      "exclude_layers: no weight that is trained has 'output' in its name",
      "there are dense/kernel, dense/bias"
    ),
  ])
  func namesOfNoWeight(_ text: String, _ message: String, _ help: String) throws {
    var diagnostics = Diagnostics()
    let read = OptimizerField.read(try node(text), &diagnostics)
    let optimizer = try #require(read, "\(diagnostics.all)").value
    let error = #expect(throws: ModelError.self) {
      try ModelGraph(
        [LayerEntry(Dense(2))], sampleShape: [3],
        options: CompileOptions(optimizer: optimizer, loss: MeanSquaredError()), seed: 1)
    }
    #expect(error?.description == message)
    #expect(error?.help == help)
  }
}
