extension Kernels {
  /// y[o, i] = the place of the largest of x[o, ·, i]: the first one of equals; NaN counts as
  /// larger than any number. x: [outer, axis, inner], axis > 0.
  package static func argMax<T: KernelScalar, I: FixedWidthInteger>(
    _ x: In<T>, _ y: Out<I>, outer: Int, axis: Int, inner: Int
  ) {
    argBest(x, y, outer, axis, inner, largest: true)
  }

  /// y[o, i] = the place of the smallest of x[o, ·, i]: the first one of equals; NaN counts as
  /// smaller than any number. x: [outer, axis, inner], axis > 0.
  package static func argMin<T: KernelScalar, I: FixedWidthInteger>(
    _ x: In<T>, _ y: Out<I>, outer: Int, axis: Int, inner: Int
  ) {
    argBest(x, y, outer, axis, inner, largest: false)
  }

  private static func argBest<T: KernelScalar, I: FixedWidthInteger>(
    _ x: In<T>, _ y: Out<I>, _ outer: Int, _ axis: Int, _ inner: Int, largest: Bool
  ) {
    precondition(axis > 0 || outer * inner == 0, "argMax or argMin over an axis of no elements")
    let grain = max(1, elementwiseGrain / max(1, axis * inner))
    ThreadPool.parallelItems(outer, grain: grain) { range in
      for o in range {
        for i in 0..<inner {
          let start = o * axis * inner + i
          let place =
            T.isFloat
            ? best(x.float + start, axis, inner, largest: largest)
            : best(x.double + start, axis, inner, largest: largest)
          y[o * inner + i] = I(place)
        }
      }
    }
  }

  @inline(__always)
  private static func best<T: KernelScalar>(
    _ x: In<T>, _ count: Int, _ stride: Int, largest: Bool
  ) -> Int {
    var (place, value) = (0, x[0])
    for r in 1..<max(1, count) {
      let v = x[r * stride]
      if (largest ? v > value : v < value) || (v.isNaN && !value.isNaN) { (place, value) = (r, v) }
    }
    return place
  }
}
