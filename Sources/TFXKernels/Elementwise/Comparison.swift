/// An element that comparisons take.
package protocol ComparableElement: BitwiseCopyable, Comparable, Sendable {}
extension Float: ComparableElement {}
extension Double: ComparableElement {}
extension Int8: ComparableElement {}
extension Int16: ComparableElement {}
extension Int32: ComparableElement {}
extension Int64: ComparableElement {}
extension UInt8: ComparableElement {}

/// An elementwise comparison of two tensors; the result is a byte, 0 or 1. Any comparison with NaN
/// is false but `notEqual`.
package enum ComparisonKernel: Sendable, CaseIterable {
  case equal, notEqual, less, lessEqual, greater, greaterEqual

  /// y[i] = a[i] ∘ b[i] for i < count.
  package func callAsFunction<E: ComparableElement>(
    _ a: In<E>, _ b: In<E>, _ y: Out<UInt8>, _ count: Int
  ) {
    if count > 0 { run(a, 1, b, 1, y, count) }
  }

  /// y = a ∘ b with the operands broadcast to the plan's output shape.
  package func callAsFunction<E: ComparableElement>(
    _ a: In<E>, _ b: In<E>, _ y: Out<UInt8>, _ plan: BroadcastPlan
  ) {
    let inner = plan.inner
    plan.forEachRun(0..<plan.runs) { i, j, k in
      run(a + i, inner.aStride, b + j, inner.bStride, y + k, inner.count)
    }
  }

  @specialized(where E == Float)
  @specialized(where E == Double)
  @specialized(where E == Int32)
  @specialized(where E == Int64)
  @specialized(where E == UInt8)
  private func run<E: ComparableElement>(
    _ a: In<E>, _ aStride: Int, _ b: In<E>, _ bStride: Int, _ y: Out<UInt8>, _ count: Int
  ) {
    switch self {
    case .equal: loop(a, aStride, b, bStride, y, count) { $0 == $1 }
    case .notEqual: loop(a, aStride, b, bStride, y, count) { $0 != $1 }
    case .less: loop(a, aStride, b, bStride, y, count) { $0 < $1 }
    case .lessEqual: loop(a, aStride, b, bStride, y, count) { $0 <= $1 }
    case .greater: loop(a, aStride, b, bStride, y, count) { $0 > $1 }
    case .greaterEqual: loop(a, aStride, b, bStride, y, count) { $0 >= $1 }
    }
  }

  @inline(__always)
  private func loop<E>(
    _ a: In<E>, _ aStride: Int, _ b: In<E>, _ bStride: Int, _ y: Out<UInt8>, _ count: Int,
    _ compare: (E, E) -> Bool
  ) {
    for i in 0..<count { y[i] = compare(a[i &* aStride], b[i &* bStride]) ? 1 : 0 }
  }
}
