public import TFXCore
import TFXKernels

/// Samples whose images are changed at random each time that they are gone through: the training
/// part of data with an `augment` list.
///
/// The change of an image depends on seed, epoch and the sample's number alone, so that neither
/// the batch size nor the number of threads nor an interruption makes a difference. Images stay in
/// the type of their file.
public struct AugmentedData: BatchSource {
  let source: any BatchSource
  let steps: [Augmentation]

  /// Images, [count, height, width, channels], with the steps that change them, in order.
  ///
  /// - Throws: ``DataError`` if a step cannot be done to such images.
  public init(_ source: any BatchSource, _ steps: [Augmentation]) throws(DataError) {
    let extents = Array(source.inputSpec.shape.dimensions.dropFirst())
    let isOfNumbers = ImageElementType(source.inputSpec.dtype) != nil
    for (index, step) in steps.enumerated() {
      let need =
        extents.count == 3 && isOfNumbers
        ? step.step.unmetNeed(height: extents[0], width: extents[1], channels: extents[2])
        : .images(found: extents)
      if let need {
        throw DataError(
          .cannotAugment(step: index, name: step.step.kind, need), file: source.file, row: nil)
      }
    }
    self.source = source
    self.steps = steps
  }

  public var count: Int { source.count }
  public var inputSpec: TensorSpec { source.inputSpec }
  public var targetSpec: TensorSpec? { source.targetSpec }
  public var hasSampleWeights: Bool { source.hasSampleWeights }
  public var file: String { source.file }

  public func pass(
    batchSize: Int, shuffle: Bool, seed: UInt64, epoch: Int, share: BatchShare
  ) -> any BatchPass {
    AugmentedPass(
      source.pass(batchSize: batchSize, shuffle: shuffle, seed: seed, epoch: epoch, share: share),
      steps, seed: seed, epoch: epoch)
  }
}

/// One pass through augmented samples: the images of each batch are changed by all threads, into a
/// tensor that is used again for the next one.
private final class AugmentedPass: BatchPass {
  private let pass: any BatchPass
  private let steps: [any AugmentStep]
  private let seed: UInt64
  private let epoch: Int
  private var images: Tensor?

  init(_ pass: any BatchPass, _ steps: [Augmentation], seed: UInt64, epoch: Int) {
    self.pass = pass
    self.steps = steps.map(\.step)
    self.seed = seed
    self.epoch = epoch
  }

  var stepCount: Int { pass.stepCount }

  func next() throws(DataError) -> Batch? { try pass.next().map(augmented) }

  private func augmented(_ batch: Batch) -> Batch {
    let rows = Array(batch.rows)
    let samples = batch.samples
    let shape = samples.inputs.shape.withoutBatch.batched(rows.count)
    var changed = images.take() ?? Tensor(shape: shape, dtype: samples.inputs.dtype)
    if changed.shape != shape { changed = Tensor(shape: shape, dtype: samples.inputs.dtype) }
    change(rows, of: samples.inputs, first: batch.first, into: &changed)
    images = changed
    return Batch(
      samples: Dataset(
        inputs: changed, targets: samples.targets?.gathering(rows),
        sampleWeights: samples.sampleWeights?.gathering(rows), file: samples.file),
      rows: Array(rows.indices)[...], count: batch.count)
  }

  /// - Parameter first: The number of the first of all `inputs` in the training part.
  private func change(
    _ rows: [Int], of inputs: Tensor, first: Int, into changed: inout Tensor
  ) {
    guard let type = ImageElementType(inputs.dtype) else {
      preconditionFailure("images of \(inputs.dtype)")
    }
    let extents = inputs.shape.dimensions
    let shape = ImageShape(
      batch: 1, height: extents[1], width: extents[2], channels: extents[3])
    let byteCount = shape.image * type.byteCount
    inputs.withUnsafeBytes { source in
      changed.withUnsafeMutableBytes { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        Kernels.changeImages(
          type, count: rows.count, shape: shape, steps: steps.count,
          source: { source + rows[$0] * byteCount }, target: target,
          change: { image, step in
            steps[step].change(
              AugmentDraw(seed: seed, epoch: epoch, sample: first + rows[image], step: step))
          })
      }
    }
  }
}

extension ImageElementType {
  /// The type of images' elements; nil for a type that images do not have.
  fileprivate init?(_ dtype: DType) {
    switch dtype {
    case .uint8: self = .uint8
    case .int8: self = .int8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .float32: self = .float32
    case .float64: self = .float64
    case .bool, .string, .complex64, .qint8, .quint8, .resource: return nil
    }
  }
}
