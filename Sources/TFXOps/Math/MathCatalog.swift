import TFXGraph

/// The operations of this folder, by name.
let mathOps: [any OpDefinition.Type] = [
  Abs.self, AddN.self, AddV2.self, ArgMax.self, ArgMin.self, BroadcastLike.self, Cast.self,
  Ceil.self, Equal.self, Exp.self, Expm1.self, Floor.self, Greater.self, GreaterEqual.self,
  Less.self, LessEqual.self, Log.self, Log1p.self, MatMul.self, Max.self, Maximum.self, Mean.self,
  Min.self, Minimum.self, Mul.self, Neg.self, NotEqual.self, Pow.self, RealDiv.self,
  ReductionGrad.self, Rint.self, Rsqrt.self, SelectV2.self, Sign.self, Sqrt.self, Square.self,
  SquaredDifference.self, Sub.self, Sum.self, SumToShape.self,
]
