import CSIMD

// Functions that are rare in training: no vector versions. Float goes through Double, so that
// results are correctly rounded nearly always.

extension UnaryKernel {
  package static let tan = UnaryKernel(Through(tfx_libm_tan))
  package static let asin = UnaryKernel(Through(tfx_libm_asin))
  package static let acos = UnaryKernel(Through(tfx_libm_acos))
  package static let atan = UnaryKernel(Through(tfx_libm_atan))
  package static let sinh = UnaryKernel(Through(tfx_libm_sinh))
  package static let cosh = UnaryKernel(Through(tfx_libm_cosh))
  package static let asinh = UnaryKernel(Through(tfx_libm_asinh))
  package static let acosh = UnaryKernel(Through(tfx_libm_acosh))
  package static let atanh = UnaryKernel(Through(tfx_libm_atanh))
  package static let erfc = UnaryKernel(Through(tfx_libm_erfc))
  /// ln |Γ(x)|.
  package static let lgamma = UnaryKernel(Through(tfx_libm_lgamma))
  /// The derivative of ln Γ; NaN at 0, −1, −2, …
  package static let digamma = UnaryKernel(Through(SpecialFunctions.digamma))
}

extension BinaryKernel {
  /// The angle of the point (b, a).
  package static let atan2 = BinaryKernel(ThroughPair(tfx_libm_atan2))
  /// The n-th derivative of digamma, (n, x) → ψ⁽ⁿ⁾(x).
  package static let polygamma = BinaryKernel(ThroughPair(SpecialFunctions.polygamma))
  /// Hurwitz's zeta function, (x, q) → Σ 1 / (k + q)ˣ.
  package static let zeta = BinaryKernel(ThroughPair(SpecialFunctions.zeta))
  /// ⌊a / b⌋.
  package static let floorDivide = BinaryKernel(FloorDivide())
  /// a − b ⌊a / b⌋, with the sign of b.
  package static let floorMod = BinaryKernel(FloorMod())
  /// a / b towards zero.
  package static let truncateDivide = BinaryKernel(TruncateDivide())
  /// What is left of a / b towards zero, with the sign of a.
  package static let truncateMod = BinaryKernel(TruncateMod())
  /// a / b; 0 where b is 0.
  package static let divideNoNaN = BinaryKernel(DivideNoNaN())
}

/// A function of `Double`, for both types.
private struct Through: UnaryFunction {
  let function: @Sendable (Double) -> Double

  init(_ function: @escaping @Sendable (Double) -> Double) { self.function = function }

  func scalar<T: KernelScalar>(_ x: T) -> T { T(function(Double(x))) }

  func vector(_ x: F16) -> F16 {
    var y = F16.zero
    for lane in 0..<16 { y[lane] = Float(function(Double(x[lane]))) }
    return y
  }
}

/// A function of two `Double`s, for both types.
private struct ThroughPair: BinaryFunction {
  let function: @Sendable (Double, Double) -> Double

  init(_ function: @escaping @Sendable (Double, Double) -> Double) { self.function = function }

  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { T(function(Double(a), Double(b))) }

  func vector(_ a: F16, _ b: F16) -> F16 {
    var y = F16.zero
    for lane in 0..<16 { y[lane] = Float(function(Double(a[lane]), Double(b[lane]))) }
    return y
  }
}

private struct FloorDivide: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { (a / b).rounded(.down) }
  func vector(_ a: F16, _ b: F16) -> F16 { tfx_floor(a / b) }
}

private struct FloorMod: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T {
    let rest = a.truncatingRemainder(dividingBy: b)
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
  }

  func vector(_ a: F16, _ b: F16) -> F16 {
    var y = F16.zero
    for lane in 0..<16 { y[lane] = scalar(a[lane], b[lane]) }
    return y
  }
}

private struct TruncateDivide: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { (a / b).rounded(.towardZero) }
  func vector(_ a: F16, _ b: F16) -> F16 {
    let quotient = a / b
    return tfx_copysign(tfx_floor(tfx_abs(quotient)), quotient)
  }
}

private struct TruncateMod: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { a.truncatingRemainder(dividingBy: b) }
  func vector(_ a: F16, _ b: F16) -> F16 {
    var y = F16.zero
    for lane in 0..<16 { y[lane] = scalar(a[lane], b[lane]) }
    return y
  }
}

private struct DivideNoNaN: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { b == 0 ? 0 : a / b }
  func vector(_ a: F16, _ b: F16) -> F16 {
    let zero = F16(repeating: 0)
    return tfx_select(tfx_equal(b, zero), zero, a / b)
  }
}
