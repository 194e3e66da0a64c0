import TFXCore
import TFXGraph

/// The storage of one variable in a session.
final class VariableSlot {
  let name: String
  let spec: TensorSpec
  let pointer: UnsafeMutableRawPointer
  var isInitialized = false

  init(name: String, spec: TensorSpec, pointer: UnsafeMutableRawPointer) {
    self.name = name
    self.spec = spec
    self.pointer = pointer
  }

  var byteCount: Int { spec.shape.elementCount * spec.dtype.byteCount }
}

/// The variables of a session. Addresses never change, so that plans can hold on to them.
///
/// All variables that a graph has at one time lie in one arena, the trainable ones first and one
/// behind the other, so that updates can sweep over them.
final class VariableStore {
  private var slots: [String: VariableSlot] = [:]
  private var arenas: [Arena] = []

  /// The storage of a variable, made together with that of all variables of the graph that have
  /// none yet.
  func slot(_ name: String, _ spec: TensorSpec, of graph: Graph) -> VariableSlot {
    if let slot = slots[name] {
      precondition(slot.spec == spec, "variable '\(name)' is \(slot.spec), asked as \(spec)")
      return slot
    }
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
      size += Arena.aligned(variable.spec.shape.elementCount * variable.spec.dtype.byteCount)
    }
    let arena = Arena(byteCount: size)
    arenas.append(arena)
    for (variable, offset) in zip(ordered, offsets) {
      slots[variable.name] = VariableSlot(
        name: variable.name, spec: variable.spec, pointer: arena.base + offset)
    }
    return slots[name]!
  }

  /// The variables that have a value.
  var initializedNames: Set<String> { Set(slots.values.filter(\.isInitialized).map(\.name)) }
}

/// A block of zeroed memory in which every buffer begins at a multiple of 64 bytes.
final class Arena {
  static let alignment = 64

  let base: UnsafeMutableRawPointer
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
