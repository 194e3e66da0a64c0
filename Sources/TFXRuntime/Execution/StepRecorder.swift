import Synchronization
import TFXCore
import TFXGraph

/// Collects what a run tells of itself, from all of its threads and plans.
final class StepRecorder: Sendable {
  let options: RunOptions

  private struct State {
    var stats: [(device: Int, RunMetadata.NodeExecStats)] = []
    var partitions: [(device: Int, lines: [String])] = []
  }

  private let begin = ContinuousClock.now
  private let state = Locked(State())

  init(_ options: RunOptions) { self.options = options }

  /// Whether operations are to be timed.
  var isTiming: Bool { options.traceLevel == .fullTrace }

  /// Does some work and records how long it took.
  func time<Failure: Error>(
    _ name: String, _ type: String, on device: Int, _ work: () throws(Failure) -> Void
  ) throws(Failure) {
    let start = ContinuousClock.now
    try work()
    let end = ContinuousClock.now
    let stats = RunMetadata.NodeExecStats(
      nodeName: name, type: type, device: DeviceName.cpu(device),
      start: begin.duration(to: start).seconds, duration: start.duration(to: end).seconds)
    state.withLock { $0.stats.append((device, stats)) }
  }

  /// Records what a device does in a plan.
  func add(_ lines: [String], of device: Int) {
    state.withLock { $0.partitions.append((device, lines)) }
  }

  /// Everything that was recorded.
  var metadata: RunMetadata {
    let state = state.withLock { $0 }
    var metadata = RunMetadata()
    for device in Set(state.stats.map(\.device)).sorted() {
      let nodes = state.stats.filter { $0.device == device }.map(\.1)
      metadata.stepStats.append(
        RunMetadata.DeviceStepStats(
          device: DeviceName.cpu(device), nodeStats: nodes.sorted { $0.start < $1.start }))
    }
    for device in Set(state.partitions.map(\.device)).sorted() {
      let lines = state.partitions.filter { $0.device == device }.flatMap(\.lines)
      metadata.partitionGraphs.append(
        RunMetadata.PartitionGraph(
          device: DeviceName.cpu(device), dump: lines.map { $0 + "\n" }.joined()))
    }
    return metadata
  }
}
