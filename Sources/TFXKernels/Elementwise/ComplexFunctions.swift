import CSIMD

extension SIMD2<Double> {
  @inline(__always) func complexQuotient(_ b: Self) -> Self {
    let square = b.x * b.x + b.y * b.y
    return [(x * b.x + y * b.y) / square, (y * b.x - x * b.y) / square]
  }

  /// 1 / z; infinite for 0.
  fileprivate var inverse: Self {
    self == .zero ? [.infinity, .nan] : Self(1, 0).complexQuotient(self)
  }
}

extension ComplexUnaryKernel {
  /// The function, in double precision.
  var function: @Sendable (SIMD2<Double>) -> SIMD2<Double> {
    switch self {
    case .negate: return { SIMD2(repeating: -0.0) - $0 }
    case .square: return { [$0.x * $0.x - $0.y * $0.y, 2 * $0.x * $0.y] }
    case .conjugate: return { [$0.x, -$0.y] }
    case .reciprocal: return { $0.inverse }
    case .sqrt: return { tfx_libm_csqrt($0) }
    case .rsqrt: return { tfx_libm_csqrt($0).inverse }
    case .exp: return { tfx_libm_cexp($0) }
    case .expm1: return { Self.expm1($0) }
    case .log: return { tfx_libm_clog($0) }
    case .log1p: return { Self.log1p($0) }
    case .sigmoid: return { (SIMD2(1, 0) + tfx_libm_cexp(SIMD2(repeating: -0.0) - $0)).inverse }
    case .sign: return { $0 == .zero ? .zero : $0 / ($0.x * $0.x + $0.y * $0.y).squareRoot() }
    case .sin: return { tfx_libm_csin($0) }
    case .cos: return { tfx_libm_ccos($0) }
    case .tan: return { tfx_libm_ctan($0) }
    case .asin: return { tfx_libm_casin($0) }
    case .acos: return { tfx_libm_cacos($0) }
    case .atan: return { tfx_libm_catan($0) }
    case .sinh: return { tfx_libm_csinh($0) }
    case .cosh: return { tfx_libm_ccosh($0) }
    case .tanh: return { tfx_libm_ctanh($0) }
    case .asinh: return { tfx_libm_casinh($0) }
    case .acosh: return { tfx_libm_cacosh($0) }
    case .atanh: return { tfx_libm_catanh($0) }
    }
  }

  /// eᶻ − 1, exact for small z: cos y = 1 − 2 sin² (y / 2).
  private static func expm1(_ z: SIMD2<Double>) -> SIMD2<Double> {
    let (growth, half) = (tfx_libm_expm1(z.x), tfx_libm_sin(z.y / 2))
    return [
      growth * tfx_libm_cos(z.y) - 2 * half * half, (growth + 1) * tfx_libm_sin(z.y),
    ]
  }

  /// ln (1 + z), exact for small z: |1 + z|² = 1 + x (2 + x) + y².
  private static func log1p(_ z: SIMD2<Double>) -> SIMD2<Double> {
    [tfx_libm_log1p(z.x * (2 + z.x) + z.y * z.y) / 2, tfx_libm_atan2(z.y, 1 + z.x)]
  }
}
