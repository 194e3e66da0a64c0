public import TFXGraph
import TFXKernels

/// y = max(x, 0).   x: [d…] → y: [d…].   ∂x = ∂y where y > 0, else 0.
struct Relu: UnaryOp {
  var function: UnaryKernel { .relu }
  var integerFunction: IntegerUnaryKernel? { .relu }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(ReluGrad(), [dy, y]).output(0)
  }
}

/// ∂x = ∂y where y > 0, else 0.   ∂y, y: [d…] → ∂x: [d…].
struct ReluGrad: UnaryGradOp {
  var function: BinaryKernel { .reluGrad }
  var integerFunction: IntegerBinaryKernel? { .reluGrad }
}

extension Graph {
  /// `max(x, 0)`, element by element.
  public func relu(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Relu(), [x], name: name).output(0)
  }
}
