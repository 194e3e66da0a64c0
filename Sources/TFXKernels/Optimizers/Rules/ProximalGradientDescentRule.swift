/// Gradient descent, then a proximal step:
/// p = w − η g, w ← sign(p) max(|p| − η l₁, 0) / (1 + η l₂).
///
/// Duchi and Singer, "Efficient Learning using Forward-Backward Splitting" (2009), as TensorFlow's
/// `ResourceApplyProximalGradientDescent`.
package struct ProximalGradientDescentRule: UpdateRule {
  package var l1: Double
  package var l2: Double

  package init(l1: Double = 0, l2: Double = 0) {
    (self.l1, self.l2) = (l1, l2)
  }

  package var slotCount: Int { 0 }

  @inline(__always)
  package func change<N: Lanes>(_ w: N, _ s: inout Slots<N>, _ g: N, _ rate: Double) -> N {
    step(w, g, N(rate))
  }

  /// The step with a rate for each weight.
  @inline(__always)
  func step<N: Lanes>(_ w: N, _ g: N, _ rate: N) -> N {
    (w - g * rate).shrunk(by: rate * N(l1)) / (N(1) + N(l2) * rate)
  }
}
