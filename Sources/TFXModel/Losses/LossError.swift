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
}

extension Output {
  /// Throws unless each sample has one axis of outputs.
  func requireVectors() throws(LossError) {
    if shape.rank != 2 {
      throw LossError(
        expected: "outputs [batch, …] of one axis", found: "the last layer makes \(shape)",
        help: "end with Flatten or Dense")
    }
  }

  /// Throws unless there are outputs for several classes.
  func requireClasses() throws(LossError) {
    if shape[-1] < 2 {
      throw LossError(
        expected: "one output for each class", found: "the last layer has \(shape[-1])",
        help: "give it as many units as there are classes, or use binary_crossentropy")
    }
  }

  /// Throws unless there is one output.
  func requireSingleOutput() throws(LossError) {
    if shape[-1] != 1 {
      throw LossError(
        expected: "a single output", found: "the last layer has \(shape[-1])",
        help: "give it 1 unit, or use a categorical crossentropy")
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
}
