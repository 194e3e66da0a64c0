import CSIMD

extension Kernels {
  /// Chen et al., "Symbolic Discovery of Optimization Algorithms" (2023), as Keras has it:
  /// variable −= learningRate·sign(β₁·m + (1 − β₁)g), then m = β₂·m + (1 − β₂)g.
  package static func lion<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T, beta1: Double, beta2: Double
  ) {
    sweep(updates, learningRate: learningRate, LionRule(learningRate, beta1, beta2))
  }
}

private struct LionRule: UpdateRule {
  let learningRate: Constant
  let beta1: Constant
  let rest1: Constant
  let beta2: Constant
  let rest2: Constant

  init<T: KernelScalar>(_ learningRate: T, _ beta1: Double, _ beta2: Double) {
    self.learningRate = Constant(learningRate)
    self.beta1 = Constant(beta1)
    rest1 = Constant(1 - T(beta1))
    self.beta2 = Constant(beta2)
    rest2 = Constant(1 - T(beta2))
  }

  var slotCount: Int { 1 }

  func scalar(_ w: Double, _ s: inout Slots<Double>, _ g: Double) -> Double {
    let direction = s.first * beta1.scalar + g * rest1.scalar
    s.first = s.first * beta2.scalar + g * rest2.scalar
    let sign: Double = direction > 0 ? 1 : direction < 0 ? -1 : direction
    return w - learningRate.scalar * sign
  }

  @inline(__always)
  func vector(_ w: F16, _ s: inout Slots<F16>, _ g: F16) -> F16 {
    let direction = s.first * beta1.vector + g * rest1.vector
    s.first = s.first * beta2.vector + g * rest2.vector
    let step = tfx_copysign(learningRate.vector, direction)
    return w - tfx_select(tfx_equal(direction, .zero), .zero, step)
  }
}
