import TFXGraph

/// The operations of this folder, by name.
let stateOps: [any OpDefinition.Type] = [
  AssignAddVariableOp.self, AssignSubVariableOp.self, AssignVariableOp.self, ReadVariableOp.self,
  ResourceApplyAdadelta.self, ResourceApplyAdagrad.self, ResourceApplyAdagradDA.self,
  ResourceApplyAdam.self, ResourceApplyAdaMax.self, ResourceApplyFtrlV2.self,
  ResourceApplyGradientDescent.self, ResourceApplyKerasMomentum.self,
  ResourceApplyKerasNadam.self, ResourceApplyLion.self, ResourceApplyMomentum.self,
  ResourceApplyProximalAdagrad.self, ResourceApplyProximalGradientDescent.self,
  ResourceApplyRMSProp.self, ResourceCountUpTo.self,
  ResourceScatterAdd.self, ResourceScatterMax.self, ResourceScatterMin.self,
  ResourceScatterMul.self, ResourceScatterSub.self, ResourceScatterUpdate.self, VarHandleOp.self,
  VarIsInitializedOp.self,
]
