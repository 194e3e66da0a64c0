/// "Follow the regularized leader", with p = −learning rate power: n = a + g²,
/// l ← l + g + 2 shrinkage w − (nᵖ − aᵖ) / η w, a ← n,
/// w ← (clip(l, ±l₁) − l) / (nᵖ / η + 2 l₂ + beta / η), which is 0 for small l. The slots are a
/// and l.
///
/// McMahan et al., "Ad Click Prediction" (2013), as
/// [Keras](https://keras.io/api/optimizers/ftrl/) has it; TensorFlow 1 without beta.
package struct FtrlRule: UpdateRule {
  package var learningRatePower: Double
  package var l1: Double
  package var l2: Double
  package var l2Shrinkage: Double
  package var beta: Double

  package init(
    learningRatePower: Double = -0.5, l1: Double = 0, l2: Double = 0, l2Shrinkage: Double = 0,
    beta: Double = 0
  ) {
    (self.learningRatePower, self.l1) = (learningRatePower, l1)
    (self.l2, self.l2Shrinkage, self.beta) = (l2, l2Shrinkage, beta)
  }

  package var slotCount: Int { 2 }

  package func settled<T: KernelScalar>(
    _ clock: UpdateClock, _ type: T.Type
  ) -> (rate: Double, twiceL2: Double) {
    (clock.rate, Double(2 * (T(l2) + T(beta) / (2 * T(clock.rate)))))
  }

  @inline(__always)
  package func change<N: Lanes>(
    _ w: N, _ s: inout Slots<N>, _ g: N, _ settled: (rate: Double, twiceL2: Double)
  ) -> N {
    let rate = N(settled.rate)
    let sum = N.fma(g, g, s.first)
    let (new, old) = (raised(sum), raised(s.first))
    s.first = sum
    s.second = s.second + (N.fma(N(2 * l2Shrinkage), w, g) - (new - old) / rate * w)
    return (s.second.clipped(to: N(l1)) - s.second) / (new / rate + N(settled.twiceL2))
  }

  @inline(__always)
  private func raised<N: Lanes>(_ sum: N) -> N {
    learningRatePower == -0.5 ? sum.root : sum.power(N(-learningRatePower))
  }
}
