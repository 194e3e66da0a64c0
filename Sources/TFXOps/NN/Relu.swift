public import TFXGraph
import TFXKernels

/// y = max(x, 0).   x: [d…] → y: [d…].   ∂x = ∂y where y > 0, else 0.
struct Relu: UnaryOp {
  var function: UnaryKernel { .relu }
  var integerFunction: IntegerUnaryKernel? { .relu }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    // Where the maxima of y were pooled, the smaller pooled tensor tells as well: a maximum of 0
    // passes nothing on, any other one stands where x > 0.
    if let pool = dy.operation.definition as? MaxPoolGrad, dy.operation[0] == y {
      let (pooled, gradient) = (dy.operation[1], dy.operation[2])
      let passed = try gradient.throughRelu(pooled)
      return try graph.add(pool, [y, pooled, passed]).output(0)
    }
    return try dy.throughRelu(y)
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
