import TFXGraph

/// The operations of this folder, by name.
let mathOps: [any OpDefinition.Type] = [
  Abs.self, Acos.self, Acosh.self, AddN.self, AddV2.self, All.self, Angle.self, AnyOp.self,
  ArgMax.self, ArgMin.self, Asin.self, Asinh.self, AssertOp.self, Atan.self, Atan2.self, Atanh.self,
  BatchMatMulV2.self, BroadcastLike.self, Cast.self, Ceil.self, CheckNumerics.self, ComplexAbs.self,
  ComplexOp.self, Conj.self, Cos.self, Cosh.self, Cumprod.self, Cumsum.self, Digamma.self,
  DivNoNan.self, Einsum.self, Equal.self, Erf.self, Erfc.self, Exp.self, Expm1.self, FFT.self,
  FFT2D.self, Floor.self, FloorDiv.self, FloorMod.self, Greater.self, GreaterEqual.self, IFFT.self,
  IFFT2D.self, IRFFT.self, IRFFT2D.self, Imag.self, InverseRealFourierGrad.self, IsFinite.self,
  IsInf.self, IsNan.self, Less.self, LessEqual.self, Lgamma.self, Log.self, Log1p.self,
  LogicalAnd.self, LogicalNot.self, LogicalOr.self, MatMul.self, Max.self, Maximum.self, Mean.self,
  Min.self, Minimum.self, Mul.self, Neg.self, NotEqual.self, Polygamma.self, Pow.self, Prod.self,
  RFFT.self, RFFT2D.self, Real.self, RealDiv.self, RealFourierGrad.self, Reciprocal.self,
  ReductionGrad.self, Rint.self, Round.self, Rsqrt.self, SegmentGather.self, SegmentMax.self,
  SegmentMean.self, SegmentMin.self, SegmentProd.self, SegmentSum.self, SelectV2.self, Sign.self,
  Sin.self, Sinh.self,
  Sqrt.self, Square.self, SquaredDifference.self, Sub.self, Sum.self, SumToShape.self, Tan.self,
  TruncateDiv.self, TruncateMod.self, UnsortedSegmentMax.self, UnsortedSegmentMin.self,
  UnsortedSegmentProd.self, UnsortedSegmentSum.self, Zeta.self,
]
