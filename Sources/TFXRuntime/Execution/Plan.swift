import TFXCore
import TFXGraph
import TFXOps

/// A request compiled: kernels in order, with every address settled.
///
/// A plan goes from thread to thread, but only one at a time has it.
final class Plan: @unchecked Sendable {
  /// One kernel with the operation that it computes.
  struct Step {
    let kernel: Kernel
    let operation: Operation
    /// The type of what is computed, which may stand for several operations.
    let type: String
    let floatingPointOperations: Int

    @inline(__always)
    func run() throws(RunError) {
      do {
        try kernel()
      } catch {
        throw RunError(error, in: operation)
      }
    }
  }

  let feeds: [Buffer]
  let fetches: [Buffer]
  /// The size of the arena in bytes.
  var arenaByteCount: Int { arena.byteCount }

  let steps: [Step]
  /// Runs the kernels one after the other. Each closure calls the next one, which it holds: to call
  /// a closure out of an array counts references to it, which takes longer than a small kernel's
  /// dispatch.
  private let chains: [() throws(RunError) -> Void]
  private let arena: Arena
  /// Tensors whose bytes the kernels read.
  private let constants: [Tensor]
  /// Variables that the run reads before it writes them.
  private let needed: [VariableSlot]
  /// Variables that the run gives a value.
  private let assigned: [VariableSlot]
  /// Set once all needed variables had values; they never lose them again.
  private var isReady = false

  /// Compiles a request: prune, simplify, take notes, fuse, merge, order, plan memory, verify, lower.
  init(
    _ request: Request, of graph: Graph, _ store: VariableStore, _ options: LoweringOptions
  ) throws(RunError) {
    var needed = try Program(request, of: graph)
    needed.simplify()
    needed.takeNotes()
    needed.fuse()
    needed.spread(options)
    needed.merge()
    let (program, order) = try Ordering.ordered(needed)
    let memory = MemoryPlan(program, order: order)
    PlanVerifier.verify(program, order: order, memory)

    let arena = Arena(byteCount: memory.byteCount)
    var constants: [Tensor] = []
    let buffers = program.values.indices.map { value in
      let spec = program.values[value].spec
      switch memory.places[value] {
      case .arena(let offset): return Buffer(arena.base + offset, spec)
      case .variable(let name):
        let variable = program.variable(of: value)!
        return Buffer(store.slot(name, variable.spec, of: graph).pointer, spec)
      case .constant(let node):
        guard case .constant(let tensor) = program.nodes[node].op.memory else {
          preconditionFailure("'\(program.nodes[node].name)' is no constant (planner bug)")
        }
        constants.append(tensor)
        return Buffer(
          tensor.withUnsafeBytes { UnsafeMutableRawPointer(mutating: $0.baseAddress!) }, spec)
      }
    }
    let steps: [Step] = order.compactMap { index in
      let node = program.nodes[index]
      let site = Site(
        name: node.name, inputs: node.inputs.map { buffers[$0] },
        outputs: node.outputs.map { buffers[$0] }, options: options, values: node.inputValues)
      guard let kernel = node.copies ? Plan.copy(site) : node.op.lower(site) else { return nil }
      return Step(
        kernel: kernel, operation: node.operation, type: Swift.type(of: node.op).type,
        floatingPointOperations: node.op.floatingPointOperations(
          site.inputs.map(\.spec), site.outputs.map(\.spec)))
    }
    self.steps = steps
    chains = Plan.chains(steps)
    self.arena = arena
    self.constants = constants
    feeds = program.feeds.map { buffers[$0] }
    fetches = program.fetches.map { buffers[$0] }
    (self.needed, assigned) = Plan.variables(program, order, store, graph)
  }

  /// Runs every kernel once. The feeds' buffers must have been filled.
  func run() throws(RunError) {
    if !isReady {
      for slot in needed where !slot.isInitialized { throw .uninitialized(variable: slot.name) }
    }
    for chain in chains { try chain() }
    if !isReady {
      for slot in assigned { slot.isInitialized = true }
      isReady = true
    }
  }

  /// The steps as closures that call each other, in links of a few dozen, so that long plans need
  /// no deep stack.
  private static func chains(_ steps: [Step]) -> [() throws(RunError) -> Void] {
    stride(from: 0, to: steps.count, by: 64).map { start in
      var chain: () throws(RunError) -> Void = {}
      for step in steps[start..<min(start + 64, steps.count)].reversed() {
        let rest = chain
        chain = { () throws(RunError) in
          try step.run()
          try rest()
        }
      }
      return chain
    }
  }

  private static func copy(_ site: Site) -> Kernel {
    let source = site.inputs[0].pointer
    let destination = site.outputs[0].pointer
    let byteCount = site.outputCount(0) * site.outputs[0].spec.dtype.byteCount
    return { destination.copyMemory(from: source, byteCount: byteCount) }
  }

  /// The variables that must have values before a run, and those that have values after it.
  private static func variables(
    _ program: Program, _ order: [Int], _ store: VariableStore, _ graph: Graph
  ) -> (needed: [VariableSlot], assigned: [VariableSlot]) {
    var needed: [VariableSlot] = []
    var assigned: [VariableSlot] = []
    var seen: Set<String> = []
    for index in order {
      let node = program.nodes[index]
      for (place, input) in node.inputs.enumerated() {
        guard let variable = program.variable(of: input), !seen.contains(variable.name) else {
          continue
        }
        let slot = store.slot(variable.name, variable.spec, of: graph)
        if node.op.writtenInputs.contains(place), node.op.overwrites {
          assigned.append(slot)
        } else if program.values[input].spec.dtype != .resource
          || node.op.writtenInputs.contains(place) || node.copies
        {
          needed.append(slot)
        } else {
          continue
        }
        seen.insert(variable.name)
      }
    }
    for value in program.fetches {
      guard let variable = program.variable(of: value), seen.insert(variable.name).inserted else {
        continue
      }
      needed.append(store.slot(variable.name, variable.spec, of: graph))
    }
    return (needed, assigned)
  }
}
