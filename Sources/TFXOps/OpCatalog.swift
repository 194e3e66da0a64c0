/// All operations, in the order of folders and names.
package let opCatalog: [any Op.Type] = [
  // Array
  Const.self, ExpandDims.self, Fill.self, Identity.self, OneHot.self, OnesLike.self,
  Reshape.self, ReshapeLike.self, Squeeze.self, StopGradient.self, Transpose.self,
  ZerosLike.self,
  // Dataflow
  NoOp.self, Placeholder.self,
  // Math
  Abs.self, AddN.self, AddV2.self, ArgMax.self, ArgMin.self, BroadcastLike.self, Cast.self,
  Ceil.self, Equal.self, Exp.self, Expm1.self, Floor.self, Greater.self, GreaterEqual.self,
  Less.self, LessEqual.self, Log.self, Log1p.self, MatMul.self, Max.self, Maximum.self,
  Mean.self, Min.self, Minimum.self, Mul.self, Neg.self, NotEqual.self, Pow.self, RealDiv.self,
  ReductionGrad.self, Rint.self, Rsqrt.self, SelectV2.self, Sign.self, Sqrt.self, Square.self,
  SquaredDifference.self, Sub.self, Sum.self, SumToShape.self,
  // NN
  AvgPool.self, AvgPoolGrad.self, BiasAdd.self, BiasAddGrad.self, Conv2D.self,
  Conv2DBackpropFilter.self, Conv2DBackpropInput.self, Dropout.self, DropoutGrad.self, Elu.self,
  EluGrad.self, FusedBatchNormGradEx.self, FusedBatchNormGradV3.self, FusedBatchNormV3.self,
  Gelu.self, GeluGrad.self, L2Loss.self, LeakyRelu.self,
  LeakyReluGrad.self, LogSoftmax.self, LogSoftmaxGrad.self, MaxPool.self, MaxPoolGrad.self,
  Relu.self, Relu6.self, Relu6Grad.self, ReluDropoutGrad.self, ReluGrad.self, Selu.self,
  SeluGrad.self, Sigmoid.self,
  SigmoidCrossEntropyWithLogits.self, SigmoidCrossEntropyWithLogitsGrad.self, SigmoidGrad.self,
  Silu.self, SiluGrad.self, Softmax.self, SoftmaxCrossEntropyWithLogits.self, SoftmaxGrad.self,
  Softplus.self, SoftplusGrad.self, Softsign.self, SoftsignGrad.self,
  SparseSoftmaxCrossEntropyWithLogits.self, Tanh.self, TanhGrad.self,
  // Random
  RandomOrthogonal.self, RandomStandardNormal.self, RandomUniform.self, TruncatedNormal.self,
  // State
  AssignAddVariableOp.self, AssignVariableOp.self, ReadVariableOp.self,
  ResourceApplyAdadelta.self, ResourceApplyAdagrad.self, ResourceApplyAdam.self,
  ResourceApplyAdaMax.self, ResourceApplyAdamWithAmsgrad.self, ResourceApplyFtrlV2.self,
  ResourceApplyGradientDescent.self, ResourceApplyKerasMomentum.self,
  ResourceApplyKerasNadam.self, ResourceApplyLion.self, ResourceApplyRMSProp.self,
  VarHandleOp.self,
]
