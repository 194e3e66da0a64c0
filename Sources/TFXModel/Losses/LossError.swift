import TFXCore
import TFXGraph
import TFXOps

/// Why a loss cannot be computed from what the last layer makes.
public struct LossError: Error, Hashable, Sendable {
  /// What it needs: `a single output`.
  public var expected: String
  /// What there is: `the last layer has 3`.
  public var found: String
  /// What to do about it.
  public var help: String

  /// `found` is there where `expected` is needed.
  public init(expected: String, found: String, help: String) {
    self.expected = expected
    self.found = found
    self.help = help
  }

  /// Class labels are one column, and there are `outputs` for it.
  package static func singleOutput(outputs: Int) -> LossError {
    LossError(
      expected: "a single output", found: "the last layer has \(outputs)",
      help: "give it 1 unit, or use a categorical crossentropy")
  }
}

extension Output {
  /// Throws unless each sample has outputs along an axis.
  func requireOutputs() throws(LossError) {
    if shape.rank < 2 {
      throw LossError(
        expected: "outputs [batch, …, outputs]", found: "the last layer makes \(shape)",
        help: "end with a Dense, or a Reshape that gives each sample an axis")
    }
  }

  /// Throws unless there is such an axis, which is not that of the batch.
  func requireAxis(_ axis: Int) throws(LossError) {
    let place = axis < 0 ? axis + shape.rank : axis
    if !(1..<max(2, shape.rank)).contains(place) {
      throw LossError(
        expected: "an axis \(axis) of outputs", found: "the last layer makes \(shape)",
        help: "axes of outputs are 1 to \(shape.rank - 1), or -1 for the last")
    }
  }

  /// Throws unless there are outputs for several classes along an axis.
  func requireClasses(axis: Int = -1) throws(LossError) {
    try requireOutputs()
    try requireAxis(axis)
    let classes = shape[axis]
    if classes < 2 {
      throw LossError(
        expected: "one output for each class", found: "the last layer has \(classes)",
        help: "give it as many units as there are classes, or use binary_crossentropy")
    }
  }

  /// Throws for outputs that are surely no probabilities, or, if logits are wanted, surely are.
  ///
  /// - Parameter activation: What makes the probabilities that the loss takes.
  func requireProbabilities(of activation: ActivationFunction, fromLogits: Bool) throws(LossError) {
    if !fromLogits, isUnbounded {
      throw LossError(
        expected: "probabilities", found: "the last layer has no \(activation)",
        help: "give the last layer activation: \(activation), or the loss from_logits: true")
    }
    guard fromLogits, softmaxLogits != nil || sigmoidLogits != nil else { return }
    throw LossError(
      expected: "logits (from_logits: true)",
      found: "the last layer has a \(softmaxLogits != nil ? "softmax" : "sigmoid")",
      help: "leave out from_logits, or the last layer's activation")
  }

  /// Throws for outputs that are the same whatever the weights.
  func requireChange() throws(LossError) {
    guard let name = constantDistribution else { return }
    throw LossError(
      expected: "outputs that can change",
      found: "the last layer is a \(name) over a single output, which is always "
        + (name == "log_softmax" ? "0" : "1"),
      help: "give it activation: sigmoid for two classes, none for a number, "
        + "or as many units as there are classes")
  }
}
