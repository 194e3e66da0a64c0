import TFXCore
import TFXGraph
import TFXOps

extension GradientCase {
  static let losses: [GradientCase] =
    [[4, 3], [1, 10], [7, 2], [2, 3, 17]].flatMap {
      (shape: Shape) in
      let rows = Shape(Array(shape.dimensions.dropLast()))
      let classes = (0..<rows.elementCount).map { ($0 * 5 + 1) % shape[-1] }
      return [
        GradientCase(
          "SoftmaxCrossEntropyWithLogits", inputs: numbers(shape), numbers(shape, seed: 2)
        ) { graph, x in
          // Labels must sum to 1, or TensorFlow's formula of the gradient does not hold.
          try graph.softmaxCrossEntropyWithLogits(labels: graph.softmax(x[1]), logits: x[0])
        },
        GradientCase("SparseSoftmaxCrossEntropyWithLogits", inputs: numbers(shape)) { graph, x in
          let labels = try graph.constant(Tensor(classes.map(Int32.init), shape: rows))
          return try graph.sparseSoftmaxCrossEntropyWithLogits(labels: labels, logits: x[0])
        },
        GradientCase("SparseSoftmaxCrossEntropyWithLogits", inputs: numbers(shape)) { graph, x in
          let labels = try graph.constant(Tensor(classes.map(Int64.init), shape: rows))
          return try graph.sparseSoftmaxCrossEntropyWithLogits(labels: labels, logits: x[0])
        },
        GradientCase(
          "SigmoidCrossEntropyWithLogits", inputs: numbers(shape), numbers(shape, from: 0, to: 1)
        ) { graph, x in
          try graph.sigmoidCrossEntropyWithLogits(labels: x[1], logits: x[0])
        },
      ]
    } + sequences

  /// Labels of no, one and several classes, equal neighbours among them.
  private static let sequences: [GradientCase] = [
    ([1, 2, 3], [1, 7, 5]), ([0, 0, 2, 0, 2, 2], [3, 3, 3]), ([1], [1, 1, 2]),
  ].map { (labels: [Int32], extents: [Int]) in
    GradientCase("CTCLoss", inputs: numbers(Shape(extents))) { graph, x in
      let rows = Tensor(labels, shape: [extents[0], labels.count / extents[0]])
      return try graph.ctcLoss(labels: graph.constant(rows), logits: x[0])
    }
  }
}
