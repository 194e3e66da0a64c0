import CSIMD

extension Kernels {
  /// Dozat, "Incorporating Nesterov Momentum into Adam" (2016), as Keras has it:
  /// m += (g − m)(1 − β₁), v += (g² − v)(1 − β₂), uₜ = β₁(1 − 0.96ᵗ/2),
  /// m̂ = uₜ₊₁·m/(1 − u₁…uₜ₊₁) + (1 − uₜ)g/(1 − u₁…uₜ), v̂ = v/(1 − β₂ᵗ),
  /// variable −= learningRate·m̂/(√v̂ + epsilon).
  /// - Parameters:
  ///   - step: t, 1 for the first update.
  ///   - schedule: What finds the products of u.
  package static func nadam<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T, step: Int, schedule: NadamSchedule,
    beta2: Double, epsilon: Double
  ) {
    sweep(
      updates, learningRate: learningRate,
      NadamRule(learningRate, step, schedule, beta2, epsilon))
  }
}

/// Finds the factors of Nadam's momentum. The product of the first t is one of numbers that depend
/// on t alone: it is kept between steps to save time, and computed anew where a run begins.
package final class NadamSchedule {
  let beta1: Double
  private var step = 0
  private var product = 1.0
  /// The product in `Float`, which is computed in `Float`.
  private var floatProduct: Float = 1

  package init(beta1: Double) { self.beta1 = beta1 }

  /// u₁…uₜ.
  func product<T: KernelScalar>(_ t: Int, _ type: T.Type) -> T {
    precondition(t >= 1, "Nadam's steps start at 1, received \(t)")
    if t < step { (step, product, floatProduct) = (0, 1, 1) }
    while step < t {
      step += 1
      product *= factor(step, Double.self)
      floatProduct *= factor(step, Float.self)
    }
    return T.isFloat ? T(floatProduct) : T(product)
  }

  /// uₜ.
  func factor<T: KernelScalar>(_ t: Int, _ type: T.Type) -> T {
    T(beta1) * (1 - T(0.5) * T.pow(T(0.96), T(t)))
  }
}

private struct NadamRule: UpdateRule {
  let learningRate: Constant
  let rest1: Constant
  let rest2: Constant
  /// What m and g are multiplied by in m̂.
  let shares: (m: Constant, g: Constant)
  let correction: Constant
  let epsilon: Constant

  init<T: KernelScalar>(
    _ learningRate: T, _ step: Int, _ schedule: NadamSchedule, _ beta2: Double,
    _ epsilon: Double
  ) {
    let product = schedule.product(step, T.self)
    let (now, next) = (schedule.factor(step, T.self), schedule.factor(step + 1, T.self))
    self.learningRate = Constant(learningRate)
    rest1 = Constant(1 - T(schedule.beta1))
    rest2 = Constant(1 - T(beta2))
    shares = (Constant(next / (1 - product * next)), Constant((1 - now) / (1 - product)))
    correction = Constant(1 - T.pow(T(beta2), T(step)))
    self.epsilon = Constant(epsilon)
  }

  var slotCount: Int { 2 }

  func scalar(_ w: Double, _ s: inout Slots<Double>, _ g: Double) -> Double {
    s.first += (g - s.first) * rest1.scalar
    s.second += (g * g - s.second) * rest2.scalar
    let mean = shares.m.scalar * s.first + shares.g.scalar * g
    let root = (s.second / correction.scalar).squareRoot()
    return w - mean * learningRate.scalar / (root + epsilon.scalar)
  }

  @inline(__always)
  func vector(_ w: F16, _ s: inout Slots<F16>, _ g: F16) -> F16 {
    s.first = tfx_fma(g - s.first, rest1.vector, s.first)
    s.second = tfx_fma(tfx_fma(g, g, -s.second), rest2.vector, s.second)
    let mean = tfx_fma(shares.m.vector, s.first, shares.g.vector * g)
    let root = tfx_sqrt(s.second / correction.vector)
    return w - mean * learningRate.vector / (root + epsilon.vector)
  }
}
