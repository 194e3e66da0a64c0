import TFXGraph
import TFXOps

/// The steps of a plan that one device runs, one after the other.
final class DeviceSteps: @unchecked Sendable {
  // Never changes; the kernels' memory is the plan's, and of one thread at a time.
  private let steps: [Plan.Step]
  /// Runs the kernels one after the other. Each closure calls the next one, which it holds: to call
  /// a closure out of an array counts references to it, which takes longer than a small kernel's
  /// dispatch.
  private let chains: [() throws(RunError) -> Void]

  init(_ steps: [Plan.Step]) {
    self.steps = steps
    chains = DeviceSteps.chains(steps)
  }

  /// Runs all steps once; times each where somebody wants to know.
  @inline(__always)
  func run(_ watch: RunWatch = RunWatch()) throws(RunError) {
    if let recorder = watch.recorder, recorder.isTiming { return try runTimed(recorder, watch) }
    for (link, chain) in chains.enumerated() {
      try watch.expectGoing(at: steps.isEmpty ? nil : steps[link * DeviceSteps.linkLength].names)
      try chain()
    }
  }

  private func runTimed(_ recorder: StepRecorder, _ watch: RunWatch) throws(RunError) {
    for step in steps {
      try watch.expectGoing(at: step.names)
      try recorder.time(step.name, step.type, on: step.device) { () throws(RunError) in
        try step.run()
      }
    }
  }

  /// The body of a thread of its own: runs all steps for each run, until there are no more.
  func run(at rendezvous: Rendezvous) {
    var last = 0
    while let (run, recorder) = rendezvous.next(after: last) {
      last = run
      do {
        try self.run(RunWatch(recorder: recorder))
      } catch {
        rendezvous.fail(error)
      }
      rendezvous.finish()
    }
  }

  private static let linkLength = 64

  /// The steps as closures that call each other, in links of a few dozen, so that long plans need
  /// no deep stack.
  private static func chains(_ steps: [Plan.Step]) -> [() throws(RunError) -> Void] {
    stride(from: 0, to: steps.count, by: linkLength).map { start in
      var chain: () throws(RunError) -> Void = {}
      for step in steps[start..<min(start + linkLength, steps.count)].reversed() {
        let rest = chain
        chain = { () throws(RunError) in
          try step.run()
          try rest()
        }
      }
      return chain
    }
  }
}

extension Plan.Step {
  /// Its type and its name, for messages.
  fileprivate var names: (op: String, node: String) { (operation.type, operation.name) }
}
