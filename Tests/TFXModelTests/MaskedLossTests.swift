import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// A model in Keras whose output has a mask: its loss, and its weights after a step of SGD.
struct MaskedLossCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let loss: String
  let loss_arguments: Arguments
  let layers: [Arguments]
  let input: FixtureTensor
  let target: FixtureTensor
  let weights: [FixtureTensor]
  let value: Double
  let weights_after: [FixtureTensor]

  static let all: [MaskedLossCase] = Fixture.cases("masked_losses")
  var testDescription: String { name }
}

@Suite struct MaskedLossTests {
  /// A mean is over the time steps that count.
  @Test(arguments: MaskedLossCase.all)
  func asKeras(_ test: MaskedLossCase) throws {
    var diagnostics = Diagnostics()
    let entries = try test.layers.map {
      try #require(LayerEntry.read($0.node, &diagnostics))
    }
    let loss = try #require(
      LossField.read(
        ConfigNode(.mapping([ConfigNode.Entry(test.loss, test.loss_arguments.node)])),
        &diagnostics))
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    let model = try ModelGraph(
      entries, inputs: [.init("input", Array(test.input.shape[1...]))], seed: 0,
      dtype: .float64)
    try model.compile(CompileOptions(optimizer: SGD(0.5), loss: loss.value))
    let training = try #require(model.training)
    let session = Session(model.graph)
    try session.initialize()
    for (weight, value) in zip(model.weights, test.weights) {
      #expect(weight.name == value.name)
      try session.setValue(value.tensor(.float64), of: weight)
    }
    let target = test.target.tensor(.float64).converted(to: training.target.dtype)
    let feeds = [model.input: test.input.tensor(.float64), training.target: target]
    let evaluated = try session.run(training.evaluationMeasures.loss, feeding: feeds)
    #expect(abs(evaluated.doubles()[0] - test.value) < 1e-6 * test.value)
    let losses = try session.run(
      [training.trainMeasures.loss], targets: [training.trainStep], feeding: feeds)
    #expect(abs(losses[0].doubles()[0] - test.value) < 1e-6 * test.value)
    for (weight, value) in zip(model.weights, test.weights_after) {
      let found = try session.value(of: weight)
      #expect(
        difference(found, value.tensor(.float64), Tolerance(1e-6, ofLargest: 1e-7)) == nil,
        "\(weight.name)")
    }
  }
}
