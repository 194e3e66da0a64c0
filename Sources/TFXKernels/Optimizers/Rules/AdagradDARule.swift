/// Adagrad with dual averaging: a ← a + g, b ← b + g²,
/// w ← −η sign(a) max(|a| − l₁ t, 0) / (l₂ t η + √b). The slots are a and b.
///
/// Duchi et al., "Adaptive Subgradient Methods" (2011), as TensorFlow's `ResourceApplyAdagradDA`.
package struct AdagradDARule: UpdateRule {
  package var l1: Double
  package var l2: Double

  package init(l1: Double = 0, l2: Double = 0) {
    (self.l1, self.l2) = (l1, l2)
  }

  package static var countsSteps: Bool { true }
  package var slotCount: Int { 2 }

  package func settled<T: KernelScalar>(_ clock: UpdateClock, _ type: T.Type) -> (
    rate: Double, t: Double
  ) {
    (clock.rate, Double(clock.step))
  }

  @inline(__always)
  package func change<N: Lanes>(
    _ w: N, _ s: inout Slots<N>, _ g: N, _ settled: (rate: Double, t: Double)
  ) -> N {
    let (rate, t) = (N(settled.rate), N(settled.t))
    s.first = s.first + g
    s.second = s.second + g * g
    return N(0) - s.first.shrunk(by: N(l1) * t) * rate / (N(l2) * t * rate + s.second.root)
  }
}
