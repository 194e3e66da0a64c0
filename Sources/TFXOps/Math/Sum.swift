import TFXCore
public import TFXGraph
import TFXKernels

/// y = Σ x over axes.   x: [d…] → y: [e…].   ∂x = ∂y spread over the axes.
struct Sum: ReductionOp {
  var axes: [Int]?
  var keepDims = false

  var takesComplex: Bool { true }

  var reduction: Reduction { .sum }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(ReductionGrad(axes: axes, isMean: false), [dy, x]).output(0)
  }
}

extension Graph {
  /// The sum over axes.
  ///
  /// - Parameters:
  ///   - x: A tensor of numbers, complex ones too.
  ///   - axes: The axes to go over, negative ones counted from the end; all if nil.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func sum(
    _ x: Output, axes: [Int]? = nil, keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Sum(axes: axes, keepDims: keepDims), [x], name: name).output(0)
  }
}
