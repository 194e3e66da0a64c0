public import TFXGraph
import TFXKernels

/// y = x / (1 + |x|).   x: [d…] → y: [d…].   ∂x = ∂y / (1 + |x|)².
struct Softsign: UnaryOp {
  var function: UnaryKernel { .softsign }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(SoftsignGrad(), [dy, x]).output(0)
  }
}

/// ∂x = ∂y / (1 + |x|)².   ∂y, x: [d…] → ∂x: [d…].
struct SoftsignGrad: UnaryGradOp {
  var function: BinaryKernel { .softsignGrad }
}

extension Graph {
  /// `x / (1 + |x|)`, element by element.
  public func softsign(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Softsign(), [x], name: name).output(0)
  }
}
