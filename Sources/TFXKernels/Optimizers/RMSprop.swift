import CSIMD

extension Kernels {
  /// Keras's RMSprop. ms = ρ·ms + (1 − ρ)g²; denominator = ms + epsilon, or centered, with
  /// mg = ρ·mg + (1 − ρ)g, ms − mg² + epsilon; step = learningRate·g/√denominator;
  /// with momentum, slot = momentum·slot + step and variable −= slot, else variable −= step.
  /// The slots are ms, then mg if centered, then that of the momentum unless it is 0.
  package static func rmsProp<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T, rho: Double, momentum: Double, epsilon: Double,
    isCentered: Bool
  ) {
    sweep(
      updates, learningRate: learningRate,
      RMSpropRule(learningRate, rho, momentum, epsilon, isCentered))
  }
}

private struct RMSpropRule: UpdateRule {
  let learningRate: Constant
  let rho: Constant
  let rest: Constant
  let momentum: Constant
  let epsilon: Constant
  let isCentered: Bool
  let hasMomentum: Bool

  init<T: KernelScalar>(
    _ learningRate: T, _ rho: Double, _ momentum: Double, _ epsilon: Double, _ isCentered: Bool
  ) {
    self.learningRate = Constant(learningRate)
    self.rho = Constant(rho)
    rest = Constant(1 - rho)
    self.momentum = Constant(momentum)
    self.epsilon = Constant(epsilon)
    self.isCentered = isCentered
    hasMomentum = momentum > 0
  }

  var slotCount: Int { 1 + (isCentered ? 1 : 0) + (hasMomentum ? 1 : 0) }

  func scalar(_ w: Double, _ s: inout Slots<Double>, _ g: Double) -> Double {
    s.first = rho.scalar * s.first + rest.scalar * g * g
    var denominator = s.first + epsilon.scalar
    if isCentered {
      s.second = rho.scalar * s.second + rest.scalar * g
      denominator -= s.second * s.second
    }
    var change = learningRate.scalar * g / denominator.squareRoot()
    if hasMomentum { change += momentum.scalar * (isCentered ? s.third : s.second) }
    if isCentered { s.third = change } else { s.second = change }
    return w - change
  }

  @inline(__always)
  func vector(_ w: F16, _ s: inout Slots<F16>, _ g: F16) -> F16 {
    s.first = tfx_fma(rho.vector, s.first, rest.vector * g * g)
    var denominator = s.first + epsilon.vector
    if isCentered {
      s.second = tfx_fma(rho.vector, s.second, rest.vector * g)
      denominator = s.first - s.second * s.second + epsilon.vector
    }
    var change = learningRate.vector * g / tfx_sqrt(denominator)
    if hasMomentum { change = tfx_fma(momentum.vector, isCentered ? s.third : s.second, change) }
    if isCentered { s.third = change } else { s.second = change }
    return w - change
  }
}
