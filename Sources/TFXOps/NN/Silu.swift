public import TFXGraph
import TFXKernels

/// y = x σ(x), σ the sigmoid.   x: [d…] → y: [d…].   ∂x = σ(x) (1 + x (1 − σ(x))) ∂y.
struct Silu: UnaryOp {
  var function: UnaryKernel { .silu }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(SiluGrad(), [dy, x]).output(0)
  }
}

/// ∂x = σ(x) (1 + x (1 − σ(x))) ∂y.   ∂y, x: [d…] → ∂x: [d…].
struct SiluGrad: UnaryGradOp {
  var function: BinaryKernel { .siluGrad }
}

extension Graph {
  /// `x · sigmoid(x)`, also called swish, element by element.
  public func silu(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Silu(), [x], name: name).output(0)
  }
}
