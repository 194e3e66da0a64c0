/// Nadam: m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂), and with uₜ = β₁(1 − 0.96ᵗ/2),
/// m̂ = uₜ₊₁ m / (1 − u₁…uₜ₊₁) + (1 − uₜ) g / (1 − u₁…uₜ), v̂ = v / (1 − β₂ᵗ), w ← w − η m̂ / (√v̂ + ε).
/// The slots are m and v.
///
/// Dozat, "Incorporating Nesterov Momentum into Adam" (2016), as
/// [Keras](https://keras.io/api/optimizers/Nadam/) has it.
package struct NadamRule: UpdateRule {
  package var beta1: Double
  package var beta2: Double
  package var epsilon: Double

  package init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7) {
    (self.beta1, self.beta2, self.epsilon) = (beta1, beta2, epsilon)
  }

  package static var countsSteps: Bool { true }
  package var slotCount: Int { 2 }

  /// What m and g are multiplied by in m̂, and v is divided by in v̂.
  package typealias Settled = (rate: Double, m: Double, g: Double, correction: Double)

  package func settled<T: KernelScalar>(_ clock: UpdateClock, _ type: T.Type) -> Settled {
    let factor = { (t: Int) in T(beta1) * (1 - T(0.5) * T.pow(T(0.96), T(t))) }
    let product = (clock.product ?? StepProduct())(clock.step, factor)
    let (now, next) = (factor(clock.step), factor(clock.step + 1))
    return (
      clock.rate, Double(next / (1 - product * next)), Double((1 - now) / (1 - product)),
      Double(1 - clock.power(beta2, type))
    )
  }

  @inline(__always)
  package func change<N: Lanes>(
    _ w: N, _ s: inout Slots<N>, _ g: N, _ settled: Settled
  ) -> N {
    s.first = .fma(g - s.first, N(1) - N(beta1), s.first)
    s.second = .fma(.fma(g, g, -s.second), N(1) - N(beta2), s.second)
    let mean = N.fma(N(settled.m), s.first, N(settled.g) * g)
    let root = (s.second / N(settled.correction)).root
    return w - mean * N(settled.rate) / (root + N(epsilon))
  }
}
