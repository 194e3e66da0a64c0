public import TFXGraph
import TFXKernels

/// y = x to the nearest whole number, halves to the even one.   x: [d…] → y: [d…].   ∂x = 0.
struct Rint: StepOp {
  var function: UnaryKernel { .round }
}

extension Graph {
  /// The nearest whole number, halves to the even one, element by element. Its gradient is 0.
  public func rint(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Rint(), [x], name: name).output(0)
  }
}
