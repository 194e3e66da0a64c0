import TFXCore
public import TFXGraph
import TFXKernels

/// y = x Φ(x), Φ the normal distribution, approximated through tanh if asked.   x: [d…] → y: [d…].
/// ∂x = (Φ(x) + x Φ′(x)) ∂y.   Hendrycks and Gimpel, 2016.
struct Gelu: UnaryOp {
  var approximate = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("approximate", &approximate, "whether tanh stands in for erf")
  }

  var function: UnaryKernel { approximate ? .geluTanh : .gelu }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(GeluGrad(approximate: approximate), [dy, x]).output(0)
  }
}

/// ∂x = (Φ(x) + x Φ′(x)) ∂y.   ∂y, x: [d…] → ∂x: [d…].
struct GeluGrad: UnaryGradOp {
  var approximate = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("approximate", &approximate, "whether tanh stands in for erf")
  }

  var function: BinaryKernel { approximate ? .geluTanhGrad : .geluGrad }
}

extension Graph {
  /// `x · Φ(x)`, Φ the normal distribution (Hendrycks and Gimpel, 2016), element by element;
  /// `approximate` computes Φ through tanh.
  public func gelu(
    _ x: Output, approximate: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Gelu(approximate: approximate), [x], name: name).output(0)
  }
}
