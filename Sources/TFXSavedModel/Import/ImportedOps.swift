import TFXCore
import TFXGraph
import TFXOps

/// Adds the operations that stand for a node of TensorFlow's.
typealias ImportedOp = @Sendable (ImportSite) throws -> GraphImporter.Imported

/// One that makes tensors, in the order of TensorFlow's outputs, and needs to be known for nothing
/// else.
typealias ImportedTensors = @Sendable (ImportSite) throws -> [Output]

/// What is known of TensorFlow's operations, by their name.
let importedOps: [String: ImportedOp] = {
  var all = importedShapeOps
  for table in [importedStateOps, importedQueueOps, importedControlOps] {
    all.merge(table) { _, _ in preconditionFailure("an operation is imported in two ways") }
  }
  for table in [
    importedMathOps, importedArrayOps, importedNNOps, importedStringOps, importedImageOps,
    importedRandomOps,
  ] {
    for (type, build) in table {
      let previous = all.updateValue({ try $0.imported(build($0)) }, forKey: type)
      precondition(previous == nil, "'\(type)' is imported in two ways")
    }
  }
  return all
}()

extension ImportSite {
  /// What has become of a node that makes tensors.
  func imported(_ outputs: [Output]) throws(SavedModelError) -> GraphImporter.Imported {
    // Later ones count their elements.
    for output in outputs where Shape(checked: output.shape.dimensions) == nil {
      throw unsupported("it would make \(output.spec), more than is possible")
    }
    return GraphImporter.Imported(outputs: outputs, operation: outputs.first?.operation)
  }
}

private typealias Unary = @Sendable (Graph, Output, String) throws -> Output
private typealias Binary = @Sendable (Graph, Output, Output, String) throws -> Output
private typealias Reduction = @Sendable (Graph, Output, [Int], Bool, String) throws -> Output

private let unaryOps: [String: Unary] = [
  "Abs": { try $0.abs($1, name: $2) },
  "Acos": { try $0.acos($1, name: $2) },
  "Acosh": { try $0.acosh($1, name: $2) },
  "Angle": { try $0.angle($1, name: $2) },
  "Asin": { try $0.asin($1, name: $2) },
  "Asinh": { try $0.asinh($1, name: $2) },
  "Atan": { try $0.atan($1, name: $2) },
  "Atanh": { try $0.atanh($1, name: $2) },
  "Ceil": { try $0.ceil($1, name: $2) },
  "ComplexAbs": { try $0.abs($1, name: $2) },
  "Conj": { try $0.conj($1, name: $2) },
  "Cos": { try $0.cos($1, name: $2) },
  "Cosh": { try $0.cosh($1, name: $2) },
  "Digamma": { try $0.digamma($1, name: $2) },
  "Elu": { try $0.elu($1, name: $2) },
  "EnsureShape": { try $0.identity($1, name: $2) },
  "Erf": { try $0.erf($1, name: $2) },
  "Erfc": { try $0.erfc($1, name: $2) },
  "Exp": { try $0.exp($1, name: $2) },
  "Expm1": { try $0.expm1($1, name: $2) },
  "FFT": { try $0.fft($1, name: $2) },
  "FFT2D": { try $0.fft2D($1, name: $2) },
  "Floor": { try $0.floor($1, name: $2) },
  "IFFT": { try $0.ifft($1, name: $2) },
  "IFFT2D": { try $0.ifft2D($1, name: $2) },
  "Imag": { try $0.imag($1, name: $2) },
  "Invert": { graph, x, name in
    // All bits turned: −1 − x.
    let ones = try graph.constant(Tensor(x.dtype == .uint8 ? 255.0 : -1).converted(to: x.dtype))
    return try graph.subtract(ones, x, name: name)
  },
  "IsFinite": { try $0.isFinite($1, name: $2) },
  "IsInf": { try $0.isInf($1, name: $2) },
  "IsNan": { try $0.isNan($1, name: $2) },
  "L2Loss": { try $0.l2Loss($1, name: $2) },
  "Lgamma": { try $0.lgamma($1, name: $2) },
  "Log": { try $0.log($1, name: $2) },
  "Log1p": { try $0.log1p($1, name: $2) },
  "LogSoftmax": { try $0.logSoftmax($1, name: $2) },
  "LogicalNot": { try $0.logicalNot($1, name: $2) },
  "MatrixDiag": { try $0.matrixDiag($1, name: $2) },
  "MatrixDiagPart": { try $0.matrixDiagPart($1, name: $2) },
  "Neg": { try $0.negative($1, name: $2) },
  "OnesLike": { try $0.onesLike($1, name: $2) },
  "PlaceholderWithDefault": { try $0.identity($1, name: $2) },
  "PreventGradient": { try $0.identity($1, name: $2) },
  "Rank": { try $0.rank(of: $1, name: $2) },
  "Real": { try $0.real($1, name: $2) },
  "Reciprocal": { try $0.reciprocal($1, name: $2) },
  "Relu": { try $0.relu($1, name: $2) },
  "Relu6": { try $0.relu6($1, name: $2) },
  "Rint": { try $0.rint($1, name: $2) },
  "Round": { try $0.round($1, name: $2) },
  "Rsqrt": { try $0.rsqrt($1, name: $2) },
  "Selu": { try $0.selu($1, name: $2) },
  "Sigmoid": { try $0.sigmoid($1, name: $2) },
  "Sign": { try $0.sign($1, name: $2) },
  "Sin": { try $0.sin($1, name: $2) },
  "Sinh": { try $0.sinh($1, name: $2) },
  "Snapshot": { try $0.identity($1, name: $2) },
  "Softmax": { try $0.softmax($1, name: $2) },
  "Softplus": { try $0.softplus($1, name: $2) },
  "Softsign": { try $0.softsign($1, name: $2) },
  "Sqrt": { try $0.sqrt($1, name: $2) },
  "Square": { try $0.square($1, name: $2) },
  "StopGradient": { try $0.stopGradient($1, name: $2) },
  "Tan": { try $0.tan($1, name: $2) },
  "Tanh": { try $0.tanh($1, name: $2) },
  "Where": { try $0.where($1, name: $2) },
  "ZerosLike": { try $0.zerosLike($1, name: $2) },
]

