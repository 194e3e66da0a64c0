extension Kernels {
  /// y[o, i] = the place of the largest (or smallest) of x[o, ·, i]: the first one of equals. As in
  /// TensorFlow, which looks for numbers beyond the least (or greatest) finite one, NaN is passed
  /// over, and the place is 0 where there is none. x: [outer, axis, inner], axis > 0.
  @specialized(where N == Float)
  @specialized(where N == Double)
  @specialized(where N == Int32)
  @specialized(where N == Int64)
  package static func placeOfExtreme<N: KernelNumber>(
    _ x: In<N>, _ y: Out<Int64>, outer: Int, axis: Int, inner: Int, largest: Bool
  ) {
    precondition(axis > 0 || outer * inner == 0, "place of an extreme along an axis of no elements")
    let grain = max(1, elementwiseGrain / max(1, axis * inner))
    ThreadPool.parallelItems(outer, grain: grain) { range in
      for o in range {
        for i in 0..<inner {
          let x = x + (o * axis * inner + i)
          var (place, best) = (0, largest ? N.leastFinite : N.greatestFinite)
          for r in 0..<axis {
            let value = x[r * inner]
            if largest ? value > best : value < best { (place, best) = (r, value) }
          }
          y[o * inner + i] = Int64(place)
        }
      }
    }
  }
}
