import TFXGraph

/// The operations of this folder, by name.
let nnOps: [any OpDefinition.Type] = [
  AvgPool.self, AvgPool3D.self, AvgPool3DGrad.self, AvgPoolGrad.self, BiasAdd.self, CTCLoss.self,
  BiasAddGrad.self, Conv2D.self, Conv2DBackpropFilter.self, Conv2DBackpropInput.self,
  Conv2DTranspose.self, Conv3D.self, Conv3DBackpropFilterV2.self, Conv3DBackpropInputV2.self,
  Conv3DTranspose.self, DepthwiseConv2dNative.self, DepthwiseConv2dNativeBackpropFilter.self,
  DepthwiseConv2dNativeBackpropInput.self, Dilation2D.self, Dilation2DBackpropFilter.self,
  Dilation2DBackpropInput.self, Dropout.self, DropoutGrad.self, Elu.self, EluGrad.self,
  FusedBatchNormGradV3.self, FusedBatchNormV3.self, Gelu.self, GeluGrad.self, GRU.self,
  GRUGrad.self, InTopK.self, L2Loss.self, LayerNorm.self,
  LayerNormGrad.self, LeakyRelu.self, LeakyReluGrad.self, LogSoftmax.self,
  RowsGrad<LogSoftmax>.self, LRN.self, LRNGrad.self, LSTM.self, LSTMGrad.self, MaxPool.self,
  MaxPool3D.self, MaxPool3DGrad.self, MaxPoolGrad.self, Relu.self, Relu6.self, Relu6Grad.self,
  ReluDropoutGrad.self, ReluGrad.self, Selu.self, SeluGrad.self, Sigmoid.self,
  SigmoidCrossEntropyWithLogits.self, SigmoidCrossEntropyWithLogitsGrad.self, SigmoidGrad.self,
  Silu.self, SiluGrad.self, SimpleRNN.self, SimpleRNNGrad.self, Softmax.self,
  SoftmaxCrossEntropyWithLogits.self, RowsGrad<Softmax>.self, Softplus.self, SoftplusGrad.self,
  Softsign.self, SoftsignGrad.self, SparseSoftmaxCrossEntropyWithLogits.self, Tanh.self,
  TanhGrad.self,
]
