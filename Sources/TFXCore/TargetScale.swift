/// How numbers that a model learned become those of the target's own unit again:
/// y = f(x · factor + offset), with a factor and an offset for each output, and f the inverses of the
/// target's transforms.
public struct TargetScale: Hashable, Sendable {
  /// The inverse of a transform.
  public enum Inverse: String, Codable, Sendable {
    /// eˣ, of the natural logarithm.
    case exp
    /// eˣ − 1, of the logarithm of 1 + x.
    case expm1
  }

  /// What each output is multiplied by.
  public let factors: [Double]
  /// What is added to each output then.
  public let offsets: [Double]
  /// What is done to all outputs then, in this order.
  public let inverses: [Inverse]

  /// A factor and an offset for each output, and the inverses of transforms.
  public init(factors: [Double], offsets: [Double], inverses: [Inverse] = []) {
    precondition(
      factors.count == offsets.count, "\(factors.count) factors and \(offsets.count) offsets")
    self.factors = factors
    self.offsets = offsets
    self.inverses = inverses
  }
}
