import TFXCore
import TFXGraph

extension ModelGraph {
  /// Refuses a loss that cannot mean what its user wants with what the last layer makes.
  static func check(_ loss: any Loss, _ output: Output) throws(ModelError) {
    func require(
      _ holds: Bool, _ expected: String, _ found: String, help: String
    ) throws(ModelError) {
      if !holds {
        throw .loss(kind: loss.kind, expected: expected, found: found, help: help)
      }
    }
    try require(
      output.shape.rank == 2, "outputs [batch, …] of one axis",
      "the last layer makes \(output.shape)", help: "end with Flatten or Dense")
    let width = output.shape[-1]
    switch loss.target {
    case .classIndex, .oneHot:
      try require(
        width >= 2, "one output for each class", "the last layer has \(width)",
        help: "give it as many units as there are classes, or use binary_crossentropy")
      let fromLogits =
        (loss as? CategoricalCrossentropy)?.fromLogits
        ?? (loss as? SparseCategoricalCrossentropy)?.fromLogits ?? false
      try requireProbabilities(
        output, fromLogits: fromLogits, activation: "softmax", require)
    case .binary:
      try require(
        width == 1, "a single output", "the last layer has \(width)",
        help: "give it 1 unit, or use a categorical crossentropy")
      let fromLogits = (loss as? BinaryCrossentropy)?.fromLogits ?? false
      try requireProbabilities(
        output, fromLogits: fromLogits, activation: "sigmoid", require)
    case .values: break
    }
  }

  /// Operations whose results are surely no probabilities.
  private static let unbounded: Set<String> = [
    "MatMul", "BiasAdd", "Conv2D", "Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Gelu", "Silu",
    "Softplus", "Tanh", "Softsign",
  ]

  private static func requireProbabilities(
    _ output: Output, fromLogits: Bool, activation: String,
    _ require: (Bool, String, String, String) throws(ModelError) -> Void
  ) throws(ModelError) {
    let type = output.operation.type
    let isProbability = type == "Softmax" || type == "Sigmoid"
    try require(
      fromLogits || !unbounded.contains(type), "probabilities",
      "the last layer has no \(activation)",
      "give the last layer activation: \(activation), or the loss from_logits: true")
    try require(
      !fromLogits || !isProbability, "logits (from_logits: true)",
      "the last layer has a \(type.lowercased())",
      "leave out from_logits, or the last layer's activation")
  }
}
