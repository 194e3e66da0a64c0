import CSIMD

typealias F16 = SIMD16<Float>
/// A mask's lanes: -1 where it holds, 0 elsewhere.
typealias I16 = SIMD16<Int32>

/// Elements below which a loop is not worth a second thread: an empty parallel region costs about
/// 1 µs, in which one core adds a bias to some 30,000 floats in its cache.
let elementwiseGrain = 65536

extension UnsafePointer<Float> {
  /// The 16 floats from element `i` on.
  @inline(__always) func vector(_ i: Int) -> F16 { tfx_load(self + i) }
  /// `count` < 16 floats from element `i` on, then zeros.
  @inline(__always) func part(_ i: Int, _ count: Int) -> F16 { tfx_load_part(self + i, count) }
}

extension UnsafeMutablePointer<Float> {
  @inline(__always) func vector(_ i: Int) -> F16 { tfx_load(self + i) }
  @inline(__always) func part(_ i: Int, _ count: Int) -> F16 { tfx_load_part(self + i, count) }
  /// Writes 16 floats from element `i` on.
  @inline(__always) func store(_ i: Int, _ v: F16) { tfx_store(self + i, v) }
  /// Writes the first `count` < 16 lanes from element `i` on.
  @inline(__always) func store(_ i: Int, _ v: F16, _ count: Int) {
    tfx_store_part(self + i, v, count)
  }
}

/// Calls `full` with the start of every whole vector in `range`, then `rest` with the start and
/// length of what is left. Both compute with the same vector functions, so that an element's value
/// does not depend on where it falls.
@inline(__always)
func vectorLoop(_ range: Range<Int>, full: (Int) -> Void, rest: (Int, Int) -> Void) {
  var i = range.lowerBound
  let last = range.upperBound - 16
  while i <= last {
    full(i)
    i += 16
  }
  if i < range.upperBound { rest(i, range.upperBound - i) }
}
