import TFXCore
import TFXGraph
import TFXOps

/// Decides on which of a session's devices each operation runs.
///
/// An operation runs where its graph asks for it (``Graph/device(_:_:)``), and on the first device
/// if that is nowhere. What takes a variable's handle runs where the variable is; the variables
/// that one operation takes, such as a weight and its moments, are in one place: that which the
/// first of them with a device asks for, or else the first operation that takes them. Whoever asks
/// for another is refused.
struct Placer: Sendable {
  let deviceCount: Int
  /// Whether a device that does not exist means the first one, and one where a variable is not that
  /// where it is.
  let allowSoftPlacement: Bool

  /// Where operations run: indices of devices, by the operations' ids.
  struct Placement {
    /// Nil if everything is on the first device.
    fileprivate var devices: [Int: Int]?

    subscript(operation: Operation) -> Int { devices?[operation.id] ?? 0 }
  }

  /// - Throws: ``RunError/unknownDevice(node:device:available:)``,
  ///   ``RunError/deviceConflict(node:device:with:on:)``.
  func place(_ operations: [Operation], of graph: Graph) throws(RunError) -> Placement {
    if graph.operations.allSatisfy({ $0.device.isEmpty }) { return Placement() }
    var known: [String: Int] = [:]
    func resolve(_ device: String, for node: Operation) throws(RunError) -> Int {
      if let found = known[device] { return found }
      let found = try index(of: device, for: node)
      known[device] = found
      return found
    }
    var devices: [Int: Int] = [:]
    let groups = Groups(graph)
    for operation in operations {
      devices[operation.id] = try resolve(operation.device, for: operation)
      if let leader = groups.leader(of: operation) {
        let place = try resolve(leader.device, for: leader)
        devices[operation.id] = place
        let isAccepted = DeviceName(operation.device)?.accepts(DeviceName(cpu: place)) ?? true
        if !isAccepted && !allowSoftPlacement {
          throw .deviceConflict(
            node: operation.name, device: operation.device, with: leader.name,
            on: DeviceName.cpu(place))
        }
      }
    }
    return Placement(devices: devices.values.allSatisfy { $0 == 0 } ? nil : devices)
  }

  private func index(of device: String, for node: Operation) throws(RunError) -> Int {
    let name = DeviceName(device)
    if let name, let found = (0..<deviceCount).first(where: { name.accepts(DeviceName(cpu: $0)) }) {
      return found
    }
    // A text that is no name at all is a mistake, whatever may stand in for a missing device.
    if allowSoftPlacement && name != nil { return 0 }
    throw .unknownDevice(
      node: node.name, device: device, available: (0..<deviceCount).map(DeviceName.cpu))
  }
}

/// The operations of a graph that run on one device because they share variables.
private struct Groups {
  /// For each operation's id another one of its group; itself for one of each group.
  private var parents: [Int]
  /// By the id that a group ends in, the operation that says where the group is.
  private var leaders: [Int: Operation] = [:]

  init(_ graph: Graph) {
    parents = Array(graph.operations.indices)
    var handles: Set<Int> = []
    for operation in graph.operations {
      for input in operation.inputs where input.dtype == .resource {
        handles.insert(input.operation.id)
        parents[root(operation.id)] = root(input.operation.id)
      }
    }
    // Handles come before those that take them.
    let members = graph.operations.indices.filter { handles.contains(root($0)) || root($0) != $0 }
    for id in handles.sorted() + members {
      let operation = graph.operations[id]
      let group = root(id)
      let leader = leaders[group]
      if leader == nil || leader!.device.isEmpty && !operation.device.isEmpty {
        leaders[group] = operation
      }
    }
  }

  /// The operation that says where one runs; nil for one that takes no handle.
  func leader(of operation: Operation) -> Operation? { leaders[root(operation.id)] }

  private func root(_ id: Int) -> Int {
    var id = id
    while parents[id] != id { id = parents[id] }
    return id
  }
}
