import TFXCore
import TFXGraph
import TFXOps
import Testing

/// What users read when an operation cannot take its inputs.
@Suite struct ErrorTests {
  let s = Samples()
  var g: Graph { s.graph }

  @Test func elementwise() throws {
    expectError("[Mul] 'Mul': b: expected a shape that broadcasts with [2, 3], found [4]") {
      try g.multiply(s.float(2, 3), s.float(4))
    }
    expectError("[Sub] 'Sub': b: expected float32, found float64[2]") {
      try g.subtract(s.float(2), s.typed(.float64, 2))
    }
    expectError("[Exp] 'Exp': x: expected float32, float64 or complex64, found int32[2]") {
      try g.exp(s.typed(.int32, 2))
    }
    expectError(
      "[Less] 'Less': a: expected float32, float64, int8, int16, int32, int64 or uint8, found bool[2]"
    ) { try g.less(s.typed(.bool, 2), s.typed(.bool, 2)) }
    expectError("[Equal] 'Equal': b: expected int64, found int32[2]") {
      try g.equal(s.typed(.int64, 2), s.typed(.int32, 2))
    }
    expectError("[SelectV2] 'SelectV2': condition: expected bool, found float32[2]") {
      try g.select(s.float(2), s.float(2), s.float(2))
    }
    expectError("[SelectV2] 'SelectV2': e: expected a shape that broadcasts with [2], found [3]") {
      try g.select(s.typed(.bool, 2), s.float(2), s.float(3))
    }
    expectError(
      "[SelectV2] 'SelectV2': condition: expected a shape that broadcasts with [2], found [3]"
    ) {
      try g.select(s.typed(.bool, 3), s.float(2), s.float(2))
    }
    expectError(
      "[Cast] 'Cast': DstT: expected float32, float64, int8, int16, int32, int64, uint8, bool, complex64, "
        + "qint8 or quint8, found string"
    ) { try g.cast(s.float(2), to: .string) }
    expectError(
      "[Cast] 'Cast': x: expected float32, float64, int8, int16, int32, int64, uint8, bool, complex64, "
        + "qint8 or quint8, found string[2]"
    ) { try g.cast(s.typed(.string, 2), to: .float32) }
  }

  @Test func reductions() throws {
    expectError("[Sum] 'total': axis: expected -2…1 for [?, 3], found 2") {
      try g.sum(s.float(-1, 3), axes: [2], name: "total")
    }
    expectError("[Mean] 'Mean': axis: expected each axis once, found [1, -1]") {
      try g.mean(s.float(-1, 3), axes: [1, -1])
    }
    expectError("[Max] 'Max': axis: expected no axis of a scalar, found 0") {
      try g.max(s.float(), axes: [0])
    }
    expectError(
      "[Min] 'Min': x: expected float32, float64, int8, int16, int32, int64 or uint8, "
        + "found bool[2]"
    ) { try g.min(s.typed(.bool, 2)) }
    expectError("[ArgMax] 'ArgMax': axis: expected -2…1 for [2, 3], found -3") {
      try g.argMax(s.float(2, 3), axis: -3)
    }
    expectError(
      "[ArgMin] 'ArgMin': axis: expected an axis that has elements, found 1 of float32[2, 0]"
    ) { try g.argMin(s.float(2, 0)) }
  }

