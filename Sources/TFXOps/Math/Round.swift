public import TFXGraph
import TFXKernels

/// y = x to the nearest whole number, halves to the even one.   x: [d…] → y: [d…].   No gradient.
struct Round: StepOp {
  var function: UnaryKernel { .round }
  var integerFunction: IntegerUnaryKernel? { .identity }
}

extension Graph {
  /// The nearest whole number, halves to the even one, element by element. No gradient flows
  /// through it.
  public func round(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Round(), [x], name: name).output(0)
  }
}
