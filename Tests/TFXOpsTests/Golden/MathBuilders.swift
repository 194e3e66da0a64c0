import TFXCore
import TFXGraph
import TFXOps

extension GoldenTests {
  private static func unary(_ function: @escaping @Sendable (Graph, Output) throws -> Output)
    -> Build
  {
    { g, x, _ in [try function(g, x[0])] }
  }

  private static func binary(
    _ function: @escaping @Sendable (Graph, Output, Output) throws -> Output
  ) -> Build {
    { g, x, _ in [try function(g, x[0], x[1])] }
  }

  /// Builders of ops_math.py, ops_math_pairs.py and ops_math_complex.py.
  static let mathBuilders: [String: Build] = [
    "Abs": unary { try $0.abs($1) },
    "Acos": unary { try $0.acos($1) },
    "Acosh": unary { try $0.acosh($1) },
    "AddN": { g, x, _ in [try g.addN(x)] },
    "AddV2": binary { try $0.add($1, $2) },
    "Angle": unary { try $0.angle($1) },
    "ArgMax": { g, x, a in [try g.argMax(x[0], axis: a.integer("axis"))] },
    "ArgMin": { g, x, a in [try g.argMin(x[0], axis: a.integer("axis"))] },
    "Asin": unary { try $0.asin($1) },
    "Asinh": unary { try $0.asinh($1) },
    "Atan": unary { try $0.atan($1) },
    "Atan2": binary { try $0.atan2($1, $2) },
    "Atanh": unary { try $0.atanh($1) },
    // The name makes an operation of it also where the type stays.
    "Cast": { g, x, a in
      [try g.cast(x[0], to: a.dtype("DstT", default: .float32), name: "Cast")]
    },
    "Ceil": unary { try $0.ceil($1) },
    "CheckNumerics": { g, x, a in [try g.checkNumerics(x[0], a.text("message"))] },
    "Complex": binary { try $0.complex($1, $2) },
    "ComplexAbs": unary { try $0.abs($1) },
    "Conj": unary { try $0.conj($1) },
    "Cos": unary { try $0.cos($1) },
    "Cosh": unary { try $0.cosh($1) },
    "Cumprod": { g, x, a in
      [
        try g.cumprod(
          x[0], axis: a.integer("axis"), exclusive: a.bool("exclusive"), reverse: a.bool("reverse"))
      ]
    },
    "Cumsum": { g, x, a in
      [
        try g.cumsum(
          x[0], axis: a.integer("axis"), exclusive: a.bool("exclusive"), reverse: a.bool("reverse"))
      ]
    },
    "Digamma": unary { try $0.digamma($1) },
    "DivNoNan": binary { try $0.divideNoNan($1, $2) },
    "Divide": binary { try $0.divide($1, $2) },
    "Erf": unary { try $0.erf($1) },
    "Erfc": unary { try $0.erfc($1) },
    "Exp": unary { try $0.exp($1) },
    "Expm1": unary { try $0.expm1($1) },
    "Floor": unary { try $0.floor($1) },
    "FloorDiv": binary { try $0.floorDiv($1, $2) },
    "FloorMod": binary { try $0.floorMod($1, $2) },
    "Imag": unary { try $0.imag($1) },
    "IsFinite": unary { try $0.isFinite($1) },
    "IsInf": unary { try $0.isInf($1) },
    "IsNan": unary { try $0.isNan($1) },
    "Lgamma": unary { try $0.lgamma($1) },
    "Log": unary { try $0.log($1) },
    "Log1p": unary { try $0.log1p($1) },
    "Maximum": binary { try $0.maximum($1, $2) },
    "Minimum": binary { try $0.minimum($1, $2) },
    "Mul": binary { try $0.multiply($1, $2) },
    "Neg": unary { try $0.negative($1) },
    "Polygamma": binary { try $0.polygamma($1, $2) },
    "Pow": binary { try $0.pow($1, $2) },
    "Real": unary { try $0.real($1) },
    "RealDiv": binary { try $0.divide($1, $2) },
    "Reciprocal": unary { try $0.reciprocal($1) },
    "Rint": unary { try $0.rint($1) },
    "Round": unary { try $0.round($1) },
    "Rsqrt": unary { try $0.rsqrt($1) },
    "Sigmoid": unary { try $0.sigmoid($1) },
    "Sign": unary { try $0.sign($1) },
    "Sin": unary { try $0.sin($1) },
    "Sinh": unary { try $0.sinh($1) },
    "Sqrt": unary { try $0.sqrt($1) },
    "Square": unary { try $0.square($1) },
    "SquaredDifference": binary { try $0.squaredDifference($1, $2) },
    "Sub": binary { try $0.subtract($1, $2) },
    "Tan": unary { try $0.tan($1) },
    "Tanh": unary { try $0.tanh($1) },
    "TruncateDiv": binary { try $0.truncateDiv($1, $2) },
    "TruncateMod": binary { try $0.truncateMod($1, $2) },
    "Zeta": binary { try $0.zeta($1, $2) },
  ]

