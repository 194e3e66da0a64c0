import TFXGraph

/// The operations of this folder, by name.
let arrayOps: [any OpDefinition.Type] = [
  Argsort.self, Bitcast.self, BroadcastGradientArgs.self, BroadcastTo.self, ConcatGrad.self,
  ConcatV2.self, Const.self,
  Dequantize.self, DynamicPartition.self, DynamicStitch.self, ExpandDims.self, Eye.self,
  FakeQuantWithMinMaxArgs.self,
  FakeQuantWithMinMaxArgsGradient.self, FakeQuantWithMinMaxVars.self,
  FakeQuantWithMinMaxVarsGradient.self, Fill.self, GatherGrad.self, GatherNd.self,
  GatherNdGrad.self, GatherV2.self, Identity.self, InvertPermutation.self, LinSpace.self,
  MatrixBandPart.self,
  MatrixDiag.self, MatrixDiagPart.self, MatrixDiagPartGrad.self, MirrorPad.self, MirrorPadGrad.self,
  OneHot.self, OnesLike.self, Pack.self, PadGrad.self, PadV2.self, QuantizeV2.self, RangeOp.self,
  Rank.self, Reshape.self, ReshapeLike.self, ReverseSequence.self, ReverseV2.self, ScatterNd.self,
  ShapeOp.self, Size.self, Slice.self, SliceGrad.self, Split.self, SplitV.self, Squeeze.self,
  StopGradient.self, StridedSlice.self, TensorScatterAdd.self, TensorScatterSub.self,
  TensorScatterUpdate.self, Tile.self, TileGrad.self, TopKV2.self, Transpose.self, Unique.self,
  UniqueWithCounts.self, Unpack.self, Where.self, ZerosLike.self,
]
