import TFXGraph

/// The operations of this folder, by name.
let controlOps: [any OpDefinition.Type] = [If.self, While.self, WhileGrad.self]