  @Test func arrays() throws {
    expectError(
      "[Reshape] 'Reshape': shape: expected a shape for the 6 elements of [2, 3], found [4] for 4"
    ) { try g.reshape(s.float(2, 3), to: [4]) }
    expectError(
      "[Reshape] 'Reshape': shape: expected a shape for the 6 elements of float32[2, 3], "
        + "found [-1, 4]"
    ) { try g.reshape(s.float(2, 3), to: [-1, 4]) }
    expectError("[Reshape] 'Reshape': shape: expected at most one -1, found [-1, -1]") {
      try g.reshape(s.float(2, 3), to: [-1, -1])
    }
    expectError(
      "[Reshape] 'Reshape': shape: expected a shape for the 0 elements of float32[0], "
        + "found [-1, 0]"
    ) { try g.reshape(s.float(0), to: [-1, 0]) }
    expectError(
      "[Transpose] 'Transpose': perm: expected each of the 2 axes of float32[2, 3] once, "
        + "found [0, 0]"
    ) { try g.transpose(s.float(2, 3), [0, 0]) }
    expectError("[ExpandDims] 'ExpandDims': dim: expected -2…1 for float32[3], found 2") {
      try g.expandDims(s.float(3), axis: 2)
    }
    expectError(
      "[Squeeze] 'Squeeze': squeeze_dims: expected axes of extent 1, found axis 1 of float32[?, 3]"
    ) { try g.squeeze(s.float(-1, 3), axes: [1]) }
    expectError("[OneHot] 'OneHot': indices: expected int32, int64 or uint8, found float32[2]") {
      try g.oneHot(s.float(2), depth: 3)
    }
    expectError("[OneHot] 'OneHot': depth: expected 0 or more, found -1") {
      try g.oneHot(s.typed(.int32, 2), depth: -1)
    }
    expectError(
      "[OneHot] 'OneHot': dtype: expected float32, float64, int8, int16, int32, int64, uint8, bool or complex64, "
        + "found string"
    ) { try g.oneHot(s.typed(.int32, 2), depth: 2, dtype: .string) }
    expectError(
      "[Fill] 'Fill': dims: expected a type of numbers, of known shape, found float32[?]"
    ) { try g.fill([-1], 1) }
    let handle = try g.variable("v", Tensor([1] as [Float])).handle
    expectError("[ZerosLike] 'ZerosLike': x: expected a tensor with values, found resource[1]") {
      try g.zerosLike(handle)
    }
  }

  @Test func losses() throws {
    expectError("[BiasAdd] 'BiasAdd': bias: expected [3], found float32[4]") {
      try g.biasAdd(s.float(-1, 3), s.float(4))
    }
    expectError("[BiasAdd] 'BiasAdd': value: expected at least one axis, found float32[]") {
      try g.biasAdd(s.float(), s.float(4))
    }
    expectError("[Softmax] 'Softmax': logits: expected at least one axis, found float32[]") {
      try g.softmax(s.float())
    }
    expectError(
      "[SoftmaxCrossEntropyWithLogits] 'loss': labels: expected float32[?, 10], "
        + "found float32[?, 9]"
    ) {
      try g.softmaxCrossEntropyWithLogits(
        labels: s.float(-1, 9), logits: s.float(-1, 10), name: "loss")
    }
    expectError(
      "[SparseSoftmaxCrossEntropyWithLogits] 'loss': labels: expected int32 or int64, "
        + "found float32[?]"
    ) {
      try g.sparseSoftmaxCrossEntropyWithLogits(
        labels: s.float(-1), logits: s.float(-1, 10), name: "loss")
    }
    expectError(
      "[SparseSoftmaxCrossEntropyWithLogits] 'loss': labels: expected [?], found int32[?, 1]"
    ) {
      try g.sparseSoftmaxCrossEntropyWithLogits(
        labels: s.typed(.int32, -1, 1), logits: s.float(-1, 10), name: "loss")
    }
    expectError(
      "[SigmoidCrossEntropyWithLogits] 'loss': labels: expected float32[2, 1], found float32[2]"
    ) {
      try g.sigmoidCrossEntropyWithLogits(
        labels: s.float(2), logits: s.float(2, 1), name: "loss")
    }
  }

