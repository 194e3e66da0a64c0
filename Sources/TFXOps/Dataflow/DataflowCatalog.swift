import TFXGraph

/// The operations of this folder, by name.
let dataflowOps: [any OpDefinition.Type] = [
  NoOp.self, Placeholder.self,
]
