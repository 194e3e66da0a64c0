/// Adagrad, then a proximal step: a ← a + g², then ``ProximalGradientDescentRule`` with the rate
/// η / √a. The slot is a.
///
/// Duchi et al., "Adaptive Subgradient Methods" (2011), as TensorFlow's
/// `ResourceApplyProximalAdagrad`.
package struct ProximalAdagradRule: UpdateRule {
  package var proximal: ProximalGradientDescentRule

  package init(l1: Double = 0, l2: Double = 0) {
    proximal = ProximalGradientDescentRule(l1: l1, l2: l2)
  }

  package var slotCount: Int { 1 }

  @inline(__always)
  package func change<N: Lanes>(_ w: N, _ s: inout Slots<N>, _ g: N, _ rate: Double) -> N {
    s.first = s.first + g * g
    return proximal.step(w, g, N(rate) / s.first.root)
  }
}
