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

/// y = s x where x > 0, else s α (eˣ − 1); s = 1.0507…, α = 1.6733….   x: [d…] → y: [d…].
/// ∂x = s ∂y where x > 0, else (y + s α) ∂y.   Klambauer et al., 2017.
struct Selu: UnaryOp {
  var function: UnaryKernel { .selu }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.add(SeluGrad(), [dy, y]).output(0)
  }
}

/// ∂x = s ∂y where y > 0, else (y + s α) ∂y.   ∂y, y: [d…] → ∂x: [d…].
struct SeluGrad: UnaryGradOp {
  var function: BinaryKernel { .seluGrad }
}

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
  /// `x` where x > 0, else `alpha · (eˣ − 1)`, element by element; alpha must not be negative.
  public func elu(
    _ x: Output, alpha: Double = 1, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Elu(alpha: alpha), [x], name: name).output(0)
  }

  /// The scaled exponential linear unit of Klambauer et al. (2017), element by element.
  public func selu(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Selu(), [x], name: name).output(0)
  }

  /// `x · Φ(x)`, Φ the normal distribution (Hendrycks and Gimpel, 2016), element by element;
  /// `approximate` computes Φ through tanh.
  public func gelu(
    _ x: Output, approximate: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Gelu(approximate: approximate), [x], name: name).output(0)
  }
}
