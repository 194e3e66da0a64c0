import TFXCore
import TFXModel
import TFXTrain
import TestSupport
import Testing

/// When a callback ends a training in Keras, and with the weights of which epoch.
struct StoppingCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let kind: String
  let arguments: Arguments
  let values: [Double]
  let epochs: Int
  let weights_of_epoch: Int

  static let all: [StoppingCase] = Fixture.cases("callbacks")
  var testDescription: String { name }

  func description() throws -> any CallbackDescription {
    var diagnostics = Diagnostics()
    let node = ConfigNode(.mapping([ConfigNode.Entry(kind, arguments.node)]))
    let field = CallbackField.read(node, &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    return try #require(field).value
  }
}

@Suite(.serialized) struct EarlyStoppingTests {
  /// Trains through the values of a case; the model's only weight is the number of the epoch.
  private func run(
    _ test: StoppingCase, savedAfter saved: Int? = nil
  ) throws -> (epochs: Int, weight: Int) {
    let model = Sequential([Dense(1, useBias: false)])
    try model.build(sampleShape: [1])
    let description = try test.description()
    let watched = try #require(description.watched)
    let monitor = Monitor(watched.name, isHigherBetter: watched.mode == .max)
    var callback = description.callback(monitor)
    var control = TrainingControl(model, described: [("early_stopping", callback)])
    try callback.trainingBegins(control)
    var epoch = 0
    while epoch < test.values.count, !callback.wantsStop {
      let value = test.values[epoch]
      epoch += 1
      try model.setWeights(["dense/kernel": Tensor([Float(epoch)], shape: [1, 1])])
      let isTrain = watched.name == "loss"
      try callback.epochEnds(
        EpochLog(
          epoch: epoch, step: epoch, train: Measurements([("loss", isTrain ? value : 0)]),
          validation: Measurements([("loss", isTrain ? 0 : value)]), learningRate: 0.1,
          samplesPerSecond: 1, elapsedSeconds: 1))
      if epoch == saved {
        let state = callback.state
        callback = description.callback(monitor)
        control = TrainingControl(model, described: [("early_stopping", callback)])
        try callback.restore(Dictionary(uniqueKeysWithValues: state.map { ($0.name, $0.value) }))
        try callback.trainingBegins(control)
      }
    }
    try callback.trainingEnds()
    return (epoch, Int(try model.weights[0].value.doubles()[0]))
  }

  @Test(arguments: StoppingCase.all) func asKeras(_ test: StoppingCase) throws {
    for saved in [nil, 1, 2, 3, test.epochs] {
      let (epochs, weight) = try run(test, savedAfter: saved)
      #expect(epochs == test.epochs, "saved after \(saved ?? 0)")
      #expect(weight == test.weights_of_epoch, "saved after \(saved ?? 0)")
    }
  }

  @Test func theCasesStopAndDoNot() {
    #expect(StoppingCase.all.contains { $0.epochs < $0.values.count })
    #expect(StoppingCase.all.contains { $0.epochs == $0.values.count })
    #expect(StoppingCase.all.contains { $0.weights_of_epoch < $0.epochs })
    #expect(StoppingCase.all.allSatisfy { $0.kind == EarlyStopping.kind })
  }

  /// A training that stops by itself has the best weights, and says why.
  @Test func endsATraining() throws {
    let model = try smallModel(Adam(0.3))
    let options = FitOptions(
      epochs: 200, callbacks: [EarlyStopping(patience: 3, restoreBestWeights: true)])
    let logs = try model.fit(points(60), options, validation: points(15))
    #expect(logs.count < 200)
    let losses = logs.map { $0.validation!.loss }
    let best = try #require(losses.min())
    #expect(losses.count - (losses.firstIndex(of: best)! + 1) == 3)
    #expect(try model.evaluate(points(15)).loss == best)
  }
}
