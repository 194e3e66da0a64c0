import TFXCore
public import TFXGraph
import TFXKernels

/// y = Σ x / n over axes, n elements each.   x: [d…] → y: [e…].   ∂x = ∂y / n spread over them.
struct Mean: ReductionOp {
  var axes: [Int]?
  var keepDims = false

  var takesComplex: Bool { true }

  var reduction: Reduction { .mean }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(ReductionGrad(axes: axes, isMean: true), [dy, x]).output(0)
  }
}

extension Graph {
  /// The mean over axes; not a number over no elements.
  ///
  /// - Parameters:
  ///   - x: A tensor of numbers, complex ones too; the mean of whole numbers is cut to one.
  ///   - axes: The axes to go over, negative ones counted from the end; all if nil.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func mean(
    _ x: Output, axes: [Int]? = nil, keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Mean(axes: axes, keepDims: keepDims), [x], name: name).output(0)
  }
}
