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
    let name: String
    /// The type of what is computed, which may stand for several operations.
    let type: String
    let floatingPointOperations: Int
    /// The index of the device that it runs on.
    let device: Int
    /// What it gives, if the run pauses behind it.
    let pause: Buffer?

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
  /// The size of the arenas in bytes.
  var arenaByteCount: Int { arenas.map(\.byteCount).reduce(0, +) }

  /// Everything, in an order in which one thread could do it.
  let steps: [Step]
  /// The steps of the first device, or all if there is only one: they run where the plan is run.
  private let ownSteps: DeviceSteps
  /// What the program may change where the run pauses, in order.
  let pauses: [Buffer]
  /// The steps between the pauses, one part more than these; none if there are none.
  private let stages: [DeviceSteps]
  /// The threads of the other devices.
  private let threads: [BackgroundThread]
  private let rendezvous: Rendezvous
  private let arenas: [Arena]
  /// Tensors whose bytes the kernels read.
  private let constants: [Tensor]
  /// The variables whose bytes the kernels use.
  private let slots: [VariableSlot]
  /// Variables that the run reads before it writes them.
  private let needed: [VariableSlot]
  /// Variables that the run gives a value.
  private let assigned: [VariableSlot]
  /// The plan as text, by device.
  private let listing: [(device: Int, line: String)]
  /// Set once all needed variables had values; they never lose them again.
  private var isReady = false

  /// Compiles a request: prune, place, simplify, rewrite, add transfers, order, plan memory, verify,
  /// lower.
  init(
    _ request: Request, of graph: Graph, _ store: VariableStore, _ config: SessionConfig
  ) throws(RunError) {
    let options = LoweringOptions(winograd: config.winograd)
    var needed = try Program(request, of: graph, config)
    needed.simplify()
    needed.rewrite(planRewrites, options)
    let devices = needed.devices
    let rendezvous = Rendezvous()
    self.rendezvous = rendezvous
    if devices.count > 1 { needed.addTransfers(rendezvous) }
    let (program, order) = try Ordering.ordered(needed)
    PlanVerifier.verify(program, order: order)

    try config.memory.expect(store.byteCount(with: graph), of: "the graph's variables")
    var arenas: [Arena] = []
    var constants: [Tensor] = []
    var slots: [VariableSlot] = []
    var buffers = [Buffer?](repeating: nil, count: program.values.count)
    var slotOfValue = [VariableSlot?](repeating: nil, count: program.values.count)
    let parts =
      devices.count > 1
      ? devices.map { program.part(of: $0, order: order) }
      : [PlanPart(device: 0, program: program, order: order, values: Array(buffers.indices))]
    for part in parts {
      let memory = MemoryPlan(part.program, order: part.order)
      PlanVerifier.verify(part.program, order: part.order, memory)
      try config.memory.expect(memory.byteCount, of: "a run's values")
      let arena = Arena(byteCount: memory.byteCount)
      arenas.append(arena)
      for (own, value) in part.values.enumerated() {
        let spec = program.values[value].spec
        switch memory.places[own] {
        case .arena(let offset): buffers[value] = Buffer(arena.base + offset, spec)
        case .variable(let name):
          // A value that is handed over to a variable is no other name of it.
          let stored = program.variable(of: value)?.spec ?? graph.variable(named: name)!.spec
          let slot = store.slot(name, stored, of: graph)
          slots.append(slot)
          slotOfValue[value] = slot
          buffers[value] = Buffer(slot.pointer, spec)
        case .constant(let node):
          guard case .constant(let tensor) = part.program.nodes[node].op.memory else {
            preconditionFailure("'\(part.program.nodes[node].name)' is no constant (planner bug)")
          }
          constants.append(tensor)
          buffers[value] = Buffer(
            tensor.withUnsafeBytes { UnsafeMutableRawPointer(mutating: $0.baseAddress!) }, spec)
        }
      }
    }
    let steps: [Step] = order.compactMap { index in
      let node = program.nodes[index]
      let outputs = program.receivers[index].map { [$0] } ?? node.outputs
      let site = Site(
        name: node.name, inputs: node.inputs.map { buffers[$0]! },
        outputs: outputs.map { buffers[$0]! }, options: options, values: node.inputValues)
      guard let kernel = node.copies ? Plan.copy(site) : node.op.lower(site) else { return nil }
      let written = node.op.writtenInputs.compactMap { slotOfValue[node.inputs[$0]] }
      // One lock for all of them, as an update of many in one sweep would feel each. Who changes the same
      // variables by the same operation has the same first.
      let guarded = written.min { $0.pointer < $1.pointer }?.guarding(kernel) ?? kernel
      return Step(
        kernel: guarded, operation: node.operation, name: node.name,
        type: Swift.type(of: node.op).type,
        floatingPointOperations: node.op.floatingPointOperations(
          site.inputs.map(\.spec), site.outputs.map(\.spec)), device: node.device,
        pause: node.op.pausesRun ? site.outputs[0] : nil)
    }
    self.steps = steps
    let used = Set(steps.map(\.device)).sorted()
    let byDevice =
      used.count > 1
      ? used.map { device in DeviceSteps(steps.filter { $0.device == device }) }
      : [DeviceSteps(steps)]
    ownSteps = byDevice[0]
    pauses = byDevice.count > 1 ? [] : steps.compactMap(\.pause)
    stages = pauses.isEmpty ? [] : Plan.stages(steps)
    threads = byDevice.dropFirst().map { steps in
      BackgroundThread(required: { steps.run(at: rendezvous) })
    }
    self.arenas = arenas
    self.constants = constants
    self.slots = slots
    feeds = program.feeds.map { buffers[$0]! }
    fetches = program.fetches.map { buffers[$0]! }
    listing = request.isListed ? program.dump(order) : []
    (self.needed, assigned) = Plan.variables(program, order, store, graph)
  }

  deinit {
    rendezvous.end()
    for thread in threads { thread.join() }
  }

  /// Runs every kernel once. The feeds' buffers must have been filled.
  func run(_ watch: RunWatch = RunWatch()) throws(RunError) {
    try expectVariables()
    let recorder = watch.recorder
    if let recorder, recorder.options.outputPartitionGraphs {
      for device in Set(listing.map(\.device)).sorted() {
        recorder.add(listing.filter { $0.device == device }.map(\.line), of: device)
      }
    }
    if threads.isEmpty {
      try ownSteps.run(watch)
    } else {
      rendezvous.begin(threads: threads.count, recorder)
      do {
        try ownSteps.run(watch)
      } catch {
        rendezvous.fail(error)
      }
      try rendezvous.join()
    }
    noteAssignments()
  }

  /// Runs the kernels up to the next of ``pauses``, or up to the end.
  ///
  /// - Parameter stage: The number of pauses before it.
  func run(stage: Int) throws(RunError) {
    if stages.isEmpty { return try run() }
    if stage == 0 { try expectVariables() }
    try stages[stage].run()
    if stage == pauses.count { noteAssignments() }
  }

  private static func stages(_ steps: [Step]) -> [DeviceSteps] {
    let ends = steps.indices.filter { steps[$0].pause != nil }.map { $0 + 1 } + [steps.count]
    return zip([0] + ends, ends).map { DeviceSteps(Array(steps[$0..<$1])) }
  }

  /// Runs every kernel once, one after the other on this thread; `body` runs them.
  func runInOrder(_ body: (Step) throws(RunError) -> Void) throws(RunError) {
    try expectVariables()
    rendezvous.begin(threads: 0)
    for step in steps { try body(step) }
    noteAssignments()
  }

  private func expectVariables() throws(RunError) {
    if isReady { return }
    for slot in needed where !slot.isInitialized { throw .uninitialized(variable: slot.name) }
  }

  private func noteAssignments() {
    if isReady { return }
    for slot in assigned { slot.isInitialized = true }
    isReady = true
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
