import CSIMD

extension Kernels {
  /// Kingma and Ba, "Adam" (2015), in Keras's form: m += (g − m)(1 − β₁), v += (g² − v)(1 − β₂),
  /// variable −= α·m/(√v + epsilon) with α = learningRate·√(1 − β₂ᵗ)/(1 − β₁ᵗ). With AMSGrad
  /// (Reddi et al., 2018) the largest v so far, a third slot, stands below the fraction.
  /// - Parameter step: t, 1 for the first update.
  package static func adam<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T, step: Int, beta1: Double, beta2: Double,
    epsilon: Double, isAmsgrad: Bool = false
  ) {
    precondition(step >= 1, "Adam's steps start at 1, received \(step)")
    sweep(
      updates, learningRate: learningRate,
      AdamRule(learningRate, step, beta1, beta2, epsilon, isAmsgrad))
  }
}

private struct AdamRule: UpdateRule {
  let alpha: Constant
  let rest1: Constant
  let rest2: Constant
  let epsilon: Constant
  let isAmsgrad: Bool

  init<T: KernelScalar>(
    _ learningRate: T, _ step: Int, _ beta1: Double, _ beta2: Double, _ epsilon: Double,
    _ isAmsgrad: Bool
  ) {
    // The step size with both bias corrections in it, in the weights' own precision as in Keras:
    // in `Float`, 1 − β₂ᵗ is off by some 1e-5 in the first steps, and a run that is to follow
    // Keras's must be off as much.
    let t = T(step)
    alpha = Constant(
      learningRate * (1 - T.pow(T(beta2), t)).squareRoot() / (1 - T.pow(T(beta1), t)))
    rest1 = Constant(1 - beta1)
    rest2 = Constant(1 - beta2)
    self.epsilon = Constant(epsilon)
    self.isAmsgrad = isAmsgrad
  }

  var slotCount: Int { isAmsgrad ? 3 : 2 }

  func scalar(_ w: Double, _ s: inout Slots<Double>, _ g: Double) -> Double {
    s.first += (g - s.first) * rest1.scalar
    s.second += (g * g - s.second) * rest2.scalar
    s.third = max(s.third, s.second)
    let square = isAmsgrad ? s.third : s.second
    return w - alpha.scalar * s.first / (square.squareRoot() + epsilon.scalar)
  }

  @inline(__always)
  func vector(_ w: F16, _ s: inout Slots<F16>, _ g: F16) -> F16 {
    s.first = tfx_fma(g - s.first, rest1.vector, s.first)
    s.second = tfx_fma(tfx_fma(g, g, -s.second), rest2.vector, s.second)
    var square = s.second
    if isAmsgrad {
      s.third = tfx_max(s.third, s.second)
      square = s.third
    }
    return w - alpha.vector * s.first / (tfx_sqrt(square) + epsilon.vector)
  }
}
