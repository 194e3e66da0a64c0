import CSIMD

// Gradient descent and momentum as Keras's SGD.

extension Kernels {
  /// variable −= learningRate·gradient.
  package static func gradientDescent<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T
  ) {
    sweep(
      updates, learningRate: learningRate,
      GradientDescentRule(learningRate: Constant(learningRate)))
  }

  /// accumulator = momentum·accumulator − learningRate·gradient;
  /// variable += accumulator, or with Nesterov momentum·accumulator − learningRate·gradient.
  package static func momentum<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T, momentum: Double, nesterov: Bool
  ) {
    sweep(
      updates, learningRate: learningRate,
      MomentumRule(
        learningRate: Constant(learningRate), momentum: Constant(momentum), isNesterov: nesterov))
  }
}

private struct GradientDescentRule: UpdateRule {
  let learningRate: Constant

  var slotCount: Int { 0 }

  func scalar(_ w: Double, _ s: inout Slots<Double>, _ g: Double) -> Double {
    w - learningRate.scalar * g
  }

  @inline(__always)
  func vector(_ w: F16, _ s: inout Slots<F16>, _ g: F16) -> F16 {
    tfx_fma(-learningRate.vector, g, w)
  }
}

private struct MomentumRule: UpdateRule {
  let learningRate: Constant
  let momentum: Constant
  let isNesterov: Bool

  var slotCount: Int { 1 }

  func scalar(_ w: Double, _ s: inout Slots<Double>, _ g: Double) -> Double {
    let change = learningRate.scalar * g
    s.first = momentum.scalar * s.first - change
    return w + (isNesterov ? momentum.scalar * s.first - change : s.first)
  }

  @inline(__always)
  func vector(_ w: F16, _ s: inout Slots<F16>, _ g: F16) -> F16 {
    let change = learningRate.vector * g
    s.first = tfx_fma(momentum.vector, s.first, -change)
    return w + (isNesterov ? tfx_fma(momentum.vector, s.first, -change) : s.first)
  }
}
