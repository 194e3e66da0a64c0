public import TFXGraph
import TFXKernels

/// y = s x where x > 0, else s α (eˣ − 1); s = 1.0507…, α = 1.6733….   x: [d…] → y: [d…].
/// ∂x = s ∂y where x > 0, else (y + s α) ∂y.   Klambauer et al., 2017.
struct Selu: UnaryOp {
  var function: UnaryKernel { .selu }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(SeluGrad(), [dy, y]).output(0)
  }
}

/// ∂x = s ∂y where y > 0, else (y + s α) ∂y.   ∂y, y: [d…] → ∂x: [d…].
struct SeluGrad: UnaryGradOp {
  var function: BinaryKernel { .seluGrad }
}

extension Graph {
  /// The scaled exponential linear unit of Klambauer et al. (2017), element by element.
  public func selu(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Selu(), [x], name: name).output(0)
  }
}
