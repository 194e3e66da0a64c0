/// Adadelta: a ← ρ a + (1 − ρ) g², u = g √(d + ε) / √(a + ε), d ← ρ d + (1 − ρ) u², w ← w − η u.
/// The slots are a and d.
///
/// Zeiler, "Adadelta" (2012), as [Keras](https://keras.io/api/optimizers/adadelta/) and TensorFlow
/// have it.
package struct AdadeltaRule: UpdateRule {
  package var rho: Double
  package var epsilon: Double

  package init(rho: Double = 0.95, epsilon: Double = 1e-7) {
    (self.rho, self.epsilon) = (rho, epsilon)
  }

  package var slotCount: Int { 2 }

  @inline(__always)
  package func change<N: Lanes>(_ w: N, _ s: inout Slots<N>, _ g: N, _ rate: Double) -> N {
    s.first = .fma(N(rho), s.first, N(1 - rho) * g * g)
    let change = (s.second + N(epsilon)).root * g / (s.first + N(epsilon)).root
    s.second = .fma(N(rho), s.second, N(1 - rho) * change * change)
    return .fma(-N(rate), change, w)
  }
}
