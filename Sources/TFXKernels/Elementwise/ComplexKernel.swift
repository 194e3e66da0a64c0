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
    let (ax, ay, bx, by) = (Double(x), Double(y), Double(b.x), Double(b.y))
    let square = bx * bx + by * by
    return [Float((ax * bx + ay * by) / square), Float((ay * bx - ax * by) / square)]
  }
}

/// An elementwise function of a complex tensor.
package enum ComplexUnaryKernel: Sendable {
  case negate, square, reciprocal, exp, conjugate

  /// y[i] = f(x[i]) for i < count. `y` may be `x`.
  package func callAsFunction(_ x: In<ComplexPair>, _ y: Out<ComplexPair>, _ count: Int) {
    for i in 0..<count {
      let z = x[i]
      switch self {
      case .negate: y[i] = -z
      case .square: y[i] = z.complexProduct(z)
      case .reciprocal: y[i] = ComplexPair(1, 0).complexQuotient(z)
      case .conjugate: y[i] = z.conjugate
      case .exp:
        let size = tfx_libm_exp(Double(z.x))
        let angle = Double(z.y)
        y[i] = [Float(size * tfx_libm_cos(angle)), Float(size * tfx_libm_sin(angle))]
      }
    }
  }
}

/// An elementwise function of two complex tensors.
package enum ComplexBinaryKernel: Sendable {
  case add, subtract, multiply, divide

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