  @Test func windows() throws {
    expectError(
      "[Conv2D] 'Conv2D': filter: expected [3, 3, 16, …], as input is float32[?, 8, 8, 16], "
        + "found [3, 3, 8, 32]"
    ) { try g.conv2D(s.float(-1, 8, 8, 16), s.float(3, 3, 8, 32)) }
    expectError(
      "[Conv2D] 'Conv2D': input: expected images of at least 5×5, the window's reach, "
        + "found float32[?, 4, 8, 1]"
    ) { try g.conv2D(s.float(-1, 4, 8, 1), s.float(3, 3, 1, 2), dilations: Pair(2)) }
    expectError("[Conv2D] 'Conv2D': input: expected a tensor of rank 4, found float32[?, 8]") {
      try g.conv2D(s.float(-1, 8), s.float(3, 3, 1, 2))
    }
    expectError("[Conv2D] 'Conv2D': filter: expected a tensor of rank 4, found float32[3, 3]") {
      try g.conv2D(s.float(-1, 8, 8, 1), s.float(3, 3))
    }
    expectError("[Conv2D] 'Conv2D': strides: expected 1 or more, found (0, 1)") {
      try g.conv2D(s.float(-1, 8, 8, 1), s.float(3, 3, 1, 2), strides: Pair(0, 1))
    }
    expectError("[Conv2D] 'Conv2D': dilations: expected 1 or more, found (1, -1)") {
      try g.conv2D(s.float(-1, 8, 8, 1), s.float(3, 3, 1, 2), dilations: Pair(1, -1))
    }
    expectError("[Conv2D] 'Conv2D': window: expected 1 or more, found (0, 3)") {
      try g.conv2D(s.float(-1, 8, 8, 1), s.float(0, 3, 1, 2))
    }
    expectError(
      "[MaxPool] 'MaxPool': input: expected images of at least 3×3, the window's reach, "
        + "found float32[?, 2, 8, 1]"
    ) { try g.maxPool(s.float(-1, 2, 8, 1), window: Pair(3)) }
    expectError("[AvgPool] 'AvgPool': ksize: expected 1 or more, found (2, 0)") {
      try g.avgPool(s.float(-1, 2, 8, 1), window: Pair(2, 0))
    }
    expectError("[AvgPool] 'AvgPool': input: expected a tensor of rank 4, found float32[8]") {
      try g.avgPool(s.float(8), window: Pair(2))
    }
  }

  @Test func normalization() throws {
    let three = try s.float(3)
    func normalize(_ x: Output, _ variance: Output, epsilon: Double = 0.1) throws -> Any {
      try g.fusedBatchNorm(
        x, scale: three, offset: three, mean: three, variance: variance, epsilon: epsilon,
        isTraining: false)
    }
    expectError(
      "[FusedBatchNormV3] 'FusedBatchNormV3': x: expected at least 2 axes, found float32[3]"
    ) { try normalize(three, three) }
    expectError(
      "[FusedBatchNormV3] 'FusedBatchNormV3': variance: expected float32[3], found float32[4]"
    ) { try normalize(s.float(-1, 3), s.float(4)) }
    expectError(
      "[FusedBatchNormV3] 'FusedBatchNormV3': epsilon: expected 0 or more, found -1.0"
    ) { try normalize(s.float(-1, 3), three, epsilon: -1) }
    expectError("[Dropout] 'Dropout': rate: expected from 0 to less than 1, found 1.0") {
      try g.dropout(s.float(2), rate: 1, step: s.typed(.int64))
    }
    expectError("[Dropout] 'Dropout': step: expected int64[], found int32[]") {
      try g.dropout(s.float(2), rate: 0.5, step: s.typed(.int32))
    }
  }

  @Test func random() throws {
    expectError("[RandomUniform] 'RandomUniform': maxval: expected a number from 1.0 on, found 0.0")
    {
      try g.randomUniform([2], minimum: 1, maximum: 0)
    }
    expectError(
      "[RandomStandardNormal] 'RandomStandardNormal': stddev: expected 0 or more, found -1.0"
    ) { try g.randomNormal([2], standardDeviation: -1) }
    expectError("[TruncatedNormal] 'TruncatedNormal': mean: expected a number, found nan") {
      try g.truncatedNormal([2], mean: .nan)
    }
    expectError(
      "[RandomOrthogonal] 'RandomOrthogonal': shape: expected at least 2 axes, found [2]"
    ) { try g.randomOrthogonal([2]) }
    expectError(
      "[RandomUniform] 'RandomUniform': shape: expected float32 or float64 of known shape, "
        + "found float32[?]"
    ) { try g.randomUniform([-1]) }
    expectError(
      "[RandomUniform] 'RandomUniform': shape: expected float32 or float64 of known shape, "
        + "found int32[2]"
    ) { try g.randomUniform([2], .int32) }
  }
}
