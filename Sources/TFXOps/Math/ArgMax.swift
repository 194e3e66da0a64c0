import TFXCore
public import TFXGraph
import TFXKernels

/// y = the index of the greatest x along an axis, the first of equal ones.
/// x: [d…] → y: int64 [d… without the axis].   No gradient.
struct ArgMax: AxisIndexOp {
  var axis: Int

  static func find<T: KernelScalar>(
    _ x: In<T>, _ y: Out<Int64>, outer: Int, axis: Int, inner: Int
  ) {
    Kernels.argMax(x, y, outer: outer, axis: axis, inner: inner)
  }
}

extension Graph {
  /// The index (int64) of the greatest element along an axis, the first of equal ones.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is no such axis or it has no elements.
  public func argMax(
    _ x: Output, axis: Int = -1, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(ArgMax(axis: axis), [x], name: name).output(0)
  }
}
