public import TFXCore

/// How the classes of the training part become equally many.
public enum Resampling: String, Choice {
  /// Every class as often as the most frequent one, or as seldom as the rarest.
  case balanced
}

/// Samples of which those of rare classes come several times in an epoch, or those of frequent ones only
/// in part.
///
/// Over-sampled, every sample comes once, and those of a class with fewer than the most frequent one
/// have more of them drawn again, with replacement, as in imbalanced-learn's RandomOverSampler.
/// Under-sampled, as many samples of each class as the rarest one has are drawn, without replacement.
/// Draws depend on seed and epoch alone.
struct ResampledData: BatchSource {
  private let source: any IndexedSource
  /// The samples of each class.
  private let members: [[Int]]
  /// How many samples of each class an epoch has.
  private let size: Int

  /// - Parameter classes: the class of each sample.
  init(_ source: any IndexedSource, classes: [Int], isOver: Bool) {
    var members = [[Int]](repeating: [], count: (classes.max() ?? -1) + 1)
    for (sample, place) in classes.enumerated() { members[place].append(sample) }
    self.source = source
    self.members = members.filter { !$0.isEmpty }
    let sizes = self.members.map(\.count)
    size = (isOver ? sizes.max() : sizes.min()) ?? 0
  }

  var count: Int { size * members.count }
  var inputSpec: TensorSpec { spec(source.inputSpec) }
  var targetSpec: TensorSpec? { source.targetSpec.map(spec) }
  var hasSampleWeights: Bool { source.hasSampleWeights }
  var file: String { source.file }

  private func spec(_ spec: TensorSpec) -> TensorSpec {
    TensorSpec(spec.shape.withoutBatch.batched(count), spec.dtype)
  }

  func pass(
    batchSize: Int, shuffle: Bool, seed: UInt64, epoch: Int, share: BatchShare
  ) -> any BatchPass {
    let samples = samples(seed: seed, epoch: epoch)
    let plan = BatchPlan(
      count: count, batchSize: batchSize, shuffle: shuffle, seed: seed, epoch: epoch)
    return source.pass(
      BatchPlan(order: plan.order.map { samples[$0] }, batchSize: batchSize), share)
  }

  /// The samples of an epoch, from the first to the last.
  private func samples(seed: UInt64, epoch: Int) -> [Int] {
    let random = Philox(seed: seed, .resample, step: UInt32(truncatingIfNeeded: epoch))
    var draws: UInt64 = 0
    func draw(below bound: Int) -> Int {
      defer { draws += 1 }
      return random.integer(below: bound, at: draws)
    }
    var samples: [Int] = []
    samples.reserveCapacity(count)
    for own in members {
      if own.count <= size {
        samples += own
        for _ in own.count..<size { samples.append(own[draw(below: own.count)]) }
      } else {
        // The first places of a random order.
        var own = own
        for place in 0..<size { own.swapAt(place, place + draw(below: own.count - place)) }
        samples += own[..<size]
      }
    }
    return samples.sorted()
  }
}
