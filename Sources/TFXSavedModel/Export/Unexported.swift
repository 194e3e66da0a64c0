/// Operations that are not written, with the reason, by their type.
let unexported: [String: String] = [
  "it belongs to a gradient, which TensorFlow derives anew; export the part of the graph that "
    + "predictions need": """
  AvgPool3DGrad AvgPoolGrad BiasAddGrad ConcatGrad Conv2DBackpropFilter Conv2DBackpropInput
  Conv3DBackpropFilterV2 Conv3DBackpropInputV2 DepthwiseConv2dNativeBackpropFilter
  DepthwiseConv2dNativeBackpropInput Dilation2DBackpropFilter Dilation2DBackpropInput DropoutGrad
  EluGrad FakeQuantWithMinMaxArgsGradient FakeQuantWithMinMaxVarsGradient FusedBatchNormGradV3
  GatherGrad GatherNdGrad GeluGrad ImageWindowGrad InverseRealFourierGrad LRNGrad LeakyReluGrad
  LogSoftmaxGrad MatrixDiagPartGrad MaxPool3DGrad MaxPoolGrad MirrorPadGrad PadGrad RGBToHSVGrad
  RandomCropGrad RealFourierGrad ReductionGrad Relu6Grad ReluDropoutGrad ReluGrad
  ResizeBicubicGrad ResizeBilinearGrad ResizeNearestNeighborGrad SegmentGather SeluGrad
  SigmoidCrossEntropyWithLogitsGrad SigmoidGrad SiluGrad SliceGrad SoftmaxGrad SoftplusGrad
  SoftsignGrad SumToShape TanhGrad TileGrad WhileGrad _FusedBatchNormGradEx
  """,
  "it is only needed in training; export the part of the graph that predictions need": """
  Dropout RandomCrop RandomFactor RandomFlip RandomOrthogonal ResourceApplyAdaMax
  ResourceApplyAdadelta ResourceApplyAdagrad ResourceApplyAdagradDA ResourceApplyAdam
  ResourceApplyFtrlV2 ResourceApplyGradientDescent ResourceApplyKerasMomentum
  ResourceApplyKerasNadam ResourceApplyLion ResourceApplyMomentum ResourceApplyProximalAdagrad
  ResourceApplyProximalGradientDescent ResourceApplyRMSProp
  """,
  "TensorFlow has no such operation; images are prepared before they come to a graph that is "
    + "exported": "ConvertImageDtype ImageWindow",
  "it works on sparse tensors, which are not written; make them dense first": """
  SparseAdd SparseAddGrad SparseFillEmptyRows SparseReduceSum SparseReorder SparseReshape
  SparseSegmentMean SparseSegmentMeanGrad SparseSegmentSqrtN SparseSegmentSqrtNGrad SparseSegmentSum
  SparseSegmentSumGrad SparseSlice SparseSliceGrad SparseTensorDenseAdd SparseTensorDenseMatMul
  SparseToDense
  """,
].reduce(into: [:]) { all, group in
  for type in group.value.split(whereSeparator: \.isWhitespace) { all[String(type)] = group.key }
}

/// What of tfx's operations TensorFlow's files can hold, for the test that looks at all of them.
package enum Exchange {
  /// How an operation fares.
  package enum Status: Hashable, Sendable {
    /// It is written, and read back.
    case both
    /// It is written, and no node of TensorFlow's that it is written as can be read.
    case writtenOnly
    /// It is not written, for a reason.
    case refused(String)
    /// Nobody has thought of it.
    case unknown
  }

  /// How the operation of a type fares.
  package static func status(of type: String) -> Status {
    if let reason = unexported[type] {
      return translations[type] == nil ? .refused(reason) : .unknown
    }
    guard translations[type] != nil else { return .unknown }
    return importedOps[readAs[type] ?? type] == nil ? .writtenOnly : .both
  }

  /// The operations that are refused.
  package static var refusedTypes: Set<String> { Set(unexported.keys) }

  /// The nodes that an operation is written as, where they go by another name.
  private static let readAs = [
    "AccumulatorApplyGradient": "ResourceAccumulatorApplyGradient",
    "AccumulatorNumAccumulated": "ResourceAccumulatorNumAccumulated",
    "AccumulatorSetGlobalStep": "ResourceAccumulatorSetGlobalStep",
    "AccumulatorTakeGradient": "ResourceAccumulatorTakeGradient",
    "Argsort": "TopKV2", "BroadcastLike": "BroadcastTo",
    "ConditionalAccumulator": "ResourceConditionalAccumulator",
    "Conv2DTranspose": "Conv2DBackpropInput", "Conv3DTranspose": "Conv3DBackpropInputV2",
    "Eye": "MatrixDiagV3", "Gelu": "Erf", "GrayscaleToRGB": "Tile",
    "RandomPoisson": "RandomPoissonV2",
    "ReorientImage": "ReverseV2", "ReshapeLike": "Reshape",
    "SigmoidCrossEntropyWithLogits": "Log1p", "Silu": "Sigmoid",
  ]
}
