import TFXCore
public import TFXGraph
import TFXKernels

/// y = x where x > 0, else α x.   x: [d…] → y: [d…].   ∂x = ∂y where x > 0, else α ∂y.
///
/// As all of TensorFlow's attributes, α has 32 bits, whatever the type of x.
struct LeakyRelu: UnaryOp {
  var alpha = 0.2

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("alpha", &alpha, "the slope below zero")
  }

  var function: UnaryKernel { .leakyRelu(alpha: Double(Float(alpha))) }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(LeakyReluGrad(alpha: alpha), [dy, x]).output(0)
  }
}

/// ∂x = ∂y where x > 0, else α ∂y.   ∂y, x: [d…] → ∂x: [d…].
struct LeakyReluGrad: UnaryGradOp {
  var alpha = 0.2

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("alpha", &alpha, "the slope below zero")
  }

  var function: BinaryKernel { .leakyReluGrad(alpha: Double(Float(alpha))) }
}

extension Graph {
  /// `x` where x > 0, else `alpha · x`, element by element.
  public func leakyRelu(
    _ x: Output, alpha: Double = 0.2, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(LeakyRelu(alpha: alpha), [x], name: name).output(0)
  }
}
