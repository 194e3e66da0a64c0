import CSIMD

extension Kernels {
  /// Duchi et al. (2011) as Keras has it: accumulator += g²;
  /// variable −= learningRate·g/√(accumulator + epsilon).
  package static func adagrad<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T, epsilon: Double
  ) {
    sweep(
      updates, learningRate: learningRate,
      AdagradRule(learningRate: Constant(learningRate), epsilon: Constant(epsilon)))
  }
}

private struct AdagradRule: UpdateRule {
  let learningRate: Constant
  let epsilon: Constant

  var slotCount: Int { 1 }

  func scalar(_ w: Double, _ s: inout Slots<Double>, _ g: Double) -> Double {
    s.first += g * g
    return w - learningRate.scalar * g / (s.first + epsilon.scalar).squareRoot()
  }

  @inline(__always)
  func vector(_ w: F16, _ s: inout Slots<F16>, _ g: F16) -> F16 {
    s.first = tfx_fma(g, g, s.first)
    return w - learningRate.vector * g / tfx_sqrt(s.first + epsilon.vector)
  }
}
