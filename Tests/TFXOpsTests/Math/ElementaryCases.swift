import TFXCore
import TFXGraph
import TFXOps

extension GradientCase {
  private typealias Unary = @Sendable (Graph, Output) throws -> Output

  /// A function of each element, on shapes around the width of a vector.
  fileprivate static func unary(
    _ type: String, from low: Double = -3, to high: Double = 3,
    _ apply: @escaping @Sendable (Graph, Output) throws -> Output
  ) -> [GradientCase] {
    let shapes: [Shape] = [[], [1], [3, 7], [17]]
    return shapes.map { shape in
      GradientCase(type, inputs: numbers(shape, from: low, to: high)) { try apply($0, $1[0]) }
    }
  }

  static let elementary: [GradientCase] =
    unary("Abs") { try $0.abs($1) }
    + unary("Exp") { try $0.exp($1) }
    + unary("Expm1") { try $0.expm1($1) }
    + unary("Log", from: 0.2) { try $0.log($1) }
    + unary("Log1p", from: -0.8) { try $0.log1p($1) }
    + unary("Neg") { try $0.negative($1) }
    + unary("Rsqrt", from: 0.2) { try $0.rsqrt($1) }
    + unary("Sqrt", from: 0.2) { try $0.sqrt($1) }
    + unary("Square") { try $0.square($1) }
    + unary("L2Loss") { try $0.l2Loss($1) }
    + unary("Reciprocal", from: 0.2) { try $0.reciprocal($1) }
    + unary("Sin") { try $0.sin($1) }
    + unary("Cos") { try $0.cos($1) }
    + unary("Tan", from: -1.2, to: 1.2) { try $0.tan($1) }
    + unary("Asin", from: -0.9, to: 0.9) { try $0.asin($1) }
    + unary("Acos", from: -0.9, to: 0.9) { try $0.acos($1) }
    + unary("Atan") { try $0.atan($1) }
    + unary("Sinh") { try $0.sinh($1) }
    + unary("Cosh") { try $0.cosh($1) }
    + unary("Asinh") { try $0.asinh($1) }
    + unary("Acosh", from: 1.2) { try $0.acosh($1) }
    + unary("Atanh", from: -0.9, to: 0.9) { try $0.atanh($1) }
    + unary("Erf") { try $0.erf($1) }
    + unary("Erfc") { try $0.erfc($1) }
    + unary("Lgamma", from: 0.3) { try $0.lgamma($1) }
    + unary("Digamma", from: 0.5) { try $0.digamma($1) }

  static let activations: [GradientCase] =
    unary("Relu") { try $0.relu($1) }
    + unary("Relu6", from: -3, to: 9) { try $0.relu6($1) }
    + unary("Elu") { try $0.elu($1) }
    + unary("Elu") { try $0.elu($1, alpha: 0.3) }
    + unary("Selu") { try $0.selu($1) }
    + unary("LeakyRelu") { try $0.leakyRelu($1) }
    + unary("LeakyRelu") { try $0.leakyRelu($1, alpha: 0.75) }
    + unary("Sigmoid") { try $0.sigmoid($1) }
    + unary("Tanh") { try $0.tanh($1) }
    + unary("Softplus") { try $0.softplus($1) }
    + unary("Softsign") { try $0.softsign($1) }
    + unary("Gelu") { try $0.gelu($1) }
    + unary("Gelu") { try $0.gelu($1, approximate: true) }
    + unary("Silu") { try $0.silu($1) }
    + [[3, 5], [1, 1], [2, 3, 4], [2, 17], [9]].flatMap { (shape: Shape) in
      [
        GradientCase("Softmax", inputs: numbers(shape)) { try $0.softmax($1[0]) },
        GradientCase("LogSoftmax", inputs: numbers(shape)) { try $0.logSoftmax($1[0]) },
      ]
    }
}
