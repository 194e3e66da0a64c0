import TFXCore
package import TFXGraph
public import TFXOps

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a session computes: what TensorFlow's `ConfigProto` says.
public struct SessionConfig: Sendable {
  /// The number of logical devices of each type, as in `["CPU": 3]`: a graph can be split over
  /// them, and each computes its part on a thread of its own. There is one CPU if nothing is said;
  /// types that this machine has no kernels for are not looked at.
  public var deviceCount: [String: Int] = [:]
  /// Whether the first device stands in for one that a graph asks for and that does not exist.
  public var allowSoftPlacement = false
  /// Whether the device of each operation is told, once for each request: see ``placementLog``.
  public var logDevicePlacement = false
  /// Where placements are told: a line an operation, on standard error if nothing else is said.
  public var placementLog: @Sendable (String) -> Void = { line in
    var text = line + "\n"
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
  /// How many threads kernels may use, in the whole program; as many as before if nil.
  public var threads: Int?
  /// How many bytes the values of a run, or all variables, may take; all that the machine has if
  /// nothing is said. A run that would take more throws.
  public var memoryLimit: Int?
  /// When 3×3 convolutions go by Winograd's algorithm.
  public var winograd = Winograd.auto

  /// Memory of the program's own that some variables lie in.
  package var lentMemory: LentMemory?

  /// One CPU, no soft placement, all threads.
  public init(
    deviceCount: [String: Int] = [:], allowSoftPlacement: Bool = false,
    logDevicePlacement: Bool = false, threads: Int? = nil, winograd: Winograd = .auto,
    memoryLimit: Int? = nil
  ) {
    self.deviceCount = deviceCount
    self.allowSoftPlacement = allowSoftPlacement
    self.logDevicePlacement = logDevicePlacement
    self.threads = threads
    self.winograd = winograd
    self.memoryLimit = memoryLimit
  }

  /// The whole names of the devices.
  var devices: [String] { (0..<cpuCount).map(DeviceName.cpu) }

  var placer: Placer {
    Placer(deviceCount: cpuCount, allowSoftPlacement: allowSoftPlacement)
  }

  var memory: MemoryLimit { MemoryLimit(byteCount: memoryLimit ?? Machine.memorySize) }

  private var cpuCount: Int { max(deviceCount["CPU"] ?? 1, 1) }

  /// Tells where operations are, as TensorFlow does.
  func log(_ operations: [Operation], _ placement: Placer.Placement) {
    for operation in operations {
      placementLog(
        "\(operation.name): (\(operation.type)): \(DeviceName.cpu(placement[operation]))")
    }
  }
}

/// Memory that the program lends to a session for some of its variables, such as memory that other
/// processes can read. They lie in it one behind the other, in the order of the graph.
package struct LentMemory: Sendable {
  /// The names of the variables.
  let names: Set<String>
  let byteCount: Int
  nonisolated(unsafe) let base: UnsafeMutableRawPointer
  /// What the memory belongs to.
  let owner: any AnyObject & Sendable

  /// As many bytes as some variables need.
  package static func byteCount(of variables: [Variable]) -> Int {
    variables.map { Arena.aligned($0.spec.byteCount) }.reduce(0, +)
  }

  /// Zeroed memory, as much as the variables need at least, which begins at a multiple of 64 bytes and
  /// lives as long as its owner.
  package init(
    for variables: [Variable], _ bytes: UnsafeMutableRawBufferPointer,
    of owner: any AnyObject & Sendable
  ) {
    names = Set(variables.map(\.name))
    precondition(
      bytes.count >= LentMemory.byteCount(of: variables), "\(bytes.count) bytes are too few")
    (base, byteCount) = (bytes.baseAddress!, bytes.count)
    self.owner = owner
  }
}
