import Synchronization
import TFXCore
import TFXGraph
import TFXRuntime
import TFXSavedModel
import TFXWire

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A task of a cluster, as it sees itself and the others.
public final class Cluster: Sendable {
  public let spec: ClusterSpec
  /// The task that this process is.
  public let task: ClusterSpec.Task
  /// The processors of all tasks, this one's first, then by their jobs' names and numbers.
  let devices: [DeviceName]
  /// What carries calls to each of them; nil for this one.
  let transports: [(any WorkerTransport)?]
  private let places: [String: Int]
  /// Variables and queues of this task.
  let storage = SessionStorage()
  let steps = StepTable()
  /// Called when variables were forgotten.
  private let forgetters = Locked([@Sendable () -> Void]())
  /// Says what users who wait should know.
  let say: @Sendable (String) -> Void

  /// - Parameter transport: Makes what carries calls to another task.
  public init(
    _ spec: ClusterSpec, task: ClusterSpec.Task,
    say: @escaping @Sendable (String) -> Void = { _ in },
    transport: (ClusterSpec.Task) -> any WorkerTransport
  ) {
    self.spec = spec
    self.task = task
    self.say = say
    let others = spec.tasks.filter { $0 != task }
    devices = [task.device] + others.map(\.device)
    transports = [nil] + others.map { transport($0) }
    places = Dictionary(
      devices.enumerated().map { ($0.element.description, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The number of a device by its whole name.
  func place(of name: String) -> Int? { places[name] }

  /// The numbers of the devices that a session sees: all that one of some filters names, and this task's.
  func visible(_ filters: [String]) -> [Int] {
    if filters.isEmpty { return Array(devices.indices) }
    let names = filters.compactMap { DeviceName($0) }
    return devices.indices.filter { place in
      place == 0 || names.contains { $0.accepts(devices[place]) }
    }
  }

  /// Waits until all of some other tasks answer.
  func waitForTasks(
    _ visible: [Int], _ call: ServerCall, isEnding: () -> Bool
  ) throws(ServerStatus) {
    let start = ContinuousClock.now
    var told = start
    for place in visible where place != 0 {
      while true {
        do throws(ServerStatus) {
          _ = try transports[place]!.request("GetStatus", MessageWriter(), call)
          break
        } catch {
          if let cancelled = call.cancelled { throw cancelled }
          if error.code != .unavailable { throw error }
        }
        if isEnding() { throw ServerStatus(.unavailable, "The server is stopping.") }
        if ContinuousClock.now - told > .seconds(10) {
          told = .now
          say("CreateSession still waiting for response from worker: \(devices[place].anyType)")
        }
        usleep(100_000)
      }
    }
  }

  /// Has something called whenever another task has had variables forgotten here.
  func onCleanUp(_ body: @escaping @Sendable () -> Void) { forgetters.withLock { $0.append(body) } }

  /// Forgets this task's variables and queues; only those of some containers, if some are named.
  func cleanUp(_ containers: [String]) {
    storage.remove { ClientGraph.isName($0, inOneOf: containers) }
    for body in forgetters.withLock({ $0 }) { body() }
  }

  /// Tells tasks something that needs no answer.
  func tell(_ places: some Sequence<Int>, _ method: String, _ message: MessageWriter) {
    for place in places {
      if let transport = transports[place] {
        _ = transport.call(method, message.bytes) { _ in }
      }
    }
  }
}
