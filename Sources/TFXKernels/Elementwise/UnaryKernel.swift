/// An elementwise function of one tensor, compiled for `Float` and `Double`. Make it once, call it
/// once a tensor.
package struct UnaryKernel: Sendable {
  private let float: @Sendable (In<Float>, Out<Float>, Range<Int>) -> Void
  private let double: @Sendable (In<Double>, Out<Double>, Int) -> Void

  init<F: UnaryFunction>(_ f: F) {
    float = { x, y, range in Fast.map(f, x, y, range) }
    double = { x, y, count in Reference.map(f, x, y, count) }
  }

  /// y[i] = f(x[i]) for i < count. `y` may be `x`.
  package func callAsFunction<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, _ count: Int) {
    if T.isFloat {
      let (x, y, loop) = (x.float, y.float, float)
      ThreadPool.parallelFor(count: count, grain: elementwiseGrain) { loop(x, y, $0) }
    } else {
      double(x.double, y.double, count)
    }
  }
}

extension Fast {
  // A closure of a generic function becomes a thunk, and calls from thunks to C are not inlined:
  // hence the loops that closures call stand outside of them, here and in BinaryKernel.
  @inline(never)
  static func map<F: UnaryFunction>(_ f: F, _ x: In<Float>, _ y: Out<Float>, _ range: Range<Int>) {
    vectorLoop(range) { i in
      y.store(i, f.vector(x.vector(i)))
    } rest: { i, n in
      y.store(i, f.vector(x.part(i, n)), n)
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
