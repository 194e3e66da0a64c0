import TFXCore
import TFXGraph
import TFXOps

extension GradientCase {
  typealias Binary = @Sendable (Graph, Output, Output) throws -> Output

  /// Two operands of one shape, of a row, of a scalar, and each broadcast along another axis.
  private static func broadcast(
    _ type: String, from low: Double = -2, to high: Double = 2, _ apply: @escaping Binary
  ) -> [GradientCase] {
    let shapes: [(Shape, Shape)] = [
      ([2, 3], [2, 3]), ([4, 3], [3]), ([2, 3], []), ([], [7]), ([2, 1, 3], [4, 1]), ([7], [1]),
    ]
    return shapes.map { a, b in
      let inputs = (
        numbers(a, from: low, to: high), numbers(b, from: low + 0.01, to: high, seed: 2)
      )
      return GradientCase(type, inputs: inputs.0, inputs.1) { graph, x in
        try apply(graph, x[0], x[1])
      }
    }
  }

  static let arithmetic: [GradientCase] =
    broadcast("AddV2") { try $0.add($1, $2) }
    + broadcast("Sub") { try $0.subtract($1, $2) }
    + broadcast("Mul") { try $0.multiply($1, $2) }
    + broadcast("RealDiv", from: 0.5, to: 3) { try $0.divide($1, $2) }
    + broadcast("Maximum") { try $0.maximum($1, $2) }
    + broadcast("Minimum") { try $0.minimum($1, $2) }
    + broadcast("Pow", from: 0.5, to: 3) { try $0.pow($1, $2) }
    + broadcast("Atan2", from: 0.5) { try $0.atan2($1, $2) }
    + broadcast("DivNoNan", from: 0.5, to: 3) { try $0.divideNoNan($1, $2) }
    + broadcast("SquaredDifference") { try $0.squaredDifference($1, $2) }
    + [
      GradientCase("AddN", inputs: numbers([2, 3]), numbers([2, 3]), numbers([2, 3])) {
        try $0.addN($1)
      },
      GradientCase("SelectV2", inputs: numbers([3, 5]), numbers([3, 5], to: 3, seed: 2)) {
        graph, x in
        try graph.select(graph.less(x[0], x[1]), graph.square(x[0]), graph.exp(x[1]))
      },
      GradientCase("Cast", inputs: numbers([3])) { graph, x in
        let other: DType = x[0].dtype == .float32 ? .float64 : .float32
        // What a cast to Float loses would spoil the differences, so it is added again.
        let one = try graph.cast(graph.cast(x[0], to: other), to: x[0].dtype)
        return try graph.add(one, graph.stopGradient(graph.subtract(x[0], one)))
      },
      GradientCase("BroadcastLike", "SumToShape", inputs: numbers([4, 3]), numbers([3])) {
        graph, x in
        // The gradient of a row's gradient, which is a sum, spreads again.
        let y = try graph.multiply(graph.square(x[0]), x[1])
        return try graph.gradients(of: y, withRespectTo: [x[1]])[0]!.squared(plus: x[1])
      },
    ] + matrices

  private static let matrices: [GradientCase] =
    [false, true].flatMap { a in
      [false, true].flatMap { b in
        [
          GradientCase(
            "BatchMatMulV2", inputs: numbers(a ? [2, 1, 5, 3] : [2, 1, 3, 5]),
            numbers(b ? [3, 4, 5] : [3, 5, 4])
          ) { graph, x in try graph.batchMatMul(x[0], x[1], adjX: a, adjY: b) },
          GradientCase(
            "MatMul", inputs: numbers(a ? [5, 3] : [3, 5]), numbers(b ? [7, 5] : [5, 7])
          ) { graph, x in try graph.matMul(x[0], x[1], transposeA: a, transposeB: b) },
          GradientCase("MatMul", inputs: numbers([1, 1]), numbers([1, 1])) { graph, x in
            try graph.matMul(x[0], x[1], transposeA: a, transposeB: b)
          },
        ]
      }
    }
    + [
      GradientCase("Einsum", inputs: numbers([2, 3, 4]), numbers([4, 2, 2])) { graph, x in
        try graph.einsum("bij,jkb->kib", x)
      },
      GradientCase("Einsum", inputs: numbers([2, 3]), numbers([3, 4]), numbers([4])) { graph, x in
        // The gradient of a sum of products, derived once more.
        let y = try graph.einsum("ij,jk,k->i", x)
        return try graph.gradients(of: y, withRespectTo: [x[1]])[0]! * x[1]
      },
    ]
}

extension Output {
  /// self² + x, so that a function of self is not linear.
  func squared(plus x: Output) throws -> Output { try graph.add(graph.square(self), x) }
}
