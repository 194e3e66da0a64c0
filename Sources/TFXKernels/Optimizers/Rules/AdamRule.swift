/// Adam: m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂), w ← w − α m / (√v + ε) with
/// α = η √(1 − β₂ᵗ) / (1 − β₁ᵗ). The slots are m and v. With AMSGrad, the largest v so far, a third
/// slot, stands in the root.
///
/// Kingma and Ba, "Adam" (2015), in the form before section 2.1, as TensorFlow and
/// [Keras](https://keras.io/api/optimizers/adam/) have it; Reddi et al., "On the Convergence of Adam
/// and Beyond" (2018).
package struct AdamRule: UpdateRule {
  package var beta1: Double
  package var beta2: Double
  package var epsilon: Double
  package var isAmsgrad: Bool

  package init(
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7, isAmsgrad: Bool = false
  ) {
    (self.beta1, self.beta2, self.epsilon, self.isAmsgrad) = (beta1, beta2, epsilon, isAmsgrad)
  }

  package static var countsSteps: Bool { true }
  package var slotCount: Int { isAmsgrad ? 3 : 2 }

  /// α, and 1 − β₁ and 1 − β₂.
  package func settled<T: KernelScalar>(
    _ clock: UpdateClock, _ type: T.Type
  ) -> (alpha: Double, rest1: Double, rest2: Double) {
    let (rate, isKeras) = (T(clock.rate), clock.powers == nil)
    let power1 = clock.powers.map { T($0.0) } ?? clock.power(beta1, type)
    let power2 = clock.powers.map { T($0.1) } ?? clock.power(beta2, type)
    // In `Float`, 1 − β₂ᵗ is off by some 1e-5 in the first steps, and a run that is to follow Keras's
    // must be off as much. Keras subtracts β itself in `Double`; TensorFlow, which keeps the powers
    // as variables, in the weights' type.
    return (
      Double(rate * (1 - power2).squareRoot() / (1 - power1)),
      isKeras ? 1 - beta1 : Double(1 - T(beta1)), isKeras ? 1 - beta2 : Double(1 - T(beta2))
    )
  }

  @inline(__always)
  package func change<N: Lanes>(
    _ w: N, _ s: inout Slots<N>, _ g: N, _ settled: (alpha: Double, rest1: Double, rest2: Double)
  ) -> N {
    s.first = .fma(g - s.first, N(settled.rest1), s.first)
    s.second = .fma(.fma(g, g, -s.second), N(settled.rest2), s.second)
    var square = s.second
    if isAmsgrad {
      s.third = .larger(s.third, s.second)
      square = s.third
    }
    return w - N(settled.alpha) * s.first / (square.root + N(epsilon))
  }
}
