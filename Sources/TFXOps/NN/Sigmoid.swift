public import TFXGraph
import TFXKernels

/// y = 1 / (1 + e⁻ˣ).   x: [d…] → y: [d…].   ∂x = y (1 − y) ∂y.
struct Sigmoid: UnaryOp {
  var function: UnaryKernel { .sigmoid }
  var complexFunction: ComplexUnaryKernel? { .sigmoid }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(SigmoidGrad(), [y, dy]).output(0)
  }
}

/// ∂x = y (1 − y) ∂y.   y, ∂y: [d…] → ∂x: [d…].
struct SigmoidGrad: UnaryGradOp {
  var function: BinaryKernel { .sigmoidGrad }
  var complexFunction: ComplexBinaryKernel? { .sigmoidGrad }
}

extension Graph {
  /// `1 / (1 + e⁻ˣ)`, element by element.
  public func sigmoid(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Sigmoid(), [x], name: name).output(0)
  }
}
