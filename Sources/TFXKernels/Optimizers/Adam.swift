import CSIMD

/// The step size of Adam with both bias corrections in it, as Keras writes it:
/// learningRate·√(1 − β₂ᵗ)/(1 − β₁ᵗ). Computed in `T`, as Keras does: in `Float`, 1 − β₂ᵗ is off by
/// some 1e-5 in the first steps, and a run that is to follow Keras's must be off as much.
private func adamStepSize<T: KernelScalar>(
  _ learningRate: Double, _ beta1: Double, _ beta2: Double, _ step: Int, _ type: T.Type
) -> T {
  precondition(step >= 1, "Adam's steps start at 1, received \(step)")
  let t = T(step)
  return T(learningRate) * (1 - T.pow(T(beta2), t)).squareRoot() / (1 - T.pow(T(beta1), t))
}

extension Kernels {
  /// Kingma and Ba, "Adam" (2015), in Keras's form: m += (g − m)(1 − β₁), v += (g² − v)(1 − β₂),
  /// variable −= α·m/(√v + epsilon) with α = learningRate·√(1 − β₂ᵗ)/(1 − β₁ᵗ).
  /// - Parameter step: t, 1 for the first update.
  package static func adam<T: KernelScalar>(
    _ variable: Out<T>, _ m: Out<T>, _ v: Out<T>, _ gradient: In<T>, _ count: Int,
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
  ) {
    if T.isFloat {
      Fast.adam(
        variable.float, m.float, v.float, gradient.float, count, learningRate: learningRate,
        beta1: beta1, beta2: beta2, epsilon: epsilon, step: step)
    } else {
      Reference.adam(
        variable.double, m.double, v.double, gradient.double, count, learningRate: learningRate,
        beta1: beta1, beta2: beta2, epsilon: epsilon, step: step)
    }
  }
}

extension Fast {
  static func adam(
    _ variable: Out<Float>, _ m: Out<Float>, _ v: Out<Float>, _ gradient: In<Float>, _ count: Int,
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
  ) {
    let alpha = F16(repeating: adamStepSize(learningRate, beta1, beta2, step, Float.self))
    let (rest1, rest2) = (F16(repeating: Float(1 - beta1)), F16(repeating: Float(1 - beta2)))
    let epsilon = F16(repeating: Float(epsilon))
    @inline(__always) func update(_ w: F16, _ m: F16, _ v: F16, _ g: F16) -> (F16, F16, F16) {
      let m = tfx_fma(g - m, rest1, m)
      let v = tfx_fma(tfx_fma(g, g, -v), rest2, v)
      return (w - alpha * m / (tfx_sqrt(v) + epsilon), m, v)
    }
    ThreadPool.parallelFor(count: count, grain: elementwiseGrain) { range in
      vectorLoop(range) { i in
        let (a, b, c) = update(variable.vector(i), m.vector(i), v.vector(i), gradient.vector(i))
        variable.store(i, a)
        m.store(i, b)
        v.store(i, c)
      } rest: { i, n in
        let (a, b, c) = update(variable.part(i, n), m.part(i, n), v.part(i, n), gradient.part(i, n))
        variable.store(i, a, n)
        m.store(i, b, n)
        v.store(i, c, n)
      }
    }
  }
}

extension Reference {
  package static func adam<T: KernelScalar>(
    _ variable: Out<T>, _ m: Out<T>, _ v: Out<T>, _ gradient: In<T>, _ count: Int,
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
  ) {
    let alpha = adamStepSize(learningRate, beta1, beta2, step, T.self)
    for i in 0..<count {
      let g = gradient[i]
      m[i] += (g - m[i]) * T(1 - beta1)
      v[i] += (g * g - v[i]) * T(1 - beta2)
      variable[i] -= alpha * m[i] / (v[i].squareRoot() + T(epsilon))
    }
  }
}
