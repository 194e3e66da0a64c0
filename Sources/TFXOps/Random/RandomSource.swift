import TFXCore
import TFXGraph
import TFXKernels

/// Where an operation's random numbers come from: they are a function of seed, stream, step and
/// place. Without a step, which is the last input, they are the same in every run.
struct RandomSource: Sendable {
  var seed: UInt64 = 0
  var stream: UInt32 = 0
  var hasStep = false

  /// The number of inputs for it.
  var inputCount: Int { hasStep ? 1 : 0 }

  /// Throws unless the last of `count` inputs is a step, if there is one.
  func check(_ inputs: InputSpecs, after count: Int) throws(ShapeError) {
    try inputs.expect(count + inputCount)
    if hasStep { try inputs.expectStep(count) }
  }

  /// The key of a run.
  func key(_ site: Site) -> () -> RandomKey {
    guard hasStep else {
      let key = RandomKey(seed: seed, stream: stream, step: 0)
      return { key }
    }
    let (seed, stream) = (seed, stream)
    let step = site.input(site.inputs.count - 1, Int64.self)
    return { RandomKey(seed: seed, stream: stream, step: UInt32(truncatingIfNeeded: step[0])) }
  }
}

extension Graph {
  /// The same for an operation that a file names; of seed 0, the graph's.
  func randomSource(_ seed: UInt64, _ name: String, hasStep: Bool) -> RandomSource {
    let (seed, stream) = randomKey(seed, name)
    return RandomSource(seed: seed, stream: stream, hasStep: hasStep)
  }

  /// The seed, the graph's instead of 0, and the stream of the operation that is added next under a
  /// name.
  func randomKey(_ seed: UInt64, _ name: String) -> (seed: UInt64, stream: UInt32) {
    (seed == 0 ? self.seed : seed, randomStream(name))
  }

  /// The source of the random numbers of the operation that is added next under a name.
  func randomSource(_ name: String, seed: UInt64?, step: Output?) -> RandomSource {
    RandomSource(seed: seed ?? self.seed, stream: randomStream(name), hasStep: step != nil)
  }
}

extension Optional<Output> {
  /// The output as a list of none or one.
  var list: [Output] { map { [$0] } ?? [] }
}
