/// An elementwise function of one tensor, compiled for `Float` and `Double`. Make it once, call it
/// once a tensor.
package struct UnaryKernel: Sendable {
  private let float: @Sendable (In<Float>, Out<Float>, Int) -> Void
  private let double: @Sendable (In<Double>, Out<Double>, Int) -> Void

  /// Specialises the loops for `f`; generic and inlined so that each function gets its own.
  @inline(__always)
  init<F: UnaryFunction>(_ f: F) {
    float = { x, y, count in Fast.map(f, x, y, count) }
    double = { x, y, count in Reference.map(f, x, y, count) }
  }

  /// y[i] = f(x[i]) for i < count. `y` may be `x`.
  package func callAsFunction<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, _ count: Int) {
    if T.isFloat { float(x.float, y.float, count) } else { double(x.double, y.double, count) }
  }
}

extension Fast {
  @inline(__always)
  static func map<F: UnaryFunction>(_ f: F, _ x: In<Float>, _ y: Out<Float>, _ count: Int) {
    ThreadPool.parallelFor(count: count, grain: elementwiseGrain) { range in
      vectorLoop(range) { i in
        y.store(i, f.vector(x.vector(i)))
      } rest: { i, n in
        y.store(i, f.vector(x.part(i, n)), n)
      }
    }
  }
}

extension Reference {
  static func map<F: UnaryFunction, T: KernelScalar>(
    _ f: F, _ x: In<T>, _ y: Out<T>, _ count: Int
  ) {
    for i in 0..<count { y[i] = f.scalar(x[i]) }
  }
}
