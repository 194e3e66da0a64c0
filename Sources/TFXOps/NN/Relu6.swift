public import TFXGraph
import TFXKernels

/// y = min(max(x, 0), 6).   x: [d…] → y: [d…].   ∂x = ∂y where 0 < x < 6, else 0.
struct Relu6: UnaryOp {
  var function: UnaryKernel { .relu6 }
  var integerFunction: IntegerUnaryKernel? { .relu6 }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(Relu6Grad(), [dy, y]).output(0)
  }
}

/// ∂x = ∂y where 0 < y < 6, else 0.   ∂y, y: [d…] → ∂x: [d…].
struct Relu6Grad: UnaryGradOp {
  var function: BinaryKernel { .relu6Grad }
  var integerFunction: IntegerBinaryKernel? { .relu6Grad }
}

extension Graph {
  /// `min(max(x, 0), 6)`, element by element.
  public func relu6(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Relu6(), [x], name: name).output(0)
  }
}
