import CAllocations
import TFXCore
import TFXData
import TFXModel
import TFXTrain
import Testing

/// A step of training asks for no memory once its plan is made.
///
/// The thread that trains is watched. It does its share of every kernel, so that what the pool's
/// other threads do is seen too.
@Suite struct AllocationTests {
  @Test func stepsOfADenseModelAllocateNothing() throws {
    let layers: [any Layer] = [
      Dense(64, activation: .relu), Dropout(0.2), Dense(10, activation: .softmax),
    ]
    let watch = try train(layers, sample: [40], optimizer: Adam())
    #expect(watch.allocations <= 0)
    var clipping = Nadam()
    clipping.gradientOptions = GradientOptions(weightDecay: 0.01, globalClipNorm: 1)
    #expect(try train(layers, sample: [40], optimizer: clipping).allocations <= 0)
  }

  @Test func stepsOfAConvolutionalModelAllocateNothing() throws {
    let layers: [any Layer] = [
      Conv2D(8, 3, activation: .relu), MaxPooling2D(2), BatchNormalization(),
      Conv2D(16, 3, activation: .relu), AveragePooling2D(2), Flatten(), Dropout(0.5),
      Dense(10, activation: .softmax),
    ]
    let watch = try train(layers, sample: [12, 12, 1], optimizer: SGD(0.01, momentum: 0.9))
    #expect(watch.allocations <= 0)
  }

  @Test func allocationsAreCounted() {
    tfx_allocations_start()
    let array = [Int](repeating: 1, count: Int.random(in: 100...200))
    let count = tfx_allocations_stop()
    #expect(count > 0 || count == -1, "\(array.count) elements")
  }

  /// Trains for an epoch of 130 steps, of which 100 are watched.
  private func train(
    _ layers: [any Layer], sample: [Int], optimizer: any Optimizer
  ) throws -> AllocationWatch {
    let model = Sequential(layers, seed: 1)
    try model.compile(
      optimizer: optimizer, loss: SparseCategoricalCrossentropy(),
      metrics: [Accuracy(), Precision()])
    let rows = 130 * 8
    let shape = Shape(sample).batched(rows)
    let inputs = (0..<shape.elementCount).map { Float($0 % 17) / 17 }
    let data = Dataset(
      inputs: Tensor(inputs, shape: shape), targets: Tensor((0..<rows).map { Int32($0 % 10) }))
    let watch = AllocationWatch()
    try model.fit(data, FitOptions(epochs: 1, batchSize: 8), callbacks: [watch])
    return watch
  }
}

/// Counts the allocations of the training thread from step 20 to step 120.
private final class AllocationWatch: Callback {
  /// -1 where they cannot be counted.
  private(set) var allocations: Int64 = .max

  func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) {
    if step == 20 { tfx_allocations_start() }
    if step == 120 { allocations = tfx_allocations_stop() }
  }
}