private let binaryOps: [String: Binary] = [
  "Add": { try $0.add($1, $2, name: $3) },
  "AddV2": { try $0.add($1, $2, name: $3) },
  "Atan2": { try $0.atan2($1, $2, name: $3) },
  "Complex": { try $0.complex($1, $2, name: $3) },
  "DivNoNan": { try $0.divideNoNan($1, $2, name: $3) },
  "Equal": { try $0.equal($1, $2, name: $3) },
  "FloorDiv": { try $0.floorDiv($1, $2, name: $3) },
  "FloorMod": { try $0.floorMod($1, $2, name: $3) },
  "Greater": { try $0.greater($1, $2, name: $3) },
  "GreaterEqual": { try $0.greaterEqual($1, $2, name: $3) },
  "Less": { try $0.less($1, $2, name: $3) },
  "LessEqual": { try $0.lessEqual($1, $2, name: $3) },
  "LogicalAnd": { try $0.logicalAnd($1, $2, name: $3) },
  "LogicalOr": { try $0.logicalOr($1, $2, name: $3) },
  "Maximum": { try $0.maximum($1, $2, name: $3) },
  "Minimum": { try $0.minimum($1, $2, name: $3) },
  "Mul": { try $0.multiply($1, $2, name: $3) },
  "NotEqual": { try $0.notEqual($1, $2, name: $3) },
  "Polygamma": { try $0.polygamma($1, $2, name: $3) },
  "Pow": { try $0.pow($1, $2, name: $3) },
  "RealDiv": { try $0.divide($1, $2, name: $3) },
  "SegmentMax": { try $0.segmentMax($1, $2, name: $3) },
  "SegmentMean": { try $0.segmentMean($1, $2, name: $3) },
  "SegmentProd": { try $0.segmentProd($1, $2, name: $3) },
  "SegmentMin": { try $0.segmentMin($1, $2, name: $3) },
  "SegmentSum": { try $0.segmentSum($1, $2, name: $3) },
  "SquaredDifference": { try $0.squaredDifference($1, $2, name: $3) },
  "Sub": { try $0.subtract($1, $2, name: $3) },
  "TruncateDiv": { try $0.truncateDiv($1, $2, name: $3) },
  "TruncateMod": { try $0.truncateMod($1, $2, name: $3) },
  "Zeta": { try $0.zeta($1, $2, name: $3) },
]

private let reductions: [String: Reduction] = [
  "All": { try $0.all($1, axes: $2, keepDims: $3, name: $4) },
  "Any": { try $0.any($1, axes: $2, keepDims: $3, name: $4) },
  "Max": { try $0.max($1, axes: $2, keepDims: $3, name: $4) },
  "Mean": { try $0.mean($1, axes: $2, keepDims: $3, name: $4) },
  "Min": { try $0.min($1, axes: $2, keepDims: $3, name: $4) },
  "Prod": { try $0.prod($1, axes: $2, keepDims: $3, name: $4) },
  "Sum": { try $0.sum($1, axes: $2, keepDims: $3, name: $4) },
]

