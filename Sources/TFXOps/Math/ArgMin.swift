import TFXCore
public import TFXGraph

/// y = the index of the least x along an axis, the first of equal ones.
/// x: [d…] → y: int64 [d… without the axis].   No gradient.
struct ArgMin: AxisIndexOp {
  var axis = 0

  static var findsGreatest: Bool { false }
}

extension Graph {
  /// The index (int64) of the least element along an axis, the first of equal ones.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is no such axis or it has no elements.
  public func argMin(
    _ x: Output, axis: Int = -1, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(ArgMin(axis: axis), [x], name: name).output(0)
  }
}
