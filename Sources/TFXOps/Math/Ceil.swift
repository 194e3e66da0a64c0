public import TFXGraph
import TFXKernels

/// y = ⌈x⌉.   x: [d…] → y: [d…].   ∂x = 0.
struct Ceil: StepOp {
  var function: UnaryKernel { .ceil }
}

extension Graph {
  /// The least whole number not below x, element by element. Its gradient is 0.
  public func ceil(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Ceil(), [x], name: name).output(0)
  }
}
