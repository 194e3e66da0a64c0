package import TFXGraph

/// The regions of an `If` or a `While`, for what writes graphs down.
package struct RegionCall {
  /// A region with what it makes and what it does.
  package struct Part {
    package let outputs: [Output]
    package let effects: [Operation]
  }

  /// The two branches, or the condition and the body.
  package let parts: [Part]
  /// What the regions of a loop call its variables; none for branches.
  package let variables: [Output]
  /// Values from outside, which follow the predicate or the variables among the inputs.
  package let captures: [Output]
  /// As many rounds at most.
  package let maximumIterations: Int?
}

extension Operation {
  /// The regions that it runs; nil if it runs none.
  package var regionCall: RegionCall? {
    func part(_ branch: Branch) -> RegionCall.Part {
      RegionCall.Part(outputs: branch.outputs, effects: branch.effects)
    }
    switch definition {
    case let branches as If:
      return RegionCall(
        parts: [part(branches.whenTrue), part(branches.whenFalse)], variables: [],
        captures: branches.captures, maximumIterations: nil)
    case let loop as While:
      return RegionCall(
        parts: [part(loop.condition), part(loop.body)], variables: loop.variables,
        captures: loop.captures, maximumIterations: loop.maximumIterations)
    default: return nil
    }
  }
}
