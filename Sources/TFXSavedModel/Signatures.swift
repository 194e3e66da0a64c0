/// TensorFlow's declarations of its operations, one a line: see ``Signature``. Made by
/// Tests/Fixtures/savedmodel/make_signatures.py.
let signatureLines = """
  Abs x:T -> y:T |
  Acos x:T -> y:T |
  Acosh x:T -> y:T |
  Add x:T y:T -> z:T |
  AddN inputs:N*T -> sum:T |
  AddV2 x:T y:T -> z:T |
  AdjustHue images:T delta:float -> output:T |
  AdjustSaturation images:T scale:float -> output:T |
  All input:bool reduction_indices:Tidx -> output:bool | keep_dims
  Angle input:T -> output:Tout |
  Any input:bool reduction_indices:Tidx -> output:bool | keep_dims
  ArgMax input:T dimension:Tidx -> output:output_type |
  ArgMin input:T dimension:Tidx -> output:output_type |
  AsString input:T -> output:string | precision scientific shortest width fill
  Asin x:T -> y:T |
  Asinh x:T -> y:T |
  Assert condition:bool data:T[] -> | summarize
  AssignAddVariableOp resource:resource value:dtype -> |
  AssignSubVariableOp resource:resource value:dtype -> |
  AssignVariableOp resource:resource value:dtype -> |
  Atan x:T -> y:T |
  Atan2 y:T x:T -> z:T |
  Atanh x:T -> y:T |
  AvgPool value:T -> output:T | ksize strides padding data_format
  AvgPool3D input:T -> output:T | ksize strides padding data_format
  BatchMatMul x:T y:T -> output:T | adj_x adj_y
  BatchMatMulV2 x:T y:T -> output:T | adj_x adj_y
  BatchMatMulV3 x:Ta y:Tb -> output:Tout | adj_x adj_y
  BiasAdd value:T bias:T -> output:T | data_format
  Bitcast input:T -> output:type |
  BroadcastGradientArgs s0:T s1:T -> r0:T r1:T |
  BroadcastTo input:T shape:Tidx -> output:T |
  Cast x:SrcT -> y:DstT |
  Ceil x:T -> y:T |
  CheckNumerics tensor:T -> output:T | message
  ClipByValue t:T clip_value_min:T clip_value_max:T -> output:T |
  Complex real:T imag:T -> out:Tout |
  ComplexAbs x:T -> y:Tout |
  ConcatV2 values:N*T axis:Tidx -> output:T |
  Conj input:T -> output:T |
  Const -> output:dtype | value
  Conv2D input:T filter:T -> output:T | strides padding data_format dilations
  Conv2DBackpropInput input_sizes:int32 filter:T out_backprop:T -> output:T | strides padding \
      data_format dilations
  Conv3D input:T filter:T -> output:T | strides padding data_format dilations
  Conv3DBackpropInputV2 input_sizes:Tshape filter:T out_backprop:T -> output:T | strides padding \
      data_format dilations
  Cos x:T -> y:T |
  Cosh x:T -> y:T |
  Cumprod x:T axis:Tidx -> out:T | exclusive reverse
  Cumsum x:T axis:Tidx -> out:T | exclusive reverse
  DecodeBase64 input:string -> output:string |
  DecodePng contents:string -> image:dtype | channels
  DepthwiseConv2dNative input:T filter:T -> output:T | strides padding data_format dilations
  Dequantize input:T min_range:float max_range:float -> output:dtype | mode narrow_range axis
  Digamma x:T -> y:T |
  Dilation2D input:T filter:T -> output:T | strides rates padding
  DivNoNan x:T y:T -> z:T |
  DynamicPartition data:T partitions:int32 -> outputs:num_partitions*T |
  DynamicStitch indices:N*int32 data:N*T -> merged:T |
  Einsum inputs:N*T -> output:T | equation
  Elu features:T -> activations:T |
  EncodeBase64 input:string -> output:string | pad
  EncodePng image:T -> contents:string | compression
  EnsureShape input:T -> output:T | shape
  Equal x:T y:T -> z:bool |
  Erf x:T -> y:T |
  Erfc x:T -> y:T |
  Exp x:T -> y:T |
  ExpandDims input:T dim:Tdim -> output:T |
  Expm1 x:T -> y:T |
  FFT input:Tcomplex -> output:Tcomplex |
  FFT2D input:Tcomplex -> output:Tcomplex |
  FIFOQueueV2 -> handle:resource | component_types shapes capacity shared_name
  FakeQuantWithMinMaxArgs inputs:float -> outputs:float | min max num_bits narrow_range
  FakeQuantWithMinMaxVars inputs:float min:float max:float -> outputs:float | num_bits \
      narrow_range
  Fill dims:index_type value:T -> output:T |
  Floor x:T -> y:T |
  FloorDiv x:T y:T -> z:T |
  FloorMod x:T y:T -> z:T |
  FusedBatchNormV3 x:T scale:U offset:U mean:U variance:U -> y:T batch_mean:U batch_variance:U \
      reserve_space_1:U reserve_space_2:U reserve_space_3:U | epsilon exponential_avg_factor \
      data_format is_training
  Gather params:Tparams indices:Tindices -> output:Tparams | validate_indices
  GatherNd params:Tparams indices:Tindices -> output:Tparams |
  GatherV2 params:Tparams indices:Tindices axis:Taxis -> output:Tparams | batch_dims
  Greater x:T y:T -> z:bool |
  GreaterEqual x:T y:T -> z:bool |
  HSVToRGB images:T -> output:T |
  IFFT input:Tcomplex -> output:Tcomplex |
  IFFT2D input:Tcomplex -> output:Tcomplex |
  IRFFT input:Tcomplex fft_length:int32 -> output:Treal |
  IRFFT2D input:Tcomplex fft_length:int32 -> output:Treal |
  Identity input:T -> output:T |
  IdentityN input:T[] -> output:T[] |
  If cond:Tcond input:Tin[] -> output:Tout[] | then_branch else_branch output_shapes
  Imag input:T -> output:Tout |
  InTopK predictions:float targets:T -> precision:bool | k
  InTopKV2 predictions:float targets:T k:T -> precision:bool |
  Invert x:T -> y:T |
  InvertPermutation x:T -> y:T |
  IsFinite x:T -> y:bool |
  IsInf x:T -> y:bool |
  IsNan x:T -> y:bool |
  L2Loss t:T -> output:T |
  LRN input:T -> output:T | depth_radius bias alpha beta
  LeakyRelu features:T -> activations:T | alpha
  Less x:T y:T -> z:bool |
  LessEqual x:T y:T -> z:bool |
  Lgamma x:T -> y:T |
  LinSpace start:T stop:T num:Tidx -> output:T |
  Log x:T -> y:T |
  Log1p x:T -> y:T |
  LogSoftmax logits:T -> logsoftmax:T |
  LogicalAnd x:bool y:bool -> z:bool |
  LogicalNot x:bool -> y:bool |
  LogicalOr x:bool y:bool -> z:bool |
  MatMul a:T b:T -> product:T | transpose_a transpose_b
  MatrixBandPart input:T num_lower:Tindex num_upper:Tindex -> band:T |
  MatrixDiag diagonal:T -> output:T |
  MatrixDiagPart input:T -> diagonal:T |
  MatrixDiagPartV3 input:T k:int32 padding_value:T -> diagonal:T | align
  MatrixDiagV3 diagonal:T k:int32 num_rows:int32 num_cols:int32 padding_value:T -> output:T | \
      align
  Max input:T reduction_indices:Tidx -> output:T | keep_dims
  MaxPool input:T -> output:T | ksize strides padding data_format
  MaxPool3D input:T -> output:T | ksize strides padding data_format
  Maximum x:T y:T -> z:T |
  Mean input:T reduction_indices:Tidx -> output:T | keep_dims
  Min input:T reduction_indices:Tidx -> output:T | keep_dims
  Minimum x:T y:T -> z:T |
  MirrorPad input:T paddings:Tpaddings -> output:T | mode
  Mul x:T y:T -> z:T |
  Multinomial logits:T num_samples:int32 -> output:output_dtype | seed
  Neg x:T -> y:T |
  NoOp -> |
  NotEqual x:T y:T -> z:bool |
  OneHot indices:TI depth:int32 on_value:T off_value:T -> output:T | axis
  OnesLike x:T -> y:T |
  Pack values:N*T -> output:T | axis
  Pad input:T paddings:Tpaddings -> output:T |
  PadV2 input:T paddings:Tpaddings constant_values:T -> output:T |
  PaddingFIFOQueueV2 -> handle:resource | component_types shapes capacity shared_name
  PartitionedCall args:Tin[] -> output:Tout[] | f config config_proto executor_type
  Placeholder -> output:dtype | shape
  PlaceholderWithDefault input:dtype -> output:dtype | shape
  Polygamma a:T x:T -> z:T |
  Pow x:T y:T -> z:T |
  PreventGradient input:T -> output:T | message
  Prod input:T reduction_indices:Tidx -> output:T | keep_dims
  QuantizeV2 input:float min_range:float max_range:float -> output:T output_min:float \
      output_max:float | mode round_mode narrow_range axis ensure_minimum_range
  QueueCloseV2 handle:resource -> | cancel_pending_enqueues
  QueueDequeueManyV2 handle:resource n:int32 -> components:component_types[] |
  QueueDequeueUpToV2 handle:resource n:int32 -> components:component_types[] |
  QueueDequeueV2 handle:resource -> components:component_types[] |
  QueueEnqueueManyV2 handle:resource components:Tcomponents[] -> |
  QueueEnqueueV2 handle:resource components:Tcomponents[] -> |
  QueueIsClosedV2 handle:resource -> is_closed:bool |
  QueueSizeV2 handle:resource -> size:int32 |
  RFFT input:Treal fft_length:int32 -> output:Tcomplex |
  RFFT2D input:Treal fft_length:int32 -> output:Tcomplex |
  RGBToHSV images:T -> output:T |
  RandomGamma shape:S alpha:T -> output:T | seed
  RandomPoissonV2 shape:S rate:R -> output:dtype | seed
  RandomShuffle value:T -> output:T | seed
  RandomShuffleQueueV2 -> handle:resource | component_types shapes capacity min_after_dequeue \
      seed shared_name
  RandomStandardNormal shape:T -> output:dtype | seed
  RandomUniform shape:T -> output:dtype | seed
  RandomUniformInt shape:T minval:Tout maxval:Tout -> output:Tout | seed
  Range start:Tidx limit:Tidx delta:Tidx -> output:Tidx |
  Rank input:T -> output:int32 |
  ReadVariableOp resource:resource -> value:dtype |
  Real input:T -> output:Tout |
  RealDiv x:T y:T -> z:T |
  Reciprocal x:T -> y:T |
  ReduceJoin inputs:string reduction_indices:int32 -> output:string | keep_dims separator
  RegexFullMatch input:string pattern:string -> output:bool |
  RegexReplace input:string pattern:string rewrite:string -> output:string | replace_global
  Relu features:T -> activations:T |
  Relu6 features:T -> activations:T |
  Reshape tensor:T shape:Tshape -> output:T |
  ResizeArea images:T size:int32 -> resized_images:float | align_corners
  ResizeBicubic images:T size:int32 -> resized_images:float | align_corners half_pixel_centers
  ResizeBilinear images:T size:int32 -> resized_images:float | align_corners half_pixel_centers
  ResizeNearestNeighbor images:T size:int32 -> resized_images:T | align_corners \
      half_pixel_centers
  ResourceAccumulatorApplyGradient handle:resource local_step:int64 gradient:dtype -> |
  ResourceAccumulatorNumAccumulated handle:resource -> num_accumulated:int32 |
  ResourceAccumulatorSetGlobalStep handle:resource new_global_step:int64 -> |
  ResourceAccumulatorTakeGradient handle:resource num_required:int32 -> average:dtype |
  ResourceConditionalAccumulator -> handle:resource | dtype shape shared_name reduction_type
  ResourceCountUpTo resource:resource -> output:T | limit
  ResourceGather resource:resource indices:Tindices -> output:dtype | batch_dims \
      validate_indices
  ResourceScatterAdd resource:resource indices:Tindices updates:dtype -> |
  ResourceScatterMax resource:resource indices:Tindices updates:dtype -> |
  ResourceScatterMin resource:resource indices:Tindices updates:dtype -> |
  ResourceScatterMul resource:resource indices:Tindices updates:dtype -> |
  ResourceScatterSub resource:resource indices:Tindices updates:dtype -> |
  ResourceScatterUpdate resource:resource indices:Tindices updates:dtype -> |
  ReverseSequence input:T seq_lengths:Tlen -> output:T | seq_dim batch_dim
  ReverseV2 tensor:T axis:Tidx -> output:T |
  Rint x:T -> y:T |
  Round x:T -> y:T |
  Rsqrt x:T -> y:T |
  ScatterNd indices:Tindices updates:T shape:Tindices -> output:T |
  SegmentMax data:T segment_ids:Tindices -> output:T |
  SegmentMean data:T segment_ids:Tindices -> output:T |
  SegmentMin data:T segment_ids:Tindices -> output:T |
  SegmentProd data:T segment_ids:Tindices -> output:T |
  SegmentSum data:T segment_ids:Tindices -> output:T |
  Select condition:bool t:T e:T -> output:T |
  SelectV2 condition:bool t:T e:T -> output:T |
  Selu features:T -> activations:T |
  Shape input:T -> output:out_type |
  ShapeN input:N*T -> output:N*out_type |
  Sigmoid x:T -> y:T |
  Sign x:T -> y:T |
  Sin x:T -> y:T |
  Sinh x:T -> y:T |
  Size input:T -> output:out_type |
  Slice input:T begin:Index size:Index -> output:T |
  Snapshot input:T -> output:T |
  Softmax logits:T -> softmax:T |
  SoftmaxCrossEntropyWithLogits features:T labels:T -> loss:T backprop:T |
  Softplus features:T -> activations:T |
  Softsign features:T -> activations:T |
  SparseSoftmaxCrossEntropyWithLogits features:T labels:Tlabels -> loss:T backprop:T |
  Split split_dim:int32 value:T -> output:num_split*T |
  SplitV value:T size_splits:Tlen split_dim:int32 -> output:num_split*T |
  Sqrt x:T -> y:T |
  Square x:T -> y:T |
  SquaredDifference x:T y:T -> z:T |
  Squeeze input:T -> output:T | squeeze_dims
  StatefulPartitionedCall args:Tin[] -> output:Tout[] | f config config_proto executor_type
  StatelessIf cond:Tcond input:Tin[] -> output:Tout[] | then_branch else_branch output_shapes
  StatelessWhile input:T[] -> output:T[] | cond body output_shapes parallel_iterations
  StaticRegexFullMatch input:string -> output:bool | pattern
  StaticRegexReplace input:string -> output:string | pattern rewrite replace_global
  StopGradient input:T -> output:T |
  StridedSlice input:T begin:Index end:Index strides:Index -> output:T | begin_mask end_mask \
      ellipsis_mask new_axis_mask shrink_axis_mask
  StringJoin inputs:N*string -> output:string | separator
  StringLength input:string -> output:int32 | unit
  StringLower input:string -> output:string | encoding
  StringSplit input:string delimiter:string -> indices:int64 values:string shape:int64 | \
      skip_empty
  StringSplitV2 input:string sep:string -> indices:int64 values:string shape:int64 | maxsplit
  StringStrip input:string -> output:string |
  StringToHashBucket string_tensor:string -> output:int64 | num_buckets
  StringToHashBucketFast input:string -> output:int64 | num_buckets
  StringToHashBucketStrong input:string -> output:int64 | num_buckets key
  StringToNumber string_tensor:string -> output:out_type |
  StringUpper input:string -> output:string | encoding
  Sub x:T y:T -> z:T |
  Substr input:string pos:T len:T -> output:string | unit
  Sum input:T reduction_indices:Tidx -> output:T | keep_dims
  Tan x:T -> y:T |
  Tanh x:T -> y:T |
  TensorScatterAdd tensor:T indices:Tindices updates:T -> output:T |
  TensorScatterSub tensor:T indices:Tindices updates:T -> output:T |
  TensorScatterUpdate tensor:T indices:Tindices updates:T -> output:T |
  Tile input:T multiples:Tmultiples -> output:T |
  TopKV2 input:T k:Tk -> values:T indices:index_type | sorted
  Transpose x:T perm:Tperm -> y:T |
  TruncateDiv x:T y:T -> z:T |
  TruncateMod x:T y:T -> z:T |
  TruncatedNormal shape:T -> output:dtype | seed
  Unique x:T -> y:T idx:out_idx |
  UniqueWithCounts x:T -> y:T idx:out_idx count:out_idx |
  Unpack value:T -> output:num*T | axis
  UnsortedSegmentMax data:T segment_ids:Tindices num_segments:Tnumsegments -> output:T |
  UnsortedSegmentMin data:T segment_ids:Tindices num_segments:Tnumsegments -> output:T |
  UnsortedSegmentProd data:T segment_ids:Tindices num_segments:Tnumsegments -> output:T |
  UnsortedSegmentSum data:T segment_ids:Tindices num_segments:Tnumsegments -> output:T |
  VarHandleOp -> resource:resource | shared_name dtype shape
  VarIsInitializedOp resource:resource -> is_initialized:bool |
  Where input:T -> index:int64 |
  While input:T[] -> output:T[] | cond body output_shapes parallel_iterations
  ZerosLike x:T -> y:T |
  Zeta x:T q:T -> z:T |
  """
