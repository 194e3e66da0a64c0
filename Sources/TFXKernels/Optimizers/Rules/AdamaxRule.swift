/// Adamax: m ← m + (g − m)(1 − β₁), u ← max(β₂ u, |g|), w ← w − η m / ((1 − β₁ᵗ)(u + ε)).
/// The slots are m and u.
///
/// Kingma and Ba, "Adam" (2015), section 7.1, as
/// [Keras](https://keras.io/api/optimizers/adamax/) has it.
package struct AdamaxRule: UpdateRule {
  package var beta1: Double
  package var beta2: Double
  package var epsilon: Double

  package init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7) {
    (self.beta1, self.beta2, self.epsilon) = (beta1, beta2, epsilon)
  }

  package static var countsSteps: Bool { true }
  package var slotCount: Int { 2 }

  package func settled<T: KernelScalar>(
    _ clock: UpdateClock, _ type: T.Type
  ) -> (rate: Double, correction: Double) {
    (clock.rate, Double(1 - clock.power(beta1, type)))
  }

  @inline(__always)
  package func change<N: Lanes>(
    _ w: N, _ s: inout Slots<N>, _ g: N, _ settled: (rate: Double, correction: Double)
  ) -> N {
    s.first = .fma(g - s.first, N(1 - beta1), s.first)
    s.second = .larger(N(beta2) * s.second, g.absolute)
    return w - N(settled.rate) * s.first / (N(settled.correction) * (s.second + N(epsilon)))
  }
}