  /// Builders of ops_logic.py.
  static let logicBuilders: [String: Build] = [
    "Equal": binary { try $0.equal($1, $2) },
    "Greater": binary { try $0.greater($1, $2) },
    "GreaterEqual": binary { try $0.greaterEqual($1, $2) },
    "Less": binary { try $0.less($1, $2) },
    "LessEqual": binary { try $0.lessEqual($1, $2) },
    "LogicalAnd": binary { try $0.logicalAnd($1, $2) },
    "LogicalNot": unary { try $0.logicalNot($1) },
    "LogicalOr": binary { try $0.logicalOr($1, $2) },
    "LogicalXor": binary { try $0.logicalXor($1, $2) },
    "NotEqual": binary { try $0.notEqual($1, $2) },
  ]

  private static func reduction(
    _ function: @escaping @Sendable (Graph, Output, [Int]?, Bool) throws -> Output
  ) -> Build {
    { g, x, a in [try function(g, x[0], a.axes("axis"), a.bool("keep_dims"))] }
  }

  private static func unsorted(
    _ function: @escaping @Sendable (Graph, Output, Output, Int) throws -> Output
  ) -> Build {
    { g, x, a in [try function(g, x[0], x[1], a.integer("num_segments"))] }
  }

  /// Builders of ops_reduce.py, and of reductions in ops_math_complex.py.
  static let reduceBuilders: [String: Build] = [
    "All": reduction { try $0.all($1, axes: $2, keepDims: $3) },
    "Any": reduction { try $0.any($1, axes: $2, keepDims: $3) },
    "Max": reduction { try $0.max($1, axes: $2, keepDims: $3) },
    "Mean": reduction { try $0.mean($1, axes: $2, keepDims: $3) },
    "Min": reduction { try $0.min($1, axes: $2, keepDims: $3) },
    "Prod": reduction { try $0.prod($1, axes: $2, keepDims: $3) },
    "ReduceLogsumexp": reduction { try $0.logSumExp($1, axes: $2, keepDims: $3) },
    "Sum": reduction { try $0.sum($1, axes: $2, keepDims: $3) },
    "SegmentMax": binary { try $0.segmentMax($1, $2) },
    "SegmentMean": binary { try $0.segmentMean($1, $2) },
    "SegmentMin": binary { try $0.segmentMin($1, $2) },
    "SegmentProd": binary { try $0.segmentProd($1, $2) },
    "SegmentSum": binary { try $0.segmentSum($1, $2) },
    "UnsortedSegmentMax": unsorted { try $0.unsortedSegmentMax($1, $2, numSegments: $3) },
    "UnsortedSegmentMin": unsorted { try $0.unsortedSegmentMin($1, $2, numSegments: $3) },
    "UnsortedSegmentMean": unsorted { try $0.unsortedSegmentMean($1, $2, numSegments: $3) },
    "UnsortedSegmentProd": unsorted { try $0.unsortedSegmentProd($1, $2, numSegments: $3) },
    "UnsortedSegmentSqrtN": unsorted { try $0.unsortedSegmentSqrtN($1, $2, numSegments: $3) },
    "UnsortedSegmentSum": unsorted { try $0.unsortedSegmentSum($1, $2, numSegments: $3) },
    "ClipByValue": { g, x, a in
      [
        try g.clipByValue(
          x[0], min: a.number("min", default: 0), max: a.number("max", default: 0))
      ]
    },
    "ClipByNorm": { g, x, a in
      [try g.clipByNorm(x[0], a.number("clip_norm", default: 0), axes: a.axes("axes"))]
    },
    "ClipByAverageNorm": { g, x, a in
      [try g.clipByAverageNorm(x[0], a.number("clip_norm", default: 0))]
    },
    "ClipByGlobalNorm": { g, x, a in
      let result = try g.clipByGlobalNorm(x, a.number("clip_norm", default: 0))
      return result.clipped + [result.globalNorm]
    },
    "GlobalNorm": { g, x, _ in [try g.globalNorm(x)] },
  ]

  /// Builders of ops_math_linear.py.
  static let linearBuilders: [String: Build] = [
    "MatMul": { g, x, a in
      [
        try g.matMul(
          x[0], x[1], transposeA: a.bool("transpose_a"), transposeB: a.bool("transpose_b"))
      ]
    },
    "BatchMatMulV2": { g, x, a in
      [try g.batchMatMul(x[0], x[1], adjX: a.bool("adj_x"), adjY: a.bool("adj_y"))]
    },
    "Einsum": { g, x, a in [try g.einsum(a.text("equation"), x)] },
    "FFT": unary { try $0.fft($1) },
    "FFT2D": unary { try $0.fft2D($1) },
    "IFFT": unary { try $0.ifft($1) },
    "IFFT2D": unary { try $0.ifft2D($1) },
    "RFFT": { g, x, a in [try g.rfft(x[0], fftLength: a.axes("fft_length")?.first)] },
    "RFFT2D": { g, x, a in [try g.rfft2D(x[0], fftLength: a.axes("fft_length"))] },
    "IRFFT": { g, x, a in [try g.irfft(x[0], fftLength: a.axes("fft_length")?.first)] },
    "IRFFT2D": { g, x, a in [try g.irfft2D(x[0], fftLength: a.axes("fft_length"))] },
  ]
}

extension [String: FixtureValue] {

  /// A list of whole numbers; nil if there is none.
  fileprivate func axes(_ name: String) -> [Int]? { self[name].map { _ in numbers(name) } }
}
