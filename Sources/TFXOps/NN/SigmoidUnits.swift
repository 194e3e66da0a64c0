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

/// y = tanh x.   x: [d…] → y: [d…].   ∂x = (1 − y²) ∂y.
struct Tanh: UnaryOp {
  var function: UnaryKernel { .tanh }
  var complexFunction: ComplexUnaryKernel? { .tanh }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(TanhGrad(), [y, dy]).output(0)
  }
}

/// ∂x = (1 − y²) ∂y.   y, ∂y: [d…] → ∂x: [d…].
struct TanhGrad: UnaryGradOp {
  var function: BinaryKernel { .tanhGrad }
  var complexFunction: ComplexBinaryKernel? { .tanhGrad }
}

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
  /// `1 / (1 + e⁻ˣ)`, element by element.
  public func sigmoid(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Sigmoid(), [x], name: name).output(0)
  }

  /// The hyperbolic tangent, element by element.
  public func tanh(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Tanh(), [x], name: name).output(0)
  }

  /// `ln(1 + eˣ)`, element by element.
  public func softplus(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Softplus(), [x], name: name).output(0)
  }

  /// `x / (1 + |x|)`, element by element.
  public func softsign(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Softsign(), [x], name: name).output(0)
  }

  /// `x · sigmoid(x)`, also called swish, element by element.
  public func silu(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Silu(), [x], name: name).output(0)
  }
}
