import TFXCore
import TFXGraph
import TFXOps

extension Program {
  /// Leaves out work whose result is known: what is computed from constants, what is another name of
  /// a value, what was computed before, and what nobody asks for.
  mutating func simplify() {
    foldConstants()
    skipOtherNames()
    shareEqualResults()
    removeUnused()
    PlanVerifier.verify(self, after: "simplify")
  }

  /// Has those who use another name of a value, such as an Identity's output, use the value itself,
  /// so that operations on both sides of the name can be merged.
  private mutating func skipOtherNames() {
    let isAwaited = isAwaited
    var same = Array(values.indices)
    for (index, node) in nodes.enumerated() {
      nodes[index].inputs = node.inputs.map { same[$0] }
      guard node.outputs.count == 1, node.waitsFor.isEmpty, !isAwaited[index],
        let place = otherName(nodes[index])
      else { continue }
      let value = nodes[index].inputs[place]
      // A variable's value is no other name of its handle: only it tells when it is read.
      if values[value].spec == values[node.outputs[0]].spec { same[node.outputs[0]] = value }
    }
    fetches = fetches.map { same[$0] }
  }

  /// The input that the output of an operation is another name of; nil if it is none.
  private func otherName(_ node: Node) -> Int? {
    if node.op is any AliasOp, case .input(let place) = node.op.memory { return place }
    return node.op.isAlias(node.inputs.map { values[$0].spec }) ? 0 : nil
  }

  /// Two operations with equal recipes compute the same.
  private struct Recipe: Hashable {
    let type: String
    let attributes: [Attribute]
    let inputs: [Int]
    let outputs: [TensorSpec]
    let device: Int
  }

  /// Computes once what several operations of one kind make of the same values.
  private mutating func shareEqualResults() {
    let isAwaited = isAwaited
    var same = Array(values.indices)
    var first: [Recipe: Int] = [:]
    for index in nodes.indices {
      nodes[index].inputs = nodes[index].inputs.map { same[$0] }
      let node = nodes[index]
      guard node.op.isFoldable, !node.inputs.isEmpty, node.waitsFor.isEmpty, !isAwaited[index],
        !node.inputs.contains(where: { values[$0].spec.dtype == .resource })
      else { continue }
      let recipe = Recipe(
        type: type(of: node.op).type,
        attributes: node.op.attributes, inputs: node.inputs,
        outputs: node.outputs.map { values[$0].spec }, device: node.device)
      guard let earlier = first[recipe] else {
        first[recipe] = index
        continue
      }
      for (output, known) in zip(node.outputs, nodes[earlier].outputs) { same[output] = known }
    }
    fetches = fetches.map { same[$0] }
  }
}
