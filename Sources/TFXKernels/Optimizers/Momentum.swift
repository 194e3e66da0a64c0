import CSIMD

// Gradient descent and momentum as Keras's SGD.

extension Kernels {
  /// variable −= learningRate·gradient.
  package static func gradientDescent<T: KernelScalar>(
    _ variable: Out<T>, _ gradient: In<T>, _ count: Int, learningRate: Double
  ) {
    if T.isFloat {
      Fast.gradientDescent(variable.float, gradient.float, count, learningRate: learningRate)
    } else {
      Reference.gradientDescent(
        variable.double, gradient.double, count, learningRate: learningRate)
    }
  }

  /// accumulator = momentum·accumulator − learningRate·gradient;
  /// variable += accumulator, or with Nesterov momentum·accumulator − learningRate·gradient.
  package static func momentum<T: KernelScalar>(
    _ variable: Out<T>, _ accumulator: Out<T>, _ gradient: In<T>, _ count: Int,
    learningRate: Double, momentum: Double, nesterov: Bool
  ) {
    if T.isFloat {
      Fast.momentum(
        variable.float, accumulator.float, gradient.float, count, learningRate: learningRate,
        momentum: momentum, nesterov: nesterov)
    } else {
      Reference.momentum(
        variable.double, accumulator.double, gradient.double, count, learningRate: learningRate,
        momentum: momentum, nesterov: nesterov)
    }
  }
}

extension Fast {
  static func gradientDescent(
    _ variable: Out<Float>, _ gradient: In<Float>, _ count: Int, learningRate: Double
  ) {
    let rate = F16(repeating: Float(-learningRate))
    ThreadPool.parallelFor(count: count, grain: elementwiseGrain) { range in
      vectorLoop(range) { i in
        variable.store(i, tfx_fma(rate, gradient.vector(i), variable.vector(i)))
      } rest: { i, n in
        variable.store(i, tfx_fma(rate, gradient.part(i, n), variable.part(i, n)), n)
      }
    }
  }

  static func momentum(
    _ variable: Out<Float>, _ accumulator: Out<Float>, _ gradient: In<Float>, _ count: Int,
    learningRate: Double, momentum: Double, nesterov: Bool
  ) {
    let (rate, momentum) = (F16(repeating: Float(learningRate)), F16(repeating: Float(momentum)))
    @inline(__always) func update(_ v: F16, _ a: F16, _ g: F16) -> (F16, F16) {
      let step = rate * g
      let next = tfx_fma(momentum, a, -step)
      return (v + (nesterov ? tfx_fma(momentum, next, -step) : next), next)
    }
    ThreadPool.parallelFor(count: count, grain: elementwiseGrain) { range in
      vectorLoop(range) { i in
        let (v, a) = update(variable.vector(i), accumulator.vector(i), gradient.vector(i))
        variable.store(i, v)
        accumulator.store(i, a)
      } rest: { i, n in
        let (v, a) = update(variable.part(i, n), accumulator.part(i, n), gradient.part(i, n))
        variable.store(i, v, n)
        accumulator.store(i, a, n)
      }
    }
  }
}

extension Reference {
  package static func gradientDescent<T: KernelScalar>(
    _ variable: Out<T>, _ gradient: In<T>, _ count: Int, learningRate: Double
  ) {
    for i in 0..<count { variable[i] -= T(learningRate) * gradient[i] }
  }

  package static func momentum<T: KernelScalar>(
    _ variable: Out<T>, _ accumulator: Out<T>, _ gradient: In<T>, _ count: Int,
    learningRate: Double, momentum: Double, nesterov: Bool
  ) {
    let (rate, momentum) = (T(learningRate), T(momentum))
    for i in 0..<count {
      accumulator[i] = momentum * accumulator[i] - rate * gradient[i]
      variable[i] += nesterov ? momentum * accumulator[i] - rate * gradient[i] : accumulator[i]
    }
  }
}