private let importedMathOps: [String: ImportedTensors] = {
  var table: [String: ImportedTensors] = [
    "AddN": { [try $0.graph.addN($0.inputs(), name: $0.name)] },
    "CheckNumerics": {
      [try $0.graph.checkNumerics($0.input(0), $0.string("message"), name: $0.name)]
    },
    "ClipByValue": {
      [try $0.graph.clipByValue($0.input(0), min: $0.input(1), max: $0.input(2), name: $0.name)]
    },
    "Cumprod": {
      [
        try $0.graph.cumprod(
          $0.input(0), axis: $0.integer(1, "axis"), exclusive: $0.bool("exclusive"),
          reverse: $0.bool("reverse"), name: $0.name)
      ]
    },
    "Cumsum": {
      [
        try $0.graph.cumsum(
          $0.input(0), axis: $0.integer(1, "axis"), exclusive: $0.bool("exclusive"),
          reverse: $0.bool("reverse"), name: $0.name)
      ]
    },
    "Einsum": { [try $0.graph.einsum($0.string("equation"), $0.inputs(), name: $0.name)] },
    "IRFFT": {
      [try $0.graph.irfft($0.input(0), fftLength: $0.integer(1, "fft_length"), name: $0.name)]
    },
    "IRFFT2D": {
      [try $0.graph.irfft2D($0.input(0), fftLength: $0.integers(1, "fft_length"), name: $0.name)]
    },
    "MatMul": {
      [
        try $0.graph.matMul(
          $0.input(0), $0.input(1), transposeA: $0.bool("transpose_a"),
          transposeB: $0.bool("transpose_b"), name: $0.name)
      ]
    },
    "RFFT": {
      [try $0.graph.rfft($0.input(0), fftLength: $0.integer(1, "fft_length"), name: $0.name)]
    },
    "RFFT2D": {
      [try $0.graph.rfft2D($0.input(0), fftLength: $0.integers(1, "fft_length"), name: $0.name)]
    },
    "Select": { site in
      let (condition, a, b) = (try site.input(0), try site.input(1), try site.input(2))
      if condition.shape.rank != 0, condition.shape.rank != a.shape.rank {
        throw site.unsupported("its condition chooses rows, which only SelectV2 does here")
      }
      return [try site.graph.select(condition, a, b, name: site.name)]
    },
    "SelectV2": {
      [try $0.graph.select($0.input(0), $0.input(1), $0.input(2), name: $0.name)]
    },
    "UnsortedSegmentMax": {
      [
        try $0.graph.unsortedSegmentMax(
          $0.input(0), $0.input(1), numSegments: $0.integer(2, "num_segments"), name: $0.name)
      ]
    },
    "UnsortedSegmentMin": {
      [
        try $0.graph.unsortedSegmentMin(
          $0.input(0), $0.input(1), numSegments: $0.integer(2, "num_segments"), name: $0.name)
      ]
    },
    "UnsortedSegmentProd": {
      [
        try $0.graph.unsortedSegmentProd(
          $0.input(0), $0.input(1), numSegments: $0.integer(2, "num_segments"), name: $0.name)
      ]
    },
    "UnsortedSegmentSum": {
      [
        try $0.graph.unsortedSegmentSum(
          $0.input(0), $0.input(1), numSegments: $0.integer(2, "num_segments"), name: $0.name)
      ]
    },
  ]
  for (type, function) in unaryOps {
    table[type] = { [try function($0.graph, $0.input(0), $0.name)] }
  }
  for (type, function) in binaryOps {
    table[type] = { [try function($0.graph, $0.input(0), $0.input(1), $0.name)] }
  }
  for (type, function) in reductions {
    table[type] = { site in
      let axes = try site.integers(1, "reduction_indices")
      return [
        try function(site.graph, site.input(0), axes, site.bool("keep_dims"), site.name)
      ]
    }
  }
  for type in ["ArgMax", "ArgMin"] { table[type] = axisIndex }
  for type in ["BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"] {
    table[type] = {
      [
        try $0.graph.batchMatMul(
          $0.input(0), $0.input(1), adjX: $0.bool("adj_x"), adjY: $0.bool("adj_y"), name: $0.name)
      ]
    }
  }
  return table
}()

private let axisIndex: ImportedTensors = { site in
  let (x, axis) = (try site.input(0), try site.integer(1, "dimension"))
  let dtype = try site.type("output_type", default: .int64)
  let (graph, name) = (site.graph, site.name)
  // Ours gives int64: another type is a step of its own, which then has the name.
  let own = dtype == .int64 ? name : "\(name)/int64"
  let index =
    try site.node.op == "ArgMax"
    ? graph.argMax(x, axis: axis, name: own) : graph.argMin(x, axis: axis, name: own)
  return [try dtype == .int64 ? index : graph.cast(index, to: dtype, name: name)]
}
