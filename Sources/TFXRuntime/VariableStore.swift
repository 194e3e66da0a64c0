import Synchronization
import TFXCore
import TFXGraph
import TFXOps

/// The storage of one variable in a session.
final class VariableSlot: Sendable {
  let name: String
  let spec: TensorSpec
  nonisolated(unsafe) let pointer: UnsafeMutableRawPointer
  /// The block that it lies in, which lives as long as somebody has one of its variables.
  private let arena: Arena
  private let initialized = Atomic(false)
  /// Held by the operation that changes it: of two runs that add to it at once, neither is lost.
  private let writing = Locked(())

  /// Whether it has a value.
  var isInitialized: Bool {
    get { initialized.load(ordering: .acquiring) }
    set { initialized.store(newValue, ordering: .releasing) }
  }

  init(name: String, spec: TensorSpec, in arena: Arena, at offset: Int) {
    self.name = name
    self.spec = spec
    self.arena = arena
    pointer = arena.base + offset
  }

  var byteCount: Int { spec.byteCount }

  /// The kernel of an operation that changes the variable, which waits for others that do.
  func guarding(_ kernel: @escaping Kernel) -> Kernel {
    { () throws(KernelError) in
      try self.writing.withLock { _ throws(KernelError) in try kernel() }
    }
  }
}

/// The variables of sessions. Addresses never change, so that plans can hold on to them.
///
/// All variables that a graph has at one time lie in one arena, the trainable ones first and one
/// behind the other, so that updates can sweep over them; but for those that lie in lent memory.
final class VariableStore: Sendable {
  fileprivate struct State {
    var slots: [Key: VariableSlot] = [:]
    var byteCount = 0
    /// Memory of the program's own, for those variables that it names.
    let lent: LentMemory?
  }

  /// A variable's name and spec: in graphs that share a store, others of its name are other ones.
  fileprivate struct Key: Hashable {
    var name: String
    var spec: TensorSpec
  }

  private let state: Locked<State>

  init(lent: LentMemory? = nil) { state = Locked(State(lent: lent)) }

  /// The storage of a variable, made together with that of all variables of the graph that have
  /// none yet.
  func slot(_ name: String, _ spec: TensorSpec, of graph: Graph) -> VariableSlot {
    let key = Key(name: name, spec: spec)
    return state.withLock { state in
      if state.slots[key] == nil { state.add(key, graph) }
      return state.slots[key]!
    }
  }

  /// The bytes of all variables, with those of a graph that have no storage yet.
  func byteCount(with graph: Graph) -> Int {
    state.withLock { state in
      graph.variables.reduce(state.byteCount) { sum, variable in
        state.slots[Key(variable)] == nil ? sum + variable.spec.byteCount : sum
      }
    }
  }

  /// The bytes of all variables.
  var byteCount: Int { state.withLock { $0.byteCount } }

  /// Whether a variable has a value.
  func isInitialized(_ variable: Variable) -> Bool {
    state.withLock { $0.slots[Key(variable)]?.isInitialized ?? false }
  }

  /// Forgets the variables of some names.
  func remove(where isGone: (String) -> Bool) {
    state.withLock { state in
      for (key, slot) in state.slots where isGone(key.name) {
        state.slots[key] = nil
        state.byteCount -= slot.byteCount
      }
    }
  }
}

extension VariableStore.Key {
  init(_ variable: Variable) { self.init(name: variable.name, spec: variable.spec) }
}

extension VariableStore.State {
  /// Adds the storage of a variable, and of all of the graph that have none.
  fileprivate mutating func add(_ key: VariableStore.Key, _ graph: Graph) {
    let missing = graph.variables.filter { slots[VariableStore.Key($0)] == nil }
    var ordered = (missing.filter(\.isTrainable) + missing.filter { !$0.isTrainable }).map {
      VariableStore.Key($0)
    }
    if !ordered.contains(key) { ordered.append(key) }
    if let lent, !slots.keys.contains(where: { lent.names.contains($0.name) }) {
      place(ordered.filter { lent.names.contains($0.name) }) { _ in Arena(lent) }
      ordered.removeAll { lent.names.contains($0.name) }
    }
    place(ordered) { Arena(byteCount: $0) }
  }

  /// Places variables one behind the other, in a block of at least so many bytes.
  private mutating func place(_ keys: [VariableStore.Key], in block: (Int) -> Arena) {
    var offsets: [Int] = []
    var size = 0
    for key in keys {
      offsets.append(size)
      size += Arena.aligned(key.spec.byteCount)
    }
    let arena = block(size)
    precondition(size <= arena.byteCount, "\(size) bytes of variables in \(arena.byteCount)")
    for (key, offset) in zip(keys, offsets) {
      let slot = VariableSlot(name: key.name, spec: key.spec, in: arena, at: offset)
      slots[key] = slot
      byteCount += slot.byteCount
    }
  }
}

/// A block of zeroed memory in which every buffer begins at a multiple of 64 bytes.
final class Arena: Sendable {
  static let alignment = 64

  nonisolated(unsafe) let base: UnsafeMutableRawPointer
  let byteCount: Int
  /// Whose memory it is, if it is lent.
  private let owner: (any AnyObject & Sendable)?

  init(byteCount: Int) {
    self.byteCount = byteCount
    base = .allocate(byteCount: max(byteCount, Arena.alignment), alignment: Arena.alignment)
    base.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    owner = nil
  }

  init(_ lent: LentMemory) { (base, byteCount, owner) = (lent.base, lent.byteCount, lent.owner) }

  deinit { if owner == nil { base.deallocate() } }

  /// `byteCount` rounded up to where the next buffer may begin.
  static func aligned(_ byteCount: Int) -> Int { (byteCount + alignment - 1) & ~(alignment - 1) }
}
