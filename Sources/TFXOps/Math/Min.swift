import TFXCore
public import TFXGraph
import TFXKernels

/// y = min x over axes.   x: [d…] → y: [e…].   ∂x = ∂y shared by equal least elements.
struct Min: ReductionOp {
  var axes: [Int]?
  var keepDims = false

  var reduction: Reduction { .min }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.extremumGradient(axes: axes, x: x, y: y, dy: dy)
  }
}

extension Graph {
  /// The least element over axes.
  ///
  /// - Parameters:
  ///   - x: A tensor of numbers.
  ///   - axes: The axes to go over, negative ones counted from the end; all if nil.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func min(
    _ x: Output, axes: [Int]? = nil, keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Min(axes: axes, keepDims: keepDims), [x], name: name).output(0)
  }
}
