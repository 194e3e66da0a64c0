import TFXCore
import TFXGraph
import TFXOps

/// Checks what every plan must fulfil. A broken rule is our bug, so it traps.
enum PlanVerifier {
  static func verify(_ program: Program, order: [Int], _ memory: MemoryPlan) {
    verify(program, order: order)
    verify(memory)
  }

  /// Each node makes the specs that its values have, inferred again from what it reads now.
  static func verify(_ program: Program, after pass: @autoclosure () -> String) {
    for (index, node) in program.nodes.enumerated() {
      let inputs = InputSpecs(program.inputSpecs(index), values: node.inputValues)
      let expected = node.outputs.map { program.values[$0].spec }
      do {
        let found = try node.op.infer(inputs)
        precondition(
          found == expected,
          "after \(pass()), '\(node.name)' makes \(found), not \(expected) (planner bug)")
      } catch {
        preconditionFailure(
          "after \(pass()), '\(node.name)' cannot read \(inputs.all): \(error) (planner bug)")
      }
    }
  }

  /// Everything runs once, and after what it needs.
  static func verify(_ program: Program, order: [Int]) {
    var position = [Int?](repeating: nil, count: program.nodes.count)
    for (place, node) in order.enumerated() {
      precondition(position[node] == nil, "'\(program.nodes[node].name)' runs twice (planner bug)")
      position[node] = place
    }
    for (index, node) in program.nodes.enumerated() {
      guard let own = position[index] else {
        preconditionFailure("'\(node.name)' does not run (planner bug)")
      }
      let producers = node.inputs.compactMap { program.values[$0].producer }
      for earlier in producers + node.waitsFor {
        precondition(
          position[earlier]! < own,
          "'\(node.name)' runs before '\(program.nodes[earlier].name)' (planner bug)")
      }
    }
  }

  /// Buffers that are alive at the same time lie apart.
  private static func verify(_ memory: MemoryPlan) {
    for (index, first) in memory.buffers.enumerated() {
      precondition(
        first.offset % Arena.alignment == 0,
        "arena offset \(first.offset) not \(Arena.alignment)-byte aligned (planner bug)")
      precondition(
        first.offset + first.life.byteCount <= memory.byteCount,
        "buffer at \(first.offset) of \(first.life.byteCount) bytes leaves the arena of "
          + "\(memory.byteCount) (planner bug)")
      for second in memory.buffers[(index + 1)...] where first.life.overlaps(second.life) {
        let apart =
          first.offset + first.life.byteCount <= second.offset
          || second.offset + second.life.byteCount <= first.offset
        precondition(
          apart, "buffers at \(first.offset) and \(second.offset) overlap (planner bug)")
      }
    }
  }
}
