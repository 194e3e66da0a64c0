/// Adagrad: a ← a + g², w ← w − η g / √(a + ε). The slot is a.
///
/// Duchi et al., "Adaptive Subgradient Methods" (2011), as
/// [Keras](https://keras.io/api/optimizers/adagrad/) has it; TensorFlow 1 without ε.
package struct AdagradRule: UpdateRule {
  package var epsilon: Double

  package init(epsilon: Double = 0) { self.epsilon = epsilon }

  package var slotCount: Int { 1 }
  /// Without ε a sum of 0 makes it 0 ÷ 0.
  package var restsAtZero: Bool { epsilon > 0 }

  @inline(__always)
  package func change<N: Lanes>(_ w: N, _ s: inout Slots<N>, _ g: N, _ rate: Double) -> N {
    s.first = .fma(g, g, s.first)
    return w - N(rate) * g / (s.first + N(epsilon)).root
  }
}
