import CSIMD

extension Kernels {
  /// Zeiler, "Adadelta" (2012), as Keras has it: a = ρ·a + (1 − ρ)g²,
  /// step = g·√(d + epsilon)/√(a + epsilon), d = ρ·d + (1 − ρ)step², variable −= learningRate·step.
  /// The slots are a and d.
  package static func adadelta<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T, rho: Double, epsilon: Double
  ) {
    sweep(updates, learningRate: learningRate, AdadeltaRule(learningRate, rho, epsilon))
  }
}

private struct AdadeltaRule: UpdateRule {
  let learningRate: Constant
  let rho: Constant
  let rest: Constant
  let epsilon: Constant

  init<T: KernelScalar>(_ learningRate: T, _ rho: Double, _ epsilon: Double) {
    self.learningRate = Constant(learningRate)
    self.rho = Constant(rho)
    rest = Constant(1 - rho)
    self.epsilon = Constant(epsilon)
  }

  var slotCount: Int { 2 }

  func scalar(_ w: Double, _ s: inout Slots<Double>, _ g: Double) -> Double {
    s.first = rho.scalar * s.first + rest.scalar * g * g
    let before = (s.second + epsilon.scalar).squareRoot()
    let change = before * g / (s.first + epsilon.scalar).squareRoot()
    s.second = rho.scalar * s.second + rest.scalar * change * change
    return w - learningRate.scalar * change
  }

  @inline(__always)
  func vector(_ w: F16, _ s: inout Slots<F16>, _ g: F16) -> F16 {
    s.first = tfx_fma(rho.vector, s.first, rest.vector * g * g)
    let before = tfx_sqrt(s.second + epsilon.vector)
    let change = before * g / tfx_sqrt(s.first + epsilon.vector)
    s.second = tfx_fma(rho.vector, s.second, rest.vector * change * change)
    return tfx_fma(-learningRate.vector, change, w)
  }
}
