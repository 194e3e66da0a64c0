import TFXGraph

/// The operations of this folder, by name.
let randomOps: [any OpDefinition.Type] = [
  RandomOrthogonal.self, RandomStandardNormal.self, RandomUniform.self, TruncatedNormal.self,
]
