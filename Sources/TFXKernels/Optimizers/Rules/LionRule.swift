/// Lion: w ← w − η sign(β₁ m + (1 − β₁) g), then m ← β₂ m + (1 − β₂) g. The slot is m.
///
/// Chen et al., "Symbolic Discovery of Optimization Algorithms" (2023), as
/// [Keras](https://keras.io/api/optimizers/lion/) has it.
package struct LionRule: UpdateRule {
  package var beta1: Double
  package var beta2: Double

  package init(beta1: Double = 0.9, beta2: Double = 0.999) {
    (self.beta1, self.beta2) = (beta1, beta2)
  }

  package var slotCount: Int { 1 }

  @inline(__always)
  package func change<N: Lanes>(_ w: N, _ s: inout Slots<N>, _ g: N, _ rate: Double) -> N {
    let (beta1, beta2) = (N(beta1), N(beta2))
    let direction = s.first * beta1 + g * (N(1) - beta1)
    s.first = s.first * beta2 + g * (N(1) - beta2)
    return w - N(rate) * direction.sign
  }
}
