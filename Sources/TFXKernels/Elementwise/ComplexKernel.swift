import CSIMD

/// A complex number: real part, imaginary part.
package typealias ComplexPair = SIMD2<Float>

extension SIMD2<Float> {
  /// The number mirrored at the real axis.
  @inline(__always) var conjugate: ComplexPair { [x, -y] }

  @inline(__always) func complexProduct(_ b: ComplexPair) -> ComplexPair {
    [x * b.x - y * b.y, x * b.y + y * b.x]
  }

  /// The quotient, in double precision: the square of a divisor's modulus is not in single.
  @inline(__always) func complexQuotient(_ b: ComplexPair) -> ComplexPair {
    ComplexPair(SIMD2<Double>(self).complexQuotient(SIMD2<Double>(b)))
  }
}

/// An elementwise function of a complex tensor.
package enum ComplexUnaryKernel: Sendable {
  case negate, square, reciprocal, exp, conjugate
  case sqrt, rsqrt, log, log1p, expm1, sigmoid, sign
  case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh

  /// y[i] = f(x[i]) for i < count. `y` may be `x`.
  package func callAsFunction(_ x: In<ComplexPair>, _ y: Out<ComplexPair>, _ count: Int) {
    switch self {
    case .negate: for i in 0..<count { y[i] = ComplexPair(repeating: -0.0) - x[i] }
    case .square: for i in 0..<count { y[i] = x[i].complexProduct(x[i]) }
    case .conjugate: for i in 0..<count { y[i] = x[i].conjugate }
    default:
      let function = function
      for i in 0..<count { y[i] = ComplexPair(function(SIMD2<Double>(x[i]))) }
    }
  }
}

/// An elementwise function of two complex tensors.
package enum ComplexBinaryKernel: Sendable {
  case add, subtract, multiply, divide, squaredDifference, pow
  /// a / b; 0 where b is 0.
  case divideNoNaN
  /// (y, dy) → dx, the conjugate of y being taken.
  case sigmoidGrad, tanhGrad

  /// y = f(a, b) with the operands broadcast to the plan's output shape.
  package func callAsFunction(
    _ a: In<ComplexPair>, _ b: In<ComplexPair>, _ y: Out<ComplexPair>, _ plan: BroadcastPlan
  ) {
    guard plan.count > 0 else { return }
    let inner = plan.inner
    plan.forEachRun(0..<plan.runs) { i, j, k in
      for n in 0..<inner.count {
        y[k + n] = apply(a[i + n * inner.aStride], b[j + n * inner.bStride])
      }
    }
  }

  @inline(__always)
  private func apply(_ a: ComplexPair, _ b: ComplexPair) -> ComplexPair {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a.complexProduct(b)
    case .divide: a.complexQuotient(b)
    case .squaredDifference: (a - b).complexProduct((a - b).conjugate)
    case .pow: ComplexPair(tfx_libm_cpow(SIMD2<Double>(a), SIMD2<Double>(b)))
    case .divideNoNaN: b == .zero ? .zero : a.complexQuotient(b)
    case .sigmoidGrad: b.complexProduct(a.conjugate.complexProduct(ComplexPair(1, 0) - a.conjugate))
    case .tanhGrad: b.complexProduct(ComplexPair(1, 0) - a.conjugate.complexProduct(a.conjugate))
    }
  }
}

/// A real function of each complex number.
package enum ComplexPart: Sendable {
  case real, imaginary
  /// The distance from 0.
  case modulus
  /// The angle with the real axis, from −π to π.
  case angle

  /// y[i] = f(x[i]) for i < count.
  package func callAsFunction(_ x: In<ComplexPair>, _ y: Out<Float>, _ count: Int) {
    switch self {
    case .real: for i in 0..<count { y[i] = x[i].x }
    case .imaginary: for i in 0..<count { y[i] = x[i].y }
    case .modulus:
      for i in 0..<count {
        let (re, im) = (Double(x[i].x), Double(x[i].y))
        let isInfinite = re.isInfinite || im.isInfinite
        y[i] = isInfinite ? .infinity : Float((re * re + im * im).squareRoot())
      }
    case .angle:
      for i in 0..<count { y[i] = Float(tfx_libm_atan2(Double(x[i].y), Double(x[i].x))) }
    }
  }
}

extension Kernels {
  /// y = real + imaginary · i, the parts broadcast to the plan's output shape.
  package static func complex(
    _ real: In<Float>, _ imaginary: In<Float>, _ y: Out<ComplexPair>, _ plan: BroadcastPlan
  ) {
    guard plan.count > 0 else { return }
    let inner = plan.inner
    plan.forEachRun(0..<plan.runs) { i, j, k in
      for n in 0..<inner.count {
        y[k + n] = [real[i + n * inner.aStride], imaginary[j + n * inner.bStride]]
      }
    }
  }

  /// y = whether a and b are equal, or whether they differ, broadcast to the plan's output shape.
  package static func equalComplex(
    _ a: In<ComplexPair>, _ b: In<ComplexPair>, _ y: Out<UInt8>, _ plan: BroadcastPlan,
    negated: Bool
  ) {
    guard plan.count > 0 else { return }
    let inner = plan.inner
    plan.forEachRun(0..<plan.runs) { i, j, k in
      for n in 0..<inner.count {
        let isEqual = a[i + n * inner.aStride] == b[j + n * inner.bStride]
        y[k + n] = isEqual != negated ? 1 : 0
      }
    }
  }
}
