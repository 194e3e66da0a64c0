import TFXCore
import TFXGraph
import TFXOps

/// Variables. Those of TensorFlow 1's first kind are tensors that can be changed ("references"): what
/// changes one is again the variable, as it is after that.
let clientStateOps: [String: ImportedOp] = [
  "Assign": { site in
    try site.changing { try site.graph.assign($0.handle, $1, name: site.name) }
  },
  "AssignAdd": { site in
    try site.changing { try site.graph.assignAdd($0, $1, name: site.name) }
  },
  "AssignSub": { site in
    try site.changing { try site.graph.assignSub($0, $1, name: site.name) }
  },
  "CountUpTo": { site in
    let variable = try site.variable(0)
    return try site.imported([
      try site.operation("ResourceCountUpTo", [variable.handle]).output(0)
    ])
  },
  "Identity": { site in
    if let variable = site.inputs.first?.node.variable, site.inputs[0].index == 0 {
      guard site.readsAnew, !site.inputs[0].node.outputs.isEmpty else {
        return site.inputs[0].node
      }
      return try site.imported([try site.graph.readVariable(variable, name: site.name)])
    }
    if let input = site.inputs.first?.node, input.isHandle { return input }
    return try site.declared(showing: site.extents(0))
  },
  "IsVariableInitialized": { site in
    try site.imported([
      try site.graph.isVariableInitialized(site.variable(0), name: site.name)
    ])
  },
  "ReadVariableOp": { site in
    let variable = try site.variable(0)
    return site.readsAnew
      ? try site.imported([try site.value(0)]) : .init(outputs: [variable.value])
  },
  "RefIdentity": { site in
    guard let input = site.inputs.first?.node, input.isHandle else {
      return try site.imported([try site.input(0)])
    }
    return input
  },
  "ResourceGather": { site in
    let axis = try site.int("batch_dims")
    return try site.imported([
      try site.graph.gather(
        site.value(0), site.input(1), axis: axis, batchDims: axis, name: site.name)
    ])
  },
  "ScatterAdd": { site in
    try site.scattering { try site.graph.scatterAdd($0, $1, $2, name: site.name) }
  },
  "ScatterSub": { site in
    try site.scattering { try site.graph.scatterSub($0, $1, $2, name: site.name) }
  },
  "ScatterUpdate": { site in
    try site.scattering { try site.graph.scatterUpdate($0, $1, $2, name: site.name) }
  },
  "Variable": { site in try importedStateOps["VariableV2"]!(site) },
]

extension ImportSite {
  /// Whether a variable is not to be read when the run begins: something else comes first, or decides
  /// whether it is read at all.
  fileprivate var readsAnew: Bool { waits || importer.regionDepth > 0 }

  /// The value of a variable that comes in, after what the node waits for.
  func value(_ index: Int) throws -> Output {
    let variable = try variable(index)
    return readsAnew ? try graph.readVariable(variable, name: name) : variable.value
  }

  /// What a node becomes that changes the variable that comes in first.
  func changed(_ variable: Variable, by operation: Operation) throws -> GraphImporter.Imported {
    // Where a handle came in, nothing goes out.
    if inputs[0].node.outputs.isEmpty { return .init(operation: operation) }
    let value = try graph.readVariable(variable, after: [operation], name: "\(name)/value")
    return .init(outputs: [value], operation: operation, variable: variable)
  }

  /// A change by the value that comes in.
  fileprivate func changing(
    _ body: (Variable, Output) throws -> Operation
  ) throws -> GraphImporter.Imported {
    let (variable, value) = (try variable(0), try input(1))
    if value.dtype != variable.spec.dtype {
      throw unsupported("'\(variable.name)' is \(variable.spec), the value \(value.spec)")
    }
    return try changed(variable, by: body(variable, value))
  }

  /// A change of rows.
  fileprivate func scattering(
    _ body: (Variable, Output, Output) throws -> Operation
  ) throws -> GraphImporter.Imported {
    let variable = try variable(0)
    return try changed(variable, by: body(variable, input(1), input(2)))
  }
}
