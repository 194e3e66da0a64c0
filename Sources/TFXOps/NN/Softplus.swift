public import TFXGraph
import TFXKernels

/// y = ln(1 + eˣ).   x: [d…] → y: [d…].   ∂x = ∂y / (1 + e⁻ˣ).
struct Softplus: UnaryOp {
  var function: UnaryKernel { .softplus }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(SoftplusGrad(), [dy, x]).output(0)
  }
}

/// ∂x = ∂y / (1 + e⁻ˣ).   ∂y, x: [d…] → ∂x: [d…].
struct SoftplusGrad: UnaryGradOp {
  var function: BinaryKernel { .softplusGrad }
}

extension Graph {
  /// `ln(1 + eˣ)`, element by element.
  public func softplus(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Softplus(), [x], name: name).output(0)
  }
}
