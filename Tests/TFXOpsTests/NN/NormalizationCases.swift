import TFXCore
import TFXGraph
import TFXOps

extension GradientCase {
  static let normalization: [GradientCase] =
    [[3, 5], [2, 3, 2, 3], [4, 1, 1, 5], [7, 17], [5, 1]].flatMap { (shape: Shape) in
      let channels: Shape = [shape[-1]]
      let scale = numbers(channels, from: 0.5, to: 2)
      let mean = numbers(channels, seed: 3)
      return [
        GradientCase(
          "FusedBatchNormV3", inputs: numbers(shape), scale, numbers(channels, seed: 2)
        ) { graph, x in
          let unused = try graph.fill([0], 0, x[0].dtype)
          let outputs = try graph.fusedBatchNorm(
            x[0], scale: x[1], offset: x[2], mean: unused, variance: unused, epsilon: 0.01,
            isTraining: true)
          return outputs.y
        },
        // With the relu behind it, whose gradient it takes in.
        GradientCase(
          "FusedBatchNormV3", inputs: numbers(shape), scale, numbers(channels, seed: 2)
        ) { graph, x in
          let unused = try graph.fill([0], 0, x[0].dtype)
          let outputs = try graph.fusedBatchNorm(
            x[0], scale: x[1], offset: x[2], mean: unused, variance: unused, epsilon: 0.01,
            isTraining: true)
          return try graph.relu(outputs.y)
        },
        GradientCase(
          "FusedBatchNormV3", inputs: numbers(shape), scale, numbers(channels, seed: 2), mean,
          numbers(channels, from: 0.3, to: 3, seed: 4)
        ) { graph, x in
          let outputs = try graph.fusedBatchNorm(
            x[0], scale: x[1], offset: x[2], mean: x[3], variance: x[4], epsilon: 0.01,
            isTraining: false)
          return outputs.y
        },
      ]
    }
    + [[3, 5], [2, 3, 4], [1, 1], [129], [4, 33]].flatMap { (shape: Shape) in
      [
        GradientCase(
          "LayerNorm", inputs: numbers(shape), numbers([shape[-1]], from: 0.5, to: 2),
          numbers([shape[-1]], seed: 2)
        ) { try $0.layerNorm($1[0], scale: $1[1], offset: $1[2], epsilon: 0.01) }
      ]
    }
    + [[3, 5], [2, 3, 4], [129]].flatMap { (shape: Shape) in
      [
        GradientCase("BiasAdd", inputs: numbers(shape), numbers([shape[-1]], seed: 2)) {
          try $0.square($0.biasAdd($1[0], $1[1]))
        },
        GradientCase("BiasAddGrad", inputs: numbers(shape), numbers([shape[-1]], seed: 2)) {
          graph, x in
          let y = try graph.square(graph.biasAdd(x[0], x[1]))
          return try graph.gradients(of: y, withRespectTo: [x[1]])[0]!.squared(plus: x[1])
        },
        GradientCase("Dropout", inputs: numbers(shape)) { graph, x in
          let step = try graph.constant(Tensor(Int64(5)))
          return try graph.dropout(graph.square(x[0]), rate: 0.4, step: step)
        },
        GradientCase("Dropout", inputs: numbers(shape)) { graph, x in
          let step = try graph.constant(Tensor(Int64(5)))
          return try graph.dropout(graph.relu(x[0]), rate: 0.4, step: step)
        },
        GradientCase("DropoutGrad", inputs: numbers(shape)) { graph, x in
          let step = try graph.constant(Tensor(Int64(5)))
          let y = try graph.dropout(graph.square(x[0]), rate: 0.4, step: step)
          return try graph.gradients(of: y, withRespectTo: [x[0]])[0]!.squared(plus: x[0])
        },
      ]
    }
}
