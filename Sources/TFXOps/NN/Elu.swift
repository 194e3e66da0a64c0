import TFXCore
public import TFXGraph
import TFXKernels

/// y = x where x > 0, else α (eˣ − 1).   x: [d…] → y: [d…].   ∂x = ∂y where x > 0, else (y + α) ∂y.
struct Elu: UnaryOp {
  var alpha = 1.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("alpha", &alpha, "how far below zero it goes")
  }

  var function: UnaryKernel { .elu(alpha: alpha) }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(EluGrad(alpha: alpha), [dy, y]).output(0)
  }
}

/// ∂x = ∂y where y > 0, else (y + α) ∂y.   ∂y, y: [d…] → ∂x: [d…].
struct EluGrad: UnaryGradOp {
  var alpha = 1.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("alpha", &alpha, "how far below zero it goes")
  }

  var function: BinaryKernel { .eluGrad(alpha: alpha) }
}

extension Graph {
  /// `x` where x > 0, else `alpha · (eˣ − 1)`, element by element; alpha must not be negative.
  public func elu(
    _ x: Output, alpha: Double = 1, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Elu(alpha: alpha), [x], name: name).output(0)
  }
}
