import TFXGraph

/// The operations of this folder, by name.
let stateOps: [any OpDefinition.Type] = [
  AssignAddVariableOp.self, AssignSubVariableOp.self, AssignVariableOp.self, ReadVariableOp.self,
  ResourceApplyAdagrad.self, ResourceApplyAdam.self, ResourceApplyGradientDescent.self,
  ResourceApplyKerasMomentum.self, ResourceApplyRMSProp.self, ResourceCountUpTo.self,
  ResourceScatterAdd.self, ResourceScatterMax.self, ResourceScatterMin.self,
  ResourceScatterMul.self, ResourceScatterSub.self, ResourceScatterUpdate.self, VarHandleOp.self,
  VarIsInitializedOp.self,
]
