/// How a trained model's outputs are read: what is chosen on the validation part when the training is over.
public struct OutputChoice: Codable, Hashable, Sendable {
  /// What the logits are divided by before they become probabilities; nil for 1.
  public var temperature: Double?
  /// The probability of the second of two classes above which it is said; nil for the likelier of the two.
  public var threshold: Double?

  /// Outputs as they are.
  public init() {}

  /// Whether every value is one that can be chosen.
  var isSound: Bool {
    (temperature.map { $0 > 0 && $0.isFinite } ?? true)
      && (threshold.map { (0...1).contains($0) } ?? true)
  }
}
