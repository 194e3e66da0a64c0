public import TFXGraph
import TFXKernels

/// y = ⌈x⌉.   x: [d…] → y: [d…].   ∂x = 0.
struct Ceil: UnaryOp {
  static let stopsGradient = true

  var function: UnaryKernel { .ceil }
}

/// y = ⌊x⌋.   x: [d…] → y: [d…].   ∂x = 0.
struct Floor: UnaryOp {
  static let stopsGradient = true

  var function: UnaryKernel { .floor }
}

/// y = x to the nearest whole number, halves to the even one.   x: [d…] → y: [d…].   ∂x = 0.
struct Rint: UnaryOp {
  static let stopsGradient = true

  var function: UnaryKernel { .round }
}

/// y = x to the nearest whole number, halves to the even one.   x: [d…] → y: [d…].   No gradient.
struct Round: UnaryOp {
  static let stopsGradient = true

  var function: UnaryKernel { .round }
  var integerFunction: IntegerUnaryKernel? { .identity }
}

/// y = −1, 0 or 1 as x is negative, zero or positive.   x: [d…] → y: [d…].   ∂x = 0.
struct Sign: UnaryOp {
  static let stopsGradient = true

  var function: UnaryKernel { .sign }
  var complexFunction: ComplexUnaryKernel? { .sign }
  var integerFunction: IntegerUnaryKernel? { .sign }
}

extension Graph {
  /// The least whole number not below x, element by element. Its gradient is 0.
  public func ceil(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Ceil(), [x], name: name).output(0)
  }

  /// The greatest whole number not above x, element by element. Its gradient is 0.
  public func floor(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Floor(), [x], name: name).output(0)
  }

  /// The nearest whole number, halves to the even one, element by element. Its gradient is 0.
  public func rint(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Rint(), [x], name: name).output(0)
  }

  /// The nearest whole number, halves to the even one, element by element. No gradient flows
  /// through it.
  public func round(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Round(), [x], name: name).output(0)
  }

  /// −1, 0 or 1 as x is negative, zero or positive, element by element. Its gradient is 0.
  public func sign(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Sign(), [x], name: name).output(0)
  }
}
