import TFXCore
import TFXGraph
import TFXKernels
import TFXOps

/// The time that one kernel of a plan took.
public struct KernelProfile: Sendable {
  /// The operation's name with its scopes.
  public let name: String
  /// The type of what was computed: `_FusedConv2D` for several in one.
  public let type: String
  /// Seconds since the first kernel of the run began, in the last run.
  public let start: Double
  /// Seconds, the median of all runs.
  public let seconds: Double
  /// Floating-point operations of one run; 0 for work that memory bounds.
  public let floatingPointOperations: Int
}

extension Plan {
  /// Runs several times and times each kernel.
  func profile(runs: Int) throws(RunError) -> [KernelProfile] {
    try runInOrder { (step) throws(RunError) in try step.run() }
    let clock = ContinuousClock()
    var times = steps.map { _ in [Double]() }
    var starts = steps.map { _ in 0.0 }
    for _ in 0..<max(runs, 1) {
      let begin = clock.now
      var last = begin
      var index = 0
      try runInOrder { (step) throws(RunError) in
        try step.run()
        let now = clock.now
        times[index].append(last.duration(to: now).seconds)
        starts[index] = begin.duration(to: last).seconds
        last = now
        index += 1
      }
    }
    return steps.indices.map { index in
      let sorted = times[index].sorted()
      return KernelProfile(
        name: steps[index].operation.name, type: steps[index].type, start: starts[index],
        seconds: sorted[sorted.count / 2],
        floatingPointOperations: steps[index].floatingPointOperations)
    }
  }
}

extension Duration {
  /// The duration in seconds.
  package var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}

extension Session {
  /// The rate of a large matrix product on this machine, in floating-point operations a second: what
  /// the rates of layers are held against.
  public static func matrixProductPeak() -> Double {
    let size = 1024
    let spec = TensorSpec([size, size])
    let arena = Arena(byteCount: 3 * spec.byteCount)
    let a = arena.base.assumingMemoryBound(to: Float.self)
    for index in 0..<2 * size * size { a[index] = Float(index % 7) }
    let clock = ContinuousClock()
    var best = Double.infinity
    for _ in 0..<8 {
      let begin = clock.now
      Kernels.matMul(
        UnsafePointer(a), UnsafePointer(a + size * size), a + 2 * size * size, m: size, n: size,
        k: size)
      best = min(best, begin.duration(to: clock.now).seconds)
    }
    return 2 * Double(size * size * size) / best
  }
}
