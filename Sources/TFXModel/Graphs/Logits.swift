import TFXCore
package import TFXGraph
import TFXOps

/// What a model makes probabilities of.
package struct Logits {
  package let output: Output
  /// Whether a softmax makes probabilities of classes that exclude each other, along the last axis; else a sigmoid
  /// makes one of each.
  package let areOfClasses: Bool
}

extension Loss {
  /// The logits behind what the last layer makes: that itself, if the loss takes it so, or the input of a softmax
  /// or sigmoid at its end. Nil if there are none.
  func logits(of output: Output) -> Logits? {
    if fromLogits {
      if let softmax = self as? any SoftmaxLoss {
        let isLast = softmax.axis == -1 || softmax.axis == output.shape.rank - 1
        return isLast ? Logits(output: output, areOfClasses: true) : nil
      }
      return self is any SigmoidLoss ? Logits(output: output, areOfClasses: false) : nil
    }
    if let logits = output.softmaxLogits { return Logits(output: logits, areOfClasses: true) }
    return output.sigmoidLogits.map { Logits(output: $0, areOfClasses: false) }
  }

  /// What the last layer makes with its logits divided by a temperature, so that probabilities become less sure
  /// (above 1) or surer, in the same order: [Guo and others 2017](https://arxiv.org/abs/1706.04599). As it is
  /// if there are no logits.
  func tempered(_ output: Output, by temperature: Double) throws(GraphError) -> Output {
    guard let logits = logits(of: output) else { return output }
    let tempered = try logits.output * (1 / temperature)
    if fromLogits { return tempered }
    let graph = output.graph
    return try logits.areOfClasses ? graph.softmax(tempered) : graph.sigmoid(tempered)
  }
}
