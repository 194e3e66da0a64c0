import CSIMD

extension Kernels {
  /// Kingma and Ba, "Adam" (2015), section 7.1, as Keras has it: m += (g − m)(1 − β₁),
  /// u = max(β₂·u, |g|), variable −= learningRate·m/((1 − β₁ᵗ)(u + epsilon)). The slots are m and u.
  /// - Parameter step: t, 1 for the first update.
  package static func adamax<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T, step: Int, beta1: Double, beta2: Double,
    epsilon: Double
  ) {
    precondition(step >= 1, "Adamax's steps start at 1, received \(step)")
    sweep(
      updates, learningRate: learningRate, AdamaxRule(learningRate, step, beta1, beta2, epsilon))
  }
}

private struct AdamaxRule: UpdateRule {
  let learningRate: Constant
  let correction: Constant
  let rest1: Constant
  let beta2: Constant
  let epsilon: Constant

  init<T: KernelScalar>(
    _ learningRate: T, _ step: Int, _ beta1: Double, _ beta2: Double, _ epsilon: Double
  ) {
    self.learningRate = Constant(learningRate)
    correction = Constant(1 - T.pow(T(beta1), T(step)))
    rest1 = Constant(1 - beta1)
    self.beta2 = Constant(beta2)
    self.epsilon = Constant(epsilon)
  }

  var slotCount: Int { 2 }

  func scalar(_ w: Double, _ s: inout Slots<Double>, _ g: Double) -> Double {
    s.first += (g - s.first) * rest1.scalar
    s.second = max(beta2.scalar * s.second, abs(g))
    let norm = correction.scalar * (s.second + epsilon.scalar)
    return w - learningRate.scalar * s.first / norm
  }

  @inline(__always)
  func vector(_ w: F16, _ s: inout Slots<F16>, _ g: F16) -> F16 {
    s.first = tfx_fma(g - s.first, rest1.vector, s.first)
    s.second = tfx_max(beta2.vector * s.second, tfx_abs(g))
    let norm = correction.vector * (s.second + epsilon.vector)
    return w - learningRate.vector * s.first / norm
  }
}
