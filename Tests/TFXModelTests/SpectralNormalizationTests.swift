import TFXCore
import TFXGraph
import TFXModel
import TFXRuntime
import Testing

/// A training step divides the kernel first, and then updates what it has become.
@Suite struct SpectralNormalizationTests {
  /// The kernel of a model of one layer after one step of SGD.
  private func kernel(
    _ layer: any Layer, from start: [Double], learningRate: Double
  ) throws -> [Double] {
    let model = try ModelGraph(
      [LayerEntry(layer)], sampleShape: [3],
      options: CompileOptions(optimizer: SGD(learningRate), loss: MeanSquaredError()), seed: 1)
    let training = try #require(model.training)
    let session = Session(model.graph)
    try session.initialize()
    let kernel = try #require(model.weights.first { $0.name.hasSuffix("dense/kernel") })
    try session.setValue(Tensor(start.map { Float($0) }, shape: [3, 2]), of: kernel)
    try session.run(
      [], targets: [training.trainStep],
      feeding: [
        model.input: Tensor([1, 2, -1, 0.5, 1, 3] as [Float], shape: [2, 3]),
        training.target: Tensor([1, 0, 2, -1] as [Float], shape: [2, 2]),
      ])
    return try session.value(of: kernel).doubles()
  }

  @Test func dividesThenUpdates() throws {
    var dense = Dense(2, useBias: false)
    dense.kernel.initializer = InitializerField(Ones())
    let start = [1, 2, 0.5, -1, 3, 0.25]
    var spectral = SpectralNormalization(dense)
    // So many iterations find the singular value from any start.
    spectral.powerIterations = 50
    let divided = try kernel(spectral, from: start, learningRate: 0)
    // σ² is the greater root of the characteristic polynomial of kernelᵀ · kernel.
    let (a, b, c) = (1 + 0.25 + 9, 2 - 0.5 + 0.75, 4 + 1 + 0.0625)
    let root = ((a - c) * (a - c) / 4 + b * b).squareRoot()
    let sigma = ((a + c) / 2 + root).squareRoot()
    for (found, first) in zip(divided, start) { #expect(abs(found - first / sigma) < 1e-5) }
    let updated = try kernel(spectral, from: start, learningRate: 0.1)
    let expected = try kernel(dense, from: divided, learningRate: 0.1)
    for (found, wanted) in zip(updated, expected) { #expect(abs(found - wanted) < 1e-5) }
    #expect(zip(updated, divided).allSatisfy { $0 != $1 })
    // What is 0 everywhere is not divided.
    #expect(
      try kernel(spectral, from: [0, 0, 0, 0, 0, 0], learningRate: 0) == [0, 0, 0, 0, 0, 0])
  }
}
