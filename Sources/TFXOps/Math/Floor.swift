public import TFXGraph
import TFXKernels

/// y = ⌊x⌋.   x: [d…] → y: [d…].   ∂x = 0.
struct Floor: StepOp {
  var function: UnaryKernel { .floor }
}

extension Graph {
  /// The greatest whole number not above x, element by element. Its gradient is 0.
  public func floor(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Floor(), [x], name: name).output(0)
  }
}
