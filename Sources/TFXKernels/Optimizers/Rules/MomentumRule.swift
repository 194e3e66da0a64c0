/// Gradient descent with momentum: a ← μ a + g, w ← w − η a, or with Nesterov's lookahead
/// w ← w − η (g + μ a), as TensorFlow's `ResourceApplyMomentum`. The slot a of
/// [Keras's SGD](https://keras.io/api/optimizers/sgd/) holds steps: a ← μ a − η g, w ← w + a, or
/// w ← w + μ a − η g.
package struct MomentumRule: UpdateRule {
  /// μ.
  package var momentum: Double
  package var isNesterov: Bool
  /// Whether the slot holds steps, as Keras's does.
  package var holdsSteps: Bool

  package init(momentum: Double = 0, isNesterov: Bool = false, holdsSteps: Bool) {
    (self.momentum, self.isNesterov, self.holdsSteps) = (momentum, isNesterov, holdsSteps)
  }

  package var slotCount: Int { 1 }

  @inline(__always)
  package func change<N: Lanes>(_ w: N, _ s: inout Slots<N>, _ g: N, _ rate: Double) -> N {
    let added = holdsSteps ? -(N(rate) * g) : g
    s.first = .fma(N(momentum), s.first, added)
    let ahead = isNesterov ? .fma(N(momentum), s.first, added) : s.first
    return holdsSteps ? w + ahead : .fma(-N(rate), ahead, w)
  }
}
