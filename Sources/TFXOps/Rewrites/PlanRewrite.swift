import TFXCore

/// A rule by which a plan computes the same with less work: which operations it looks for, on which
/// shapes, types and devices, and what it puts in their place.
///
/// Operations know only themselves; what two of them are together stands in a rewrite's own file,
/// and ``planRewrites`` lists them in order.
package protocol PlanRewrite: Sendable {
  /// Changes a program wherever the rule applies. Returns whether it did anywhere.
  func apply(to program: inout Program, _ options: LoweringOptions) -> Bool
}

/// A rewrite that looks at each node and those around it.
protocol NodeRewrite: PlanRewrite {
  /// Changes the program around a node if the rule applies there. Returns whether it did.
  func apply(at node: Int, of program: inout Program) -> Bool
}

extension NodeRewrite {
  package func apply(to program: inout Program, _ options: LoweringOptions) -> Bool {
    var isChanged = false
    for node in program.nodes.indices where !program.nodes[node].isGone {
      if apply(at: node, of: &program) { isChanged = true }
    }
    return isChanged
  }
}

/// A rewrite that makes one operation of two, of which the second reads what the first makes, so
/// that it need not go to memory.
protocol MergeRewrite: PlanRewrite {
  /// The type of the first operation, or a protocol's.
  associatedtype First

  /// The operation that computes `reader` of output 0 of `first`: its inputs are those of `first`,
  /// then the other ones of `reader`; its outputs are those of `reader`, then the further ones of
  /// `first`. Nil if the rule does not apply.
  func merged(_ first: First, _ inputs: [TensorSpec], into reader: Reader) -> (any Op)?

  /// Whether the first operation costs so little where it is merged that each of several readers may
  /// take it in, if all can. Otherwise only one that nobody else reads is merged.
  var spreads: Bool { get }
}

/// One that reads the result of an operation.
struct Reader {
  let op: any Op
  /// Which input it reads it by.
  let input: Int
  /// The specs of all of its inputs.
  let inputs: [TensorSpec]
  /// The choices that the plan has.
  let options: LoweringOptions
}

extension MergeRewrite {
  var spreads: Bool { false }

  package func apply(to program: inout Program, _ options: LoweringOptions) -> Bool {
    var isChanged = false
    var readers = program.readers
    // In topological order a chain grows at its end: a product with its bias, then with an activation.
    for node in program.nodes.indices where !program.nodes[node].isGone {
      guard let first = program.nodes[node].op as? First,
        let result = program.nodes[node].outputs.first,
        merge(node, first, into: readers[result], of: &program, options)
      else { continue }
      isChanged = true
      readers = program.readers
    }
    return isChanged
  }

  /// Merges a node into those that read its output 0, if that is all that it is there for.
  private func merge(
    _ node: Int, _ first: First, into readers: [Int], of program: inout Program,
    _ options: LoweringOptions
  ) -> Bool {
    let (device, outputs) = (program.nodes[node].device, program.nodes[node].outputs)
    guard spreads ? !readers.isEmpty : readers.count == 1, Set(readers).count == readers.count,
      readers.allSatisfy({ program.nodes[$0].device == device })
    else { return false }
    let inputs = program.inputSpecs(node)
    var merges: [(reader: Int, input: Int, op: any Op)] = []
    for reader in readers {
      let input = program.nodes[reader].inputs.firstIndex(of: outputs[0])!
      let view = Reader(
        op: program.nodes[reader].op, input: input, inputs: program.inputSpecs(reader),
        options: options)
      guard let op = merged(first, inputs, into: view) else { return false }
      merges.append((reader, input, op))
    }
    if program.fetches.contains(outputs[0]) || program.isAwaited(node) { return false }
    if outputs.count > 1 {
      // Others may use the further outputs before the reader: the merged one takes the place of the
      // first, which it can if it needs nothing else and nobody waits for it.
      let reader = merges[0].reader
      guard merges.count == 1, program.nodes[reader].inputs.count == 1,
        program.nodes[reader].waitsFor.isEmpty, !program.isAwaited(reader)
      else { return false }
      program.takeBack(reader, into: node, as: merges[0].op)
      return true
    }
    for merge in merges {
      program.take(node, into: merge.reader, input: merge.input, as: merge.op)
    }
    program.drop(node, for: merges[0].reader)
    return true
  }
}
