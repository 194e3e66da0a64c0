/// An elementwise function of a tensor of whole numbers, which wrap around.
package enum IntegerUnaryKernel: Sendable {
  case identity, negate, abs, sign, square, relu, relu6
  /// 1 − x, of 0 and 1.
  case not

  /// y[i] = f(x[i]) for i < count. `y` may be `x`.
  @specialized(where I == Int32)
  @specialized(where I == Int64)
  @specialized(where I == UInt8)
  package func callAsFunction<I: KernelInteger>(_ x: In<I>, _ y: Out<I>, _ count: Int) {
    switch self {
    case .identity: for i in 0..<count { y[i] = x[i] }
    case .negate: for i in 0..<count { y[i] = 0 &- x[i] }
    case .abs: for i in 0..<count { y[i] = x[i] < 0 ? 0 &- x[i] : x[i] }
    case .sign: for i in 0..<count { y[i] = x[i].signum() }
    case .square: for i in 0..<count { y[i] = x[i] &* x[i] }
    case .relu: for i in 0..<count { y[i] = max(x[i], 0) }
    case .relu6: for i in 0..<count { y[i] = min(max(x[i], 0), 6) }
    case .not: for i in 0..<count { y[i] = 1 &- x[i] }
    }
  }
}

/// An elementwise function of two tensors of whole numbers, which wrap around.
package enum IntegerBinaryKernel: Sendable {
  case add, subtract, multiply, maximum, minimum, squaredDifference, pow
  case floorDivide, floorMod, truncateDivide, truncateMod
  /// (dy, x or y) → dx.
  case reluGrad, relu6Grad

  /// What it needs of b, if `b` has an element that it cannot take.
  @specialized(where I == Int32)
  @specialized(where I == Int64)
  package func refusal<I: KernelInteger>(_ b: In<I>, _ count: Int) -> String? {
    switch self {
    case .floorDivide, .floorMod, .truncateDivide, .truncateMod:
      for i in 0..<count where b[i] == 0 {
        return "y: expected whole numbers that are not 0, to divide by, found 0"
      }
    case .pow:
      for i in 0..<count where b[i] < 0 {
        return "y: expected exponents of 0 or more for whole numbers, found \(b[i])"
      }
    default: break
    }
    return nil
  }

  /// y = f(a, b) with the operands broadcast to the plan's output shape; `b` must not be refused.
  package func callAsFunction<I: KernelInteger>(
    _ a: In<I>, _ b: In<I>, _ y: Out<I>, _ plan: BroadcastPlan
  ) {
    guard plan.count > 0 else { return }
    let inner = plan.inner
    plan.forEachRun(0..<plan.runs) { i, j, k in
      run(a + i, inner.aStride, b + j, inner.bStride, y + k, inner.count)
    }
  }

  @specialized(where I == Int32)
  @specialized(where I == Int64)
  @specialized(where I == UInt8)
  private func run<I: KernelInteger>(
    _ a: In<I>, _ aStride: Int, _ b: In<I>, _ bStride: Int, _ y: Out<I>, _ count: Int
  ) {
    switch self {
    case .add: loop(a, aStride, b, bStride, y, count) { $0 &+ $1 }
    case .subtract: loop(a, aStride, b, bStride, y, count) { $0 &- $1 }
    case .multiply: loop(a, aStride, b, bStride, y, count) { $0 &* $1 }
    case .maximum: loop(a, aStride, b, bStride, y, count) { max($0, $1) }
    case .minimum: loop(a, aStride, b, bStride, y, count) { min($0, $1) }
    case .squaredDifference:
      loop(a, aStride, b, bStride, y, count) { ($0 &- $1) &* ($0 &- $1) }
    case .pow: loop(a, aStride, b, bStride, y, count, Self.power)
    case .reluGrad: loop(a, aStride, b, bStride, y, count) { $1 > 0 ? $0 : 0 }
    case .relu6Grad: loop(a, aStride, b, bStride, y, count) { $1 > 0 && $1 < 6 ? $0 : 0 }
    case .floorDivide: loop(a, aStride, b, bStride, y, count, Self.floorDivide)
    case .floorMod: loop(a, aStride, b, bStride, y, count, Self.floorMod)
    case .truncateDivide:
      loop(a, aStride, b, bStride, y, count) { $0.dividedReportingOverflow(by: $1).partialValue }
    case .truncateMod:
      loop(a, aStride, b, bStride, y, count) {
        $0.remainderReportingOverflow(dividingBy: $1).partialValue
      }
    }
  }

  @inline(__always)
  private func loop<I>(
    _ a: In<I>, _ aStride: Int, _ b: In<I>, _ bStride: Int, _ y: Out<I>, _ count: Int,
    _ f: (I, I) -> I
  ) {
    for i in 0..<count { y[i] = f(a[i &* aStride], b[i &* bStride]) }
  }

  /// aᵇ for b ≥ 0, by squaring.
  private static func power<I: KernelInteger>(_ a: I, _ b: I) -> I {
    var (base, exponent, result) = (a, b, I.oneNumber)
    while exponent > 0 {
      if exponent & 1 == 1 { result = result &* base }
      base = base &* base
      exponent >>= 1
    }
    return result
  }

  private static func floorDivide<I: KernelInteger>(_ a: I, _ b: I) -> I {
    let quotient = a.dividedReportingOverflow(by: b).partialValue
    let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
    return rest != 0 && (rest < 0) != (b < 0) ? quotient &- 1 : quotient
  }

  private static func floorMod<I: KernelInteger>(_ a: I, _ b: I) -> I {
    let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
    return rest != 0 && (rest < 0) != (b < 0) ? rest &+ b : rest
  }
}

/// An elementwise function of truth values, bytes that are 0 or 1.
package enum LogicalKernel: Sendable {
  case and, or

  /// y = f(a, b) with the operands broadcast to the plan's output shape.
  package func callAsFunction(
    _ a: In<UInt8>, _ b: In<UInt8>, _ y: Out<UInt8>, _ plan: BroadcastPlan
  ) {
    (self == .and ? IntegerBinaryKernel.minimum : .maximum)(a, b, y, plan)
  }
}

/// A question about each element of a floating tensor; the answer is a byte, 0 or 1.
package enum NumberTest: Sendable {
  case isFinite, isInfinite, isNaN

  /// y[i] = whether x[i] is so, for i < count.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package func callAsFunction<T: KernelScalar>(_ x: In<T>, _ y: Out<UInt8>, _ count: Int) {
    switch self {
    case .isFinite: for i in 0..<count { y[i] = x[i].isFinite ? 1 : 0 }
    case .isInfinite: for i in 0..<count { y[i] = x[i].isInfinite ? 1 : 0 }
    case .isNaN: for i in 0..<count { y[i] = x[i].isNaN ? 1 : 0 }
    }
  }
}

extension Kernels {
  /// What x has that is not finite, in the words of TensorFlow: `Inf`, `NaN`, both or nothing.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func unusual<T: KernelScalar>(_ x: In<T>, _ count: Int) -> [String] {
    var (hasInfinity, hasNaN) = (false, false)
    for i in 0..<count where !x[i].isFinite {
      if x[i].isNaN { hasNaN = true } else { hasInfinity = true }
    }
    return (hasInfinity ? ["Inf"] : []) + (hasNaN ? ["NaN"] : [])
  }
}
