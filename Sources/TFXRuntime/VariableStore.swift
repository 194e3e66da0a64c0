import Synchronization
import TFXCore
import TFXGraph

/// The storage of one variable in a session.
final class VariableSlot: Sendable {
  let name: String
  let spec: TensorSpec
  nonisolated(unsafe) let pointer: UnsafeMutableRawPointer
  private let initialized = Atomic(false)

  /// Whether it has a value.
  var isInitialized: Bool {
    get { initialized.load(ordering: .acquiring) }
    set { initialized.store(newValue, ordering: .releasing) }
  }

  init(name: String, spec: TensorSpec, pointer: UnsafeMutableRawPointer) {
    self.name = name
    self.spec = spec
    self.pointer = pointer
  }

  var byteCount: Int { spec.byteCount }
}

/// The variables of a session. Addresses never change, so that plans can hold on to them.
///
/// All variables that a graph has at one time lie in one arena, the trainable ones first and one
/// behind the other, so that updates can sweep over them.
final class VariableStore: Sendable {
  fileprivate struct State {
    var slots: [String: VariableSlot] = [:]
    var arenas: [Arena] = []
  }

  private let state = Locked(State())

  /// The storage of a variable, made together with that of all variables of the graph that have
  /// none yet.
  func slot(_ name: String, _ spec: TensorSpec, of graph: Graph) -> VariableSlot {
    let slot = state.withLock { state in
      if state.slots[name] == nil { state.add(name, spec, graph) }
      return state.slots[name]!
    }
    precondition(slot.spec == spec, "variable '\(name)' is \(slot.spec), asked as \(spec)")
    return slot
  }

  /// The bytes of all variables that a graph has.
  func byteCount(of graph: Graph) -> Int { graph.variables.map(\.spec.byteCount).reduce(0, +) }

  /// The variables that have a value.
  var initializedNames: Set<String> {
    state.withLock { Set($0.slots.values.filter(\.isInitialized).map(\.name)) }
  }
}

extension VariableStore.State {
  /// Adds the storage of a variable, and of all of the graph that have none.
  fileprivate mutating func add(_ name: String, _ spec: TensorSpec, _ graph: Graph) {
    var missing = graph.variables.filter { slots[$0.name] == nil }.map {
      (name: $0.name, spec: $0.spec, isTrainable: $0.isTrainable)
    }
    if !missing.contains(where: { $0.name == name }) {
      missing.append((name, spec, isTrainable: false))
    }
    let ordered = missing.filter(\.isTrainable) + missing.filter { !$0.isTrainable }
    var offsets: [Int] = []
    var size = 0
    for variable in ordered {
      offsets.append(size)
      size += Arena.aligned(variable.spec.byteCount)
    }
    let arena = Arena(byteCount: size)
    arenas.append(arena)
    for (variable, offset) in zip(ordered, offsets) {
      slots[variable.name] = VariableSlot(
        name: variable.name, spec: variable.spec, pointer: arena.base + offset)
    }
  }
}

/// A block of zeroed memory in which every buffer begins at a multiple of 64 bytes.
final class Arena: Sendable {
  static let alignment = 64

  nonisolated(unsafe) let base: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
    base = .allocate(byteCount: max(byteCount, Arena.alignment), alignment: Arena.alignment)
    base.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
  }

  deinit { base.deallocate() }

  /// `byteCount` rounded up to where the next buffer may begin.
  static func aligned(_ byteCount: Int) -> Int { (byteCount + alignment - 1) & ~(alignment - 1) }
}
