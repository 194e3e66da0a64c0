import TFXGraph

/// The operations of this folder, by name.
let randomOps: [any OpDefinition.Type] = [
  Multinomial.self, RandomGamma.self, RandomNormalLike.self, RandomOrthogonal.self,
  RandomPoisson.self, RandomShuffle.self,
  RandomStandardNormal.self, RandomUniform.self, RandomUniformInt.self, RandomUniformLike.self,
  TruncatedNormal.self,
]
