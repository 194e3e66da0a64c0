import Foundation
import TFXCore
import TFXData
import TFXModel
import TFXTrain
import Testing

@Suite struct EvaluateTests {
  private func trained() throws -> (Sequential, Dataset) {
    let model = try smallModel()
    let data = points(103)
    try model.fit(data, FitOptions(epochs: 2))
    return (model, data)
  }

  /// Loss and accuracy computed here from the predictions are those of `evaluate`.
  @Test func predictionsAreWhatIsEvaluated() throws {
    let (model, data) = try trained()
    let predicted = try model.predict(data.inputs)
    #expect(predicted.spec == TensorSpec([103, 3]))
    let values = predicted.doubles()
    let labels = try #require(data.targets).scalars(as: Int32.self)
    var loss = 0.0
    var hits = 0
    for (row, label) in labels.enumerated() {
      let probabilities = values[row * 3..<row * 3 + 3]
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
      loss -= log(probabilities[row * 3 + Int(label)])
      if probabilities.max() == probabilities[row * 3 + Int(label)] { hits += 1 }
    }
    let found = try model.evaluate(data)
    #expect(abs(found.loss - loss / 103) < 1e-5)
    #expect(try #require(found["accuracy"]) == Double(hits) / 103)
  }

  @Test(arguments: [1, 7, 32, 103, 1000])
  func theBatchSizeChangesOnlyRounding(_ batchSize: Int) throws {
    let (model, data) = try trained()
    let expected = try model.evaluate(data)
    let found = try model.evaluate(data, batchSize: batchSize)
    #expect(abs(found.loss - expected.loss) < 1e-6)
    #expect(abs(try #require(found["accuracy"]) - (try #require(expected["accuracy"]))) < 1e-12)
    let apart = zip(
      try model.predict(data.inputs, batchSize: batchSize).doubles(),
      try model.predict(data.inputs).doubles()
    ).map { abs($0 - $1) }.max()
    #expect(try #require(apart) < 1e-6)
  }

  /// As in Keras, the loss that is reported has the weights' penalties in it.
  @Test func penaltiesArePartOfTheLoss() throws {
    var dense = Dense(1, useBias: false)
    dense.kernel.regularizer = RegularizerField(L2(0.5))
    let model = Sequential([dense])
    try model.compile(optimizer: SGD(0.1), loss: MeanSquaredError())
    try model.build(sampleShape: [2])
    try model.setWeights(["dense/kernel": Tensor([1, 3] as [Float], shape: [2, 1])])
    let data = Dataset(
      inputs: Tensor([1, 1] as [Float], shape: [1, 2]),
      targets: Tensor([2] as [Float], shape: [1, 1]))
    #expect(try model.evaluate(data).loss == 4 + 0.5 * 10)
    let logs = try model.fit(data, FitOptions(epochs: 1))
    #expect(logs[0].train.loss == 9)
    // w ← w − 0.1 · (2 · 2 · x + w).
    let kernel = try model.weights[0].value.doubles()
    #expect(abs(kernel[0] - 0.5) < 1e-6 && abs(kernel[1] - 2.3) < 1e-6)
  }

  @Test func evaluatingChangesNothing() throws {
    let (model, data) = try trained()
    let before = try stateBytes(model)
    _ = try model.evaluate(data)
    _ = try model.predict(data.inputs)
    #expect(try stateBytes(model) == before)
  }

  @Test func logitsArePredictedAsProbabilities() throws {
    var loss = SparseCategoricalCrossentropy()
    loss.fromLogits = true
    let logits = Sequential([Dense(3)], seed: 5)
    try logits.compile(optimizer: SGD(), loss: loss)
    let softmax = Sequential([Dense(3, activation: .softmax)], seed: 5)
    try softmax.compile(optimizer: SGD(), loss: SparseCategoricalCrossentropy())
    let data = points(9)
    #expect(try logits.predict(data.inputs) == softmax.predict(data.inputs))
    #expect(try logits.evaluate(data) == softmax.evaluate(data))
  }

  @Test func mistakesAreNamed() throws {
    func message(_ body: () throws -> Void) -> String {
      do {
        try body()
        return "no error"
      } catch { return "\(error)" }
    }
    let plain = Sequential([Dense(3)])
    #expect(
      message { _ = try plain.evaluate(points(3)) }
        == "the model has no loss and no optimizer; call compile first")
    let model = try smallModel()
    #expect(
      message { _ = try model.fit(Dataset(inputs: Tensor(shape: [0, 4], dtype: .float32))) }
        == "there are no samples")
    try model.fit(points(6))
    #expect(
      message { _ = try model.predict(Tensor(shape: [2, 5], dtype: .float32)) }
        == "the model takes samples of shape [4], these are [5]")
    #expect(
      message { _ = try model.evaluate(Dataset(inputs: points(3).inputs)) }
        == "the loss takes targets int32[?], found none")
    let floats = Dataset(inputs: points(3).inputs, targets: Tensor([0, 1, 2] as [Float]))
    #expect(
      message { _ = try model.evaluate(floats) }
        == "the loss takes targets int32[?], found float32[3]")
    let huge = Dataset(
      inputs: Tensor([Float](repeating: .greatestFiniteMagnitude, count: 8), shape: [2, 4]),
      targets: Tensor([Float](repeating: 0, count: 2), shape: [2, 1]))
    let regression = Sequential([Dense(1)])
    try regression.compile(optimizer: SGD(), loss: MeanSquaredError())
    #expect(message { try regression.fit(huge) } == "the loss became inf at epoch 1, step 1")
  }

  @Test func weightsThatDoNotFitAreAllNamed() throws {
    let model = Sequential([Dense(3), Dense(2)])
    try model.build(sampleShape: [4])
    let before = try model.weights.map(\.value)
    let tensors = [
      "dense/kernel": Tensor(shape: [4, 5], dtype: .float32),
      "dense/bias": Tensor(shape: [3], dtype: .complex64),
      "dense_1/kernel": Tensor(shape: [3, 2], dtype: .float32),
      "dense_1/bais": Tensor(shape: [2], dtype: .float32),
    ]
    let error = #expect(throws: TrainError.self) {
      try model.setWeights(tensors, from: "w.safetensors")
    }
    #expect(
      error?.description == """
        w.safetensors: these weights don't fit the model:
          'dense/kernel': expected float32[4, 3], found float32[4, 5]
          'dense/bias': expected float32[3], found complex64[3]
          'dense_1/bias' is missing; did you mean 'dense_1/bais'?
        """)
    #expect(try model.weights.map(\.value) == before)
  }

  @Test func weightsOfFloat64AreConverted() throws {
    let model = Sequential([Dense(1)])
    try model.build(sampleShape: [2])
    try model.setWeights([
      "dense/kernel": Tensor([0.5, -1], shape: [2, 1]), "dense/bias": Tensor([0.1]),
    ])
    let found = try model.predict(Tensor([1, 2] as [Float], shape: [1, 2]))
    #expect(found == Tensor([-1.4] as [Float], shape: [1, 1]))
  }
}
