import TFXCore
public import TFXGraph

/// y = the index of the greatest x along an axis, the first of equal ones.
/// x: [d…] → y: int64 [d… without the axis].   No gradient.
struct ArgMax: AxisIndexOp {
  var axis = 0

  static var findsGreatest: Bool { true }
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
