import TFXCore
import TFXGraph
import TFXOps

extension GradientCase {
  private typealias Reduce = @Sendable (Graph, Output, [Int]?, Bool) throws -> Output

  private static func reduction(_ type: String, _ apply: @escaping Reduce) -> [GradientCase] {
    let all: [(Shape, [Int]?, Bool)] = [
      ([3, 4], [0], false), ([3, 4], [1], true), ([3, 4], nil, false), ([2, 3, 4], [0, 2], true),
      ([2, 3, 4], [-2], false), ([2, 3, 4], [-1, 0], false), ([7], nil, true), ([], nil, false),
      ([1, 9], [], false), ([17, 1], [1], false),
    ]
    return all.map { shape, axes, keepDims in
      GradientCase(type, inputs: numbers(shape)) { graph, x in
        try apply(graph, x[0], axes, keepDims)
      }
    }
  }

  static let reductions: [GradientCase] =
    reduction("Sum") { try $0.sum($1, axes: $2, keepDims: $3) }
    + reduction("Mean") { try $0.mean($1, axes: $2, keepDims: $3) }
    + reduction("Prod") { try $0.prod($1, axes: $2, keepDims: $3) }
    + reduction("Max") { try $0.max($1, axes: $2, keepDims: $3) }
    + reduction("Min") { try $0.min($1, axes: $2, keepDims: $3) }
    + [false, true].flatMap { isMean in
      [[0], [1], nil].map { (axes: [Int]?) in
        GradientCase("ReductionGrad", inputs: numbers([4, 3])) { graph, x in
          // The gradient of a function of a reduction, derived once more.
          let reduced =
            isMean
            ? try graph.mean(x[0], axes: axes, keepDims: true) : try graph.sum(x[0], axes: axes)
          let y = try graph.square(reduced)
          return try graph.gradients(of: y, withRespectTo: [x[0]])[0]!.squared(plus: x[0])
        }
      }
    }
    + [
      GradientCase("Cumsum", inputs: numbers([3, 4])) { try $0.cumsum($1[0], axis: 1) },
      GradientCase("Cumprod", inputs: numbers([3, 4])) {
        try $0.cumprod($1[0], axis: 0, exclusive: true, reverse: true)
      },
      GradientCase("SegmentGather", "UnsortedSegmentSum", inputs: numbers([4, 3])) { graph, x in
        // The gradient of a segment's sum, derived once more.
        let ids = try graph.constant(Tensor([1, 0, -1, 1] as [Int32]))
        let y = try graph.square(graph.unsortedSegmentSum(x[0], ids, numSegments: 3))
        return try graph.gradients(of: y, withRespectTo: [x[0]])[0]!.squared(plus: x[0])
      },
    ]
}
