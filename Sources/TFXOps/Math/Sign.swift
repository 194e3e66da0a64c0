public import TFXGraph
import TFXKernels

/// y = −1, 0 or 1 as x is negative, zero or positive.   x: [d…] → y: [d…].   ∂x = 0.
struct Sign: StepOp {
  var function: UnaryKernel { .sign }
  var complexFunction: ComplexUnaryKernel? { .sign }
  var integerFunction: IntegerUnaryKernel? { .sign }
}

extension Graph {
  /// −1, 0 or 1 as x is negative, zero or positive, element by element. Its gradient is 0.
  public func sign(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Sign(), [x], name: name).output(0)
  }
}
