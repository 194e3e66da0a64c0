import TFXGraph

/// The operations of this folder, by name.
let trainOps: [any OpDefinition.Type] = [
  ApplyAdadelta.self, ApplyAdagrad.self, ApplyAdagradDA.self, ApplyAdam.self,
  ApplyCenteredRMSProp.self, ApplyFtrl.self, ApplyGradientDescent.self, ApplyMomentum.self,
  ApplyProximalAdagrad.self, ApplyProximalGradientDescent.self, ApplyRMSProp.self,
]
