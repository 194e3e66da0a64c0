/// RMSprop: a ← ρ a + (1 − ρ) g², and centered m ← ρ m + (1 − ρ) g, else m = 0;
/// u = η g / √(a − m² + ε); with momentum b ← μ b + u, w ← w − b, else w ← w − u.
/// The slots are a, then m if it is centered, then b if there is one.
///
/// Hinton, lecture 6e of "Neural Networks for Machine Learning" (2012), as
/// [Keras](https://keras.io/api/optimizers/rmsprop/) and TensorFlow have it.
package struct RMSpropRule: UpdateRule {
  package var rho: Double
  package var momentum: Double
  package var epsilon: Double
  package var isCentered: Bool
  /// Whether there is b even if μ is 0, as in TensorFlow 1.
  package var keepsMomentum: Bool

  package init(
    rho: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7, isCentered: Bool = false,
    keepsMomentum: Bool = false
  ) {
    (self.rho, self.momentum) = (rho, momentum)
    (self.epsilon, self.isCentered, self.keepsMomentum) = (epsilon, isCentered, keepsMomentum)
  }

  private var hasMomentum: Bool { momentum > 0 || keepsMomentum }
  package var slotCount: Int { 1 + (isCentered ? 1 : 0) + (hasMomentum ? 1 : 0) }

  @inline(__always)
  package func change<N: Lanes>(_ w: N, _ s: inout Slots<N>, _ g: N, _ rate: Double) -> N {
    s.first = .fma(N(rho), s.first, N(1 - rho) * g * g)
    var square = s.first
    if isCentered {
      s.second = .fma(N(rho), s.second, N(1 - rho) * g)
      square = square - s.second * s.second
    }
    var change = N(rate) * g / (square + N(epsilon)).root
    if hasMomentum { change = .fma(N(momentum), isCentered ? s.third : s.second, change) }
    if isCentered { s.third = change } else { s.second = change }
    return w - change
  }
}
