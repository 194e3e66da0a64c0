/// The choice of what to record of a run: TensorFlow's `RunOptions`.
public struct RunOptions: Sendable {
  /// How closely a run is watched.
  public enum TraceLevel: Sendable {
    case noTrace
    /// Each operation is timed.
    case fullTrace
  }

  /// Whether ``RunMetadata/stepStats`` is filled.
  public var traceLevel: TraceLevel
  /// Whether ``RunMetadata/partitionGraphs`` is filled.
  public var outputPartitionGraphs: Bool

  /// Nothing but times, if nothing is said.
  public init(traceLevel: TraceLevel = .fullTrace, outputPartitionGraphs: Bool = false) {
    self.traceLevel = traceLevel
    self.outputPartitionGraphs = outputPartitionGraphs
  }
}

/// The records of a run: TensorFlow's `RunMetadata`.
public struct RunMetadata: Sendable {
  /// The operations that a device computed.
  public struct DeviceStepStats: Sendable {
    /// The device's whole name.
    public let device: String
    /// In the order in which they began.
    public let nodeStats: [NodeExecStats]
  }

  /// When one operation was computed.
  public struct NodeExecStats: Sendable {
    /// Its name with its scopes. Several operations in one kernel have the name of the last.
    public let nodeName: String
    /// The type of what was computed: `_FusedConv2D` for several in one, `_Send` and `_Recv` for
    /// what went from one device to another.
    public let type: String
    /// The device's whole name.
    public let device: String
    /// Seconds since the run began.
    public let start: Double
    /// Seconds. That of a `_Recv` is the time that the device waited.
    public let duration: Double
  }

  /// The part of a plan that one device computes.
  public struct PartitionGraph: Sendable {
    /// The device's whole name.
    public let device: String
    /// A line an operation, in the order of the run.
    public let dump: String
  }

  /// The operations that were computed, by device, in the order of the devices' names.
  public var stepStats: [DeviceStepStats] = []
  /// The plan, by device; of a run that takes several plans, those of all.
  public var partitionGraphs: [PartitionGraph] = []

  /// Nothing recorded yet.
  public init() {}

  /// The run in Chrome's trace format, for `chrome://tracing` or ui.perfetto.dev: a row a device.
  public var chromeTrace: String {
    var trace = ChromeTrace()
    for (row, device) in stepStats.enumerated() {
      trace.nameProcess(row, device.device)
      for node in device.nodeStats {
        trace.add(
          node.type, category: "Op", process: row, thread: 0, start: node.start,
          duration: node.duration, arguments: [("name", node.nodeName), ("op", node.type)])
      }
    }
    return trace.text
  }
}
