import TFXCore
import TFXModel
import TFXTrain
import TestSupport
import Testing

/// The learning rate after each epoch in Keras.
struct PlateauCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let kind: String
  let arguments: Arguments
  let learning_rate: Double
  let values: [Double]
  let rates: FixtureTensor

  static let all: [PlateauCase] = Fixture.cases("plateaus")
  var testDescription: String { name }
}

@Suite(.serialized) struct ReduceLROnPlateauTests {
  /// A run that is interrupted anywhere goes on with what the callback remembered.
  @Test(arguments: PlateauCase.all) func asKeras(_ test: PlateauCase) throws {
    var diagnostics = Diagnostics()
    let node = ConfigNode(.mapping([ConfigNode.Entry(test.kind, test.arguments.node)]))
    let read = CallbackField.read(node, &diagnostics)
    let description = try #require(read, "\(diagnostics.all)").value
    let watched = try #require(description.watched)
    let monitor = Monitor(watched.name, isHigherBetter: watched.mode == .max)
    let isTrain = watched.name == "loss"
    for saved in [nil, 1, 2, 4, 6] {
      let model = Sequential([Dense(1)])
      try model.compile(optimizer: SGD(test.learning_rate), loss: MeanSquaredError())
      try model.build(sampleShape: [1])
      var callback = description.callback(monitor)
      var control = TrainingControl(model, described: [("reduce_lr_on_plateau", callback)])
      try callback.trainingBegins(control)
      for (index, value) in test.values.enumerated() {
        try callback.epochEnds(
          EpochLog(
            epoch: index + 1, step: index, train: Measurements([("loss", isTrain ? value : 0)]),
            validation: Measurements([("loss", isTrain ? 0 : value)]), learningRate: 0,
            samplesPerSecond: 1, elapsedSeconds: 1))
        let rate = try model.learningRate
        #expect(
          abs(rate / test.rates.values[index] - 1) < 1e-6,
          "epoch \(index + 1), saved after \(saved ?? 0)")
        if index + 1 == saved {
          let state = callback.state
          callback = description.callback(monitor)
          control = TrainingControl(model, described: [("reduce_lr_on_plateau", callback)])
          try callback.restore(Dictionary(uniqueKeysWithValues: state.map { ($0.name, $0.value) }))
          try callback.trainingBegins(control)
        }
      }
      if saved == nil, test.rates.values.last! < test.learning_rate {
        #expect(control.takeTold().first?.hasPrefix("learning rate lowered to ") == true)
        #expect(control.takeTold().isEmpty)
      }
    }
  }

  @Test func theCasesLowerTheRateAndDoNot() {
    #expect(PlateauCase.all.contains { $0.rates.values.last! < $0.learning_rate / 100 })
    #expect(PlateauCase.all.contains { Float($0.rates.values.last!) == Float($0.learning_rate) })
  }

  /// An epoch that is not validated does not count.
  @Test func skipsEpochsWithoutTheValue() throws {
    let description = ReduceLROnPlateau()
    let callback = description.callback(Monitor("val_loss"))
    try callback.epochEnds(
      EpochLog(
        epoch: 1, step: 1, train: Measurements([("loss", 1)]), validation: nil, learningRate: 0,
        samplesPerSecond: 1, elapsedSeconds: 1))
    #expect(callback.state.map(\.name) == ["wait", "cooldown"])
  }

  @Test func refusesASchedule() throws {
    var sgd = SGD()
    sgd.learningRate = .schedule(OneCycle())
    let error = #expect(throws: TrainError.self) {
      try smallModel(sgd).fit(
        points(9), FitOptions(epochs: 1, callbacks: [ReduceLROnPlateau()]), validation: points(9))
    }
    #expect(
      error?.description
        == "ReduceLROnPlateau sets the learning rate, which follows a schedule already")
    #expect(
      error?.help
        == "keep one of them: give learning_rate a number, or leave the callback out")
  }
}
