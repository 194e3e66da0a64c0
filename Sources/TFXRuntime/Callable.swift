import TFXCore
import TFXOps

/// A compiled request: fill the feeds in place, run, and look at the fetches in place. A run
/// allocates nothing. Use it from one task at a time.
public final class Callable {
  private let plan: Plan
  private let request: Request
  private let plans: PlanCache

  init(_ plan: Plan, _ request: Request, _ plans: PlanCache) {
    self.plan = plan
    self.request = request
    self.plans = plans
  }

  deinit { plans.giveBack(plan, of: request) }

  /// The memory to fill before a run, for each feed in the order of the request.
  public func feed(_ index: Int) -> UnsafeMutableRawBufferPointer {
    Callable.bytes(plan.feeds[index])
  }

  /// The memory that holds the results of the last run, for each fetch in the order of the request.
  public func fetch(_ index: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(Callable.bytes(plan.fetches[index]))
  }

  /// The only element of a fetch, a floating scalar.
  public func scalar(_ index: Int) -> Double {
    let buffer = plan.fetches[index]
    precondition(buffer.spec.shape.elementCount == 1, "scalar of \(buffer.spec)")
    return switch buffer.spec.dtype {
    case .float64: buffer.pointer.load(as: Double.self)
    case .float32: Double(buffer.pointer.load(as: Float.self))
    default: preconditionFailure("floating scalar of \(buffer.spec)")
    }
  }

  /// Runs once with what the feeds hold.
  public func run() throws(RunError) { try plan.run() }

  /// How often a run pauses: see ``pause(_:)``.
  package var pauseCount: Int { plan.pauses.count }

  /// The memory that holds what a run has given at its pause of a number, with whose contents the next
  /// stage goes on.
  package func pause(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
    Callable.bytes(plan.pauses[index]).assumingMemoryBound(to: Float.self)
  }

  /// Runs up to the pause of the same number, or, in the stage after the last one, to the end.
  package func run(stage: Int) throws(RunError) { try plan.run(stage: stage) }

  /// Runs several times with what the feeds hold, and times each kernel.
  public func profile(runs: Int) throws(RunError) -> [KernelProfile] {
    try plan.profile(runs: runs)
  }

  /// The bytes of the plan's arena: what a run needs besides variables and constants.
  public var arenaByteCount: Int { plan.arenaByteCount }

  private static func bytes(_ buffer: Buffer) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: buffer.pointer,
      count: buffer.spec.shape.elementCount * buffer.spec.dtype.byteCount)
  }
}
