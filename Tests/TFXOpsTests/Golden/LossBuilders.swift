import TFXCore
import TFXGraph
import TFXOps

extension GoldenTests {
  /// Builders of Tests/Fixtures/tensorflow/ops_losses.py: labels, then predictions or logits, then
  /// weights if there are any.
  static let lossBuilders: [String: Build] = [
    "sigmoidCrossEntropyWithLogits": { g, x, _ in
      [try g.sigmoidCrossEntropyWithLogits(labels: x[0], logits: x[1])]
    },
    "SoftmaxCrossEntropyWithLogits": { g, x, _ in
      [try g.softmaxCrossEntropyWithLogits(labels: x[0], logits: x[1])]
    },
    "SparseSoftmaxCrossEntropyWithLogits": { g, x, _ in
      [try g.sparseSoftmaxCrossEntropyWithLogits(labels: x[0], logits: x[1])]
    },
    "weightedCrossEntropyWithLogits": { g, x, _ in
      [try g.weightedCrossEntropyWithLogits(labels: x[0], logits: x[1], posWeight: x[2])]
    },
    "logPoissonLoss": { g, x, a in
      [
        try g.logPoissonLoss(
          targets: x[0], logInput: x[1], computeFullLoss: a.bool("compute_full_loss"))
      ]
    },
    "computeWeightedLoss": { g, x, a in
      let reduction = LossReduction(rawValue: a.text("reduction")) ?? .sumByNonzeroWeights
      return [
        try g.losses.computeWeightedLoss(
          x[0], weights: x.count > 1 ? x[1] : nil, reduction: reduction)
      ]
    },
    "absoluteDifference": { g, x, _ in
      [try g.losses.absoluteDifference(labels: x[0], predictions: x[1], weights: x.weights)]
    },
    "meanSquaredError": { g, x, _ in
      [try g.losses.meanSquaredError(labels: x[0], predictions: x[1], weights: x.weights)]
    },
    "huberLoss": { g, x, a in
      [
        try g.losses.huberLoss(
          labels: x[0], predictions: x[1], weights: x.weights,
          delta: a.number("delta", default: 1))
      ]
    },
    "logLoss": { g, x, _ in
      [try g.losses.logLoss(labels: x[0], predictions: x[1], weights: x.weights)]
    },
    "hingeLoss": { g, x, _ in
      [try g.losses.hingeLoss(labels: x[0], logits: x[1], weights: x.weights)]
    },
    "cosineDistance": { g, x, a in
      [
        try g.losses.cosineDistance(
          labels: x[0], predictions: x[1], axis: a.integer("axis", default: -1),
          weights: x.weights)
      ]
    },
    "meanPairwiseSquaredError": { g, x, _ in
      [try g.losses.meanPairwiseSquaredError(labels: x[0], predictions: x[1], weights: x.weights)]
    },
    "sigmoidCrossEntropy": { g, x, a in
      [
        try g.losses.sigmoidCrossEntropy(
          labels: x[0], logits: x[1], weights: x.weights,
          labelSmoothing: a.number("label_smoothing", default: 0))
      ]
    },
    "softmaxCrossEntropy": { g, x, a in
      [
        try g.losses.softmaxCrossEntropy(
          labels: x[0], logits: x[1], weights: x.weights,
          labelSmoothing: a.number("label_smoothing", default: 0))
      ]
    },
    "sparseSoftmaxCrossEntropy": { g, x, _ in
      [try g.losses.sparseSoftmaxCrossEntropy(labels: x[0], logits: x[1], weights: x.weights)]
    },
  ]
}

extension [Output] {
  /// The weights of a loss, if there are any.
  fileprivate var weights: Output? { count > 2 ? self[2] : nil }
}
