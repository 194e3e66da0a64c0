"""TensorFlow's declarations of the operations that tfx writes and reads, as a table in Swift.

python Tests/Fixtures/savedmodel/make_signatures.py   (tensorflow 2.21)

It writes Sources/TFXSavedModel/Signatures.swift. A line has an operation's inputs, its outputs and
those attributes that are neither types nor numbers of its inputs and outputs:

    GatherV2 params:Tparams indices:Tindices axis:Taxis -> output:Tparams | batch_dims

A type is one that the operation always has, in small letters, or an attribute's name; `N*T` are as
many tensors as the attribute N says, and `T[]` tensors of the types in the list T.
"""

import os
import pathlib
import textwrap

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow  # noqa: F401  (it registers the operations)
from tensorflow.core.framework import types_pb2
from tensorflow.python.framework import op_def_registry

# Operations of tfx's catalogue that TensorFlow has under the same name, and those that others are
# written as, or read from.
NAMES = """
Abs Acos Acosh Add AddN AddV2 AdjustHue AdjustSaturation All Angle Any ArgMax ArgMin AsString Asin
Asinh Assert AssignAddVariableOp AssignSubVariableOp AssignVariableOp Atan Atan2 Atanh AvgPool
AvgPool3D BatchMatMul BatchMatMulV2 BatchMatMulV3 BiasAdd Bitcast BroadcastTo Cast Ceil
CheckNumerics ClipByValue Complex ComplexAbs ConcatV2 Conj Const Conv2D Conv2DBackpropInput Conv3D
Conv3DBackpropInputV2 Cos Cosh Cumprod Cumsum DecodeBase64 DecodePng DepthwiseConv2dNative
Dequantize Digamma Dilation2D DivNoNan Einsum Elu EncodeBase64 EncodePng EnsureShape Equal Erf Erfc
Exp ExpandDims Expm1 FFT FFT2D FIFOQueueV2 FakeQuantWithMinMaxArgs FakeQuantWithMinMaxVars Fill Floor
FloorDiv FloorMod FusedBatchNormV3 Gather GatherNd GatherV2 Greater GreaterEqual HSVToRGB IFFT IFFT2D
IRFFT IRFFT2D Identity IdentityN If Imag InTopK InTopKV2 Invert IsFinite IsInf IsNan L2Loss LRN LeakyRelu
Less LessEqual Lgamma LinSpace Log Log1p LogSoftmax LogicalAnd LogicalNot LogicalOr MatMul
MatrixBandPart MatrixDiag MatrixDiagPart MatrixDiagPartV3 MatrixDiagV3 Max MaxPool MaxPool3D Maximum
Mean Min Minimum MirrorPad Mul Multinomial Neg NoOp NotEqual OneHot OnesLike Pack Pad PadV2
PaddingFIFOQueueV2 PartitionedCall Placeholder PlaceholderWithDefault Polygamma Pow PreventGradient
Prod QuantizeV2 QueueCloseV2 QueueDequeueManyV2 QueueDequeueUpToV2 QueueDequeueV2 QueueEnqueueManyV2
QueueEnqueueV2 QueueIsClosedV2 QueueSizeV2 RFFT RFFT2D RGBToHSV RandomGamma RandomPoissonV2
RandomShuffle RandomShuffleQueueV2 RandomStandardNormal RandomUniform RandomUniformInt Range Rank
ReadVariableOp Real RealDiv Reciprocal ReduceJoin RegexFullMatch RegexReplace Relu Relu6 Reshape
ResizeArea ResizeBicubic ResizeBilinear ResizeNearestNeighbor ResourceAccumulatorApplyGradient
ResourceAccumulatorNumAccumulated ResourceAccumulatorSetGlobalStep ResourceAccumulatorTakeGradient
ResourceConditionalAccumulator ResourceCountUpTo ResourceGather ResourceScatterAdd
ResourceScatterMax ResourceScatterMin ResourceScatterMul ResourceScatterSub ResourceScatterUpdate
ReverseSequence ReverseV2 Rint Round Rsqrt ScatterNd SegmentMax SegmentMean SegmentMin SegmentProd SegmentSum
Select SelectV2 Selu Shape ShapeN Sigmoid Sign Sin Sinh Size Slice Snapshot Softmax
SoftmaxCrossEntropyWithLogits Softplus Softsign SparseSoftmaxCrossEntropyWithLogits Split SplitV Sqrt
Square SquaredDifference Squeeze StatefulPartitionedCall StatelessIf StatelessWhile
StaticRegexFullMatch StaticRegexReplace StopGradient StridedSlice StringJoin StringLength StringLower
StringSplit StringSplitV2 StringStrip StringToHashBucket StringToHashBucketFast
StringToHashBucketStrong StringToNumber StringUpper Sub Substr Sum Tan Tanh TensorScatterAdd
TensorScatterSub TensorScatterUpdate Tile TopKV2 Transpose TruncateDiv TruncateMod TruncatedNormal
Unique UniqueWithCounts Unpack UnsortedSegmentMax UnsortedSegmentMin UnsortedSegmentProd UnsortedSegmentSum VarHandleOp
VarIsInitializedOp Where While ZerosLike Zeta
""".split()

# Attributes that nobody here has anything to say about.
SILENT = {
    "Truncate", "allowed_devices", "bad_indices_policy", "container", "debug_name",
    "explicit_paddings", "grad_a", "grad_b", "grad_x", "grad_y", "incompatible_shape_error",
    "seed2", "timeout_ms", "use_cudnn_on_gpu", "use_locking", "validate_shape",
}


def argument(arg):
    kind = arg.type_attr or types_pb2.DataType.Name(arg.type)[3:].lower()
    if arg.number_attr:
        kind = f"{arg.number_attr}*{kind}"
    if arg.type_list_attr:
        kind = f"{arg.type_list_attr}[]"
    return f"{arg.name}:{kind}"


def line(name):
    op = op_def_registry.get(name)
    if op is None:
        raise ValueError(f"TensorFlow has no {name}")
    arguments = list(op.input_arg) + list(op.output_arg)
    implied = {x for a in arguments for x in (a.type_attr, a.number_attr, a.type_list_attr)}
    attributes = [a.name for a in op.attr if a.name not in implied | SILENT]
    words = [name, *map(argument, op.input_arg), "->", *map(argument, op.output_arg), "|",
             *attributes]
    return " \\\n".join(textwrap.wrap(" ".join(words), 94, subsequent_indent="    "))


here = pathlib.Path(__file__).parent
lines = "\n".join("  " + part for name in sorted(NAMES) for part in line(name).split("\n"))
(here / "../../../Sources/TFXSavedModel/Signatures.swift").resolve().write_text(
    '/// TensorFlow\'s declarations of its operations, one a line: see ``Signature``. Made by\n'
    '/// Tests/Fixtures/savedmodel/make_signatures.py.\n'
    f'let signatureLines = """\n{lines}\n  """\n', encoding="utf-8")
print(len(NAMES), "operations")
