import TFXCore

/// A part of a graph that runs only when an operation says so: a branch, or the body of a loop. Its
/// operations stand in the graph like all others, and are reached by that operation alone.
package final class Region: Sendable {
  /// The region around it; nil if that is the graph itself.
  let parent: Region?

  package init(parent: Region?) { self.parent = parent }

  /// Whether it is one of `others`, or lies within one.
  func isWithin(_ others: [Region]) -> Bool {
    var region: Region? = self
    while let inner = region {
      if others.contains(where: { $0 === inner }) { return true }
      region = inner.parent
    }
    return false
  }
}

extension Graph {
  /// Runs `body`; the operations that it adds form a region within the current one, under a name
  /// scope of their own.
  package func region<Result, Failure: Error>(
    _ name: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> (Region, Result) {
    let region = Region(parent: scopes.region)
    let result = try nameScope(name) { (_) throws(Failure) in
      try withScopes({
        $0.region = region
        // What is in force around the region holds for the operation that runs it.
        $0.control = []
      }) { () throws(Failure) in try body() }
    }
    return (region, result)
  }

  /// What outputs and operations of some regions need of what lies outside of those.
  package func captures(
    of outputs: [Output], _ operations: [Operation], inside regions: [Region]
  ) -> Captures {
    var captures = Captures()
    var seen: Set<Operation> = []
    var seenOutputs: Set<Output> = []
    func isInside(_ operation: Operation) -> Bool { operation.region?.isWithin(regions) ?? false }
    func visit(_ output: Output) {
      if isInside(output.operation) {
        visit(output.operation)
      } else if output.dtype != .resource, output.operation.definition.constantValue == nil,
        seenOutputs.insert(output).inserted
      {
        captures.outputs.append(output)
      }
    }
    func visit(_ operation: Operation) {
      guard seen.insert(operation).inserted else { return }
      operation.inputs.forEach(visit)
      for control in operation.controlInputs {
        if isInside(control) {
          visit(control)
        } else if seen.insert(control).inserted {
          captures.controls.append(control)
        }
      }
    }
    outputs.forEach(visit)
    operations.forEach(visit)
    return captures
  }
}

/// What a region needs of what lies outside of it.
package struct Captures: Sendable {
  /// Values, without constants and handles.
  package var outputs: [Output] = []
  /// Operations that must have run before.
  package var controls: [Operation] = []

  package init() {}
}
