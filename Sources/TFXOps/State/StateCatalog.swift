import TFXGraph

/// The operations of this folder, by name.
let stateOps: [any OpDefinition.Type] = [
  AssignAddVariableOp.self, AssignVariableOp.self, ReadVariableOp.self, ResourceApplyAdagrad.self,
  ResourceApplyAdam.self, ResourceApplyGradientDescent.self, ResourceApplyKerasMomentum.self,
  ResourceApplyRMSProp.self, VarHandleOp.self,
]
