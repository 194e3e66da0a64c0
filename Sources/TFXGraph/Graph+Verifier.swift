import TFXCore

extension Graph {
  /// Checks what every graph must fulfil: unique names, inputs that exist and come earlier, and
  /// specs that inference finds again.
  ///
  /// - Throws: ``GraphError/broken(node:_:)`` for the first operation that breaks a rule.
  public func verify() throws(GraphError) {
    var names: Set<String> = []
    for (id, operation) in operations.enumerated() {
      func require(_ holds: Bool, _ reason: @autoclosure () -> String) throws(GraphError) {
        if !holds { throw .broken(node: operation.name, reason()) }
      }
      try require(operation.graph === self, "it belongs to another graph")
      try require(operation.id == id, "its id is \(operation.id), its place \(id)")
      try require(names.insert(operation.name).inserted, "its name is not unique")
      for input in operation.inputs {
        try require(input.graph === self, "input '\(input.name)' belongs to another graph")
        try require(input.operation.id < id, "input '\(input.name)' comes later")
        try require(
          input.operation.outputSpecs.indices.contains(input.index),
          "input '\(input.name)' does not exist")
      }
      for control in operation.controlInputs {
        try require(
          control.graph === self && control.id < id, "waits for '\(control.name)', which is later")
      }
      let specs: [TensorSpec]
      do {
        specs = try operation.definition.infer(
          InputSpecs(
            operation.inputs.map(\.spec),
            values: operation.inputs.map { $0.operation.definition.constantValue }))
      } catch {
        throw .invalid(op: operation.type, node: operation.name, error)
      }
      try require(
        specs == operation.outputSpecs,
        "its outputs are \(operation.outputSpecs), inference finds \(specs)")
    }
  }
}
