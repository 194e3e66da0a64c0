import CSIMD

extension Kernels {
  /// Duchi et al. (2011) as Keras has it: accumulator += g²;
  /// variable −= learningRate·g/√(accumulator + epsilon).
  package static func adagrad<T: KernelScalar>(
    _ variable: Out<T>, _ accumulator: Out<T>, _ gradient: In<T>, _ count: Int,
    learningRate: Double, epsilon: Double
  ) {
    if T.isFloat {
      Fast.adagrad(
        variable.float, accumulator.float, gradient.float, count, learningRate: learningRate,
        epsilon: epsilon)
    } else {
      Reference.adagrad(
        variable.double, accumulator.double, gradient.double, count, learningRate: learningRate,
        epsilon: epsilon)
    }
  }
}

extension Fast {
  static func adagrad(
    _ variable: Out<Float>, _ accumulator: Out<Float>, _ gradient: In<Float>, _ count: Int,
    learningRate: Double, epsilon: Double
  ) {
    let (rate, epsilon) = (F16(repeating: Float(learningRate)), F16(repeating: Float(epsilon)))
    @inline(__always) func update(_ w: F16, _ a: F16, _ g: F16) -> (F16, F16) {
      let a = tfx_fma(g, g, a)
      return (w - rate * g / tfx_sqrt(a + epsilon), a)
    }
    ThreadPool.parallelFor(count: count, grain: elementwiseGrain) { range in
      vectorLoop(range) { i in
        let (w, a) = update(variable.vector(i), accumulator.vector(i), gradient.vector(i))
        variable.store(i, w)
        accumulator.store(i, a)
      } rest: { i, n in
        let (w, a) = update(variable.part(i, n), accumulator.part(i, n), gradient.part(i, n))
        variable.store(i, w, n)
        accumulator.store(i, a, n)
      }
    }
  }
}

extension Reference {
  package static func adagrad<T: KernelScalar>(
    _ variable: Out<T>, _ accumulator: Out<T>, _ gradient: In<T>, _ count: Int,
    learningRate: Double, epsilon: Double
  ) {
    for i in 0..<count {
      accumulator[i] += gradient[i] * gradient[i]
      variable[i] -= T(learningRate) * gradient[i] / (accumulator[i] + T(epsilon)).squareRoot()
    }
  }
}
