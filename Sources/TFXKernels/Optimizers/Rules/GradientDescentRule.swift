/// w ← w − η g.
package struct GradientDescentRule: UpdateRule {
  package init() {}

  package var slotCount: Int { 0 }
  package var restsAtZero: Bool { true }

  @inline(__always)
  package func change<N: Lanes>(_ w: N, _ s: inout Slots<N>, _ g: N, _ rate: Double) -> N {
    .fma(-N(rate), g, w)
  }
}
