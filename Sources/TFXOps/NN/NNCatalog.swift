import TFXGraph

/// The operations of this folder, by name.
let nnOps: [any OpDefinition.Type] = [
  AvgPool.self, AvgPoolGrad.self, BiasAdd.self, BiasAddGrad.self, Conv2D.self,
  Conv2DBackpropFilter.self, Conv2DBackpropInput.self, Dropout.self, DropoutGrad.self, Elu.self,
  EluGrad.self,
  FusedBatchNormGradEx.self, FusedBatchNormGradV3.self, FusedBatchNormV3.self, Gelu.self,
  GeluGrad.self, L2Loss.self, LeakyRelu.self,
  LeakyReluGrad.self, LogSoftmax.self, LogSoftmaxGrad.self, MaxPool.self, MaxPoolGrad.self,
  Relu.self, Relu6.self, Relu6Grad.self, ReluDropoutGrad.self, ReluGrad.self, Selu.self,
  SeluGrad.self, Sigmoid.self,
  SigmoidCrossEntropyWithLogits.self, SigmoidCrossEntropyWithLogitsGrad.self, SigmoidGrad.self,
  Silu.self, SiluGrad.self, Softmax.self, SoftmaxCrossEntropyWithLogits.self, SoftmaxGrad.self,
  Softplus.self, SoftplusGrad.self, Softsign.self, SoftsignGrad.self,
  SparseSoftmaxCrossEntropyWithLogits.self, Tanh.self, TanhGrad.self,
]
