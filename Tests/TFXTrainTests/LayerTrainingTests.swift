import TFXCore
import TFXData
import TFXModel
import TFXTrain
import Testing

/// What any layer may be told of its training.
@Suite struct LayerTrainingTests {
  /// y = w · x, trained by one step of SGD at rate 0.1 on the sample x = (1, 1), t = 2.
  private func kernel(
    after change: (inout Dense, inout LayerEntry) -> Void
  ) throws -> (kernel: [Double], loss: Double) {
    var dense = Dense(1, useBias: false)
    var entry = LayerEntry(dense)
    change(&dense, &entry)
    entry.layer = dense
    let model = Sequential(entries: [entry])
    try model.compile(optimizer: SGD(0.1), loss: MeanSquaredError())
    try model.build(sampleShape: [2])
    try model.setWeights(["dense/kernel": Tensor([1, 3] as [Float], shape: [2, 1])])
    let data = Dataset(
      inputs: Tensor([1, 1] as [Float], shape: [1, 2]),
      targets: Tensor([2] as [Float], shape: [1, 1]))
    let logs = try model.fit(data, FitOptions(epochs: 1))
    return (try model.weights[0].value.doubles(), logs[0].train.loss)
  }

  private func expect(_ found: [Double], _ wanted: [Double]) {
    #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-6 }, "\(found)")
  }

  @Test func aStepChangesTheWeights() throws {
    // ∂ = 2 · (4 − 2) · x.
    expect(try kernel { _, _ in }.kernel, [0.6, 2.6])
  }

  @Test func whatIsNotTrainableStays() throws {
    expect(try kernel { $1.trainable = false }.kernel, [1, 3])
  }

  @Test func theMultiplierScalesTheRate() throws {
    expect(try kernel { $1.learningRateMultiplier = 0.5 }.kernel, [0.8, 2.8])
    expect(try kernel { $1.learningRateMultiplier = 0 }.kernel, [1, 3])
  }

  @Test func theConstraintHoldsAfterTheUpdate() throws {
    let found = try kernel { dense, _ in dense.kernel.constraint = ConstraintField(UnitNorm()) }
    let norm = (0.6 * 0.6 + 2.6 * 2.6).squareRoot()
    expect(found.kernel, [0.6 / norm, 2.6 / norm])
  }

  @Test func theActivityAddsToTheLossPerSample() throws {
    let found = try kernel { $1.activityRegularizer = RegularizerField(L2(0.25)) }
    #expect(abs(found.loss - (4 + 0.25 * 16)) < 1e-6)
    // The penalty's gradient is 2 · 0.25 · 4 · x.
    expect(found.kernel, [0.4, 2.4])
  }

  /// As in Keras, what is not trained normalizes by its moving averages in training too.
  @Test func frozenNormalizationKeepsItsAverages() throws {
    var entry = LayerEntry(BatchNormalization())
    entry.trainable = false
    let model = Sequential(entries: [entry, LayerEntry(Dense(1))])
    try model.compile(optimizer: SGD(0.1), loss: MeanSquaredError())
    let data = Dataset(
      inputs: Tensor([5, 7] as [Float], shape: [2, 1]),
      targets: Tensor([2, 3] as [Float], shape: [2, 1]))
    try model.fit(data, FitOptions(epochs: 2))
    let weights = try model.weights
    #expect(weights.first { $0.name == "batch_normalization/moving_mean" }?.value.doubles() == [0])
  }
}
