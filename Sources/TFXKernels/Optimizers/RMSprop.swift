import CSIMD

extension Kernels {
  /// Keras's RMSprop. ms = ρ·ms + (1 − ρ)g²; denominator = ms + epsilon, or centered, with
  /// mg = ρ·mg + (1 − ρ)g, ms − mg² + epsilon; step = learningRate·g/√denominator;
  /// with momentum, slot = momentum·slot + step and variable −= slot, else variable −= step.
  /// - Parameters:
  ///   - meanGradient: mg; nil when not centered.
  ///   - momentumSlot: nil when momentum is 0.
  package static func rmsProp<T: KernelScalar>(
    _ variable: Out<T>, _ meanSquare: Out<T>, _ meanGradient: Out<T>?, _ momentumSlot: Out<T>?,
    _ gradient: In<T>, _ count: Int, learningRate: Double, rho: Double, momentum: Double,
    epsilon: Double
  ) {
    if T.isFloat {
      Fast.rmsProp(
        variable.float, meanSquare.float, meanGradient?.float, momentumSlot?.float,
        gradient.float, count, learningRate: learningRate, rho: rho, momentum: momentum,
        epsilon: epsilon)
    } else {
      Reference.rmsProp(
        variable.double, meanSquare.double, meanGradient?.double, momentumSlot?.double,
        gradient.double, count, learningRate: learningRate, rho: rho, momentum: momentum,
        epsilon: epsilon)
    }
  }
}

extension Fast {
  static func rmsProp(
    _ variable: Out<Float>, _ meanSquare: Out<Float>, _ meanGradient: Out<Float>?,
    _ momentumSlot: Out<Float>?, _ gradient: In<Float>, _ count: Int, learningRate: Double,
    rho: Double, momentum: Double, epsilon: Double
  ) {
    let (rho, rest) = (F16(repeating: Float(rho)), F16(repeating: Float(1 - rho)))
    let (rate, momentum) = (F16(repeating: Float(learningRate)), F16(repeating: Float(momentum)))
    let epsilon = F16(repeating: Float(epsilon))
    /// One vector's update; the slots' stores go through `store`.
    @inline(__always) func update(
      _ i: Int, load: (Out<Float>) -> F16, g: F16, store: (Out<Float>, F16) -> Void
    ) {
      let ms = tfx_fma(rho, load(meanSquare), rest * g * g)
      store(meanSquare, ms)
      var denominator = ms + epsilon
      if let meanGradient {
        let mg = tfx_fma(rho, load(meanGradient), rest * g)
        store(meanGradient, mg)
        denominator = ms - mg * mg + epsilon
      }
      var step = rate * g / tfx_sqrt(denominator)
      if let momentumSlot {
        step = tfx_fma(momentum, load(momentumSlot), step)
        store(momentumSlot, step)
      }
      store(variable, load(variable) - step)
    }
    ThreadPool.parallelFor(count: count, grain: elementwiseGrain) { range in
      vectorLoop(range) { i in
        update(i, load: { $0.vector(i) }, g: gradient.vector(i), store: { $0.store(i, $1) })
      } rest: { i, n in
        update(i, load: { $0.part(i, n) }, g: gradient.part(i, n), store: { $0.store(i, $1, n) })
      }
    }
  }
}

extension Reference {
  package static func rmsProp<T: KernelScalar>(
    _ variable: Out<T>, _ meanSquare: Out<T>, _ meanGradient: Out<T>?, _ momentumSlot: Out<T>?,
    _ gradient: In<T>, _ count: Int, learningRate: Double, rho: Double, momentum: Double,
    epsilon: Double
  ) {
    let (rho, rest) = (T(rho), T(1 - rho))
    for i in 0..<count {
      let g = gradient[i]
      meanSquare[i] = rho * meanSquare[i] + rest * g * g
      var denominator = meanSquare[i] + T(epsilon)
      if let meanGradient {
        meanGradient[i] = rho * meanGradient[i] + rest * g
        denominator = meanSquare[i] - meanGradient[i] * meanGradient[i] + T(epsilon)
      }
      var step = T(learningRate) * g / denominator.squareRoot()
      if let momentumSlot {
        step += T(momentum) * momentumSlot[i]
        momentumSlot[i] = step
      }
      variable[i] -= step
    }
  }
}
