import CSIMD

extension Kernels {
  /// McMahan et al., "Ad Click Prediction" (2013), as Keras has it, with p = −learning rate power:
  /// n = a + g², l += g + 2·shrinkage·variable − (nᵖ − aᵖ)/learningRate·variable, a = n,
  /// variable = (clip(l, ±l1) − l)/(nᵖ/learningRate + 2·l2 + beta/learningRate).
  /// The slots are a and l.
  package static func ftrl<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T, learningRatePower: Double, l1: Double, l2: Double,
    shrinkage: Double, beta: Double
  ) {
    sweep(
      updates, learningRate: learningRate,
      FtrlRule(learningRate, learningRatePower, l1, l2, shrinkage, beta))
  }
}

private struct FtrlRule: UpdateRule {
  let learningRate: Constant
  let power: Constant
  let isRoot: Bool
  let l1: Constant
  let twiceL2: Constant
  let twiceShrinkage: Constant

  init<T: KernelScalar>(
    _ learningRate: T, _ learningRatePower: Double, _ l1: Double, _ l2: Double,
    _ shrinkage: Double, _ beta: Double
  ) {
    self.learningRate = Constant(learningRate)
    power = Constant(-learningRatePower)
    isRoot = learningRatePower == -0.5
    self.l1 = Constant(l1)
    twiceL2 = Constant(2 * (T(l2) + T(beta) / (2 * learningRate)))
    twiceShrinkage = Constant(2 * shrinkage)
  }

  var slotCount: Int { 2 }

  func scalar(_ w: Double, _ s: inout Slots<Double>, _ g: Double) -> Double {
    let sum = s.first + g * g
    let (new, old) = (Double.pow(sum, power.scalar), Double.pow(s.first, power.scalar))
    s.first = sum
    s.second += g + twiceShrinkage.scalar * w - (new - old) / learningRate.scalar * w
    let clipped = min(max(s.second, -l1.scalar), l1.scalar)
    return (clipped - s.second) / (new / learningRate.scalar + twiceL2.scalar)
  }

  @inline(__always)
  func vector(_ w: F16, _ s: inout Slots<F16>, _ g: F16) -> F16 {
    let sum = tfx_fma(g, g, s.first)
    let new = isRoot ? tfx_sqrt(sum) : tfx_pow(sum, power.vector)
    let old = isRoot ? tfx_sqrt(s.first) : tfx_pow(s.first, power.vector)
    let change = tfx_fma(twiceShrinkage.vector, w, g)
    s.first = sum
    s.second += change - (new - old) / learningRate.vector * w
    let clipped = tfx_min(tfx_max(s.second, -l1.vector), l1.vector)
    return (clipped - s.second) / (new / learningRate.vector + twiceL2.vector)
  }
}
