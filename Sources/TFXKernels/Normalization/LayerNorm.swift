import CSIMD

// Normalisation of each row of [rows, columns]: Ba et al., 2016.

extension Kernels {
  /// y = gamma·(x − mean)/√(variance + epsilon) + beta with each row's own mean and biased variance.
  /// `y` may be `x`.
  package static func layerNorm<T: KernelScalar>(
    _ x: In<T>, gamma: In<T>, beta: In<T>, _ y: Out<T>, rows: Int, columns: Int, epsilon: T
  ) {
    if T.isFloat {
      Fast.layerNorm(
        x.float, gamma: gamma.float, beta: beta.float, y.float, rows: rows, columns: columns,
        epsilon: Float(epsilon))
    } else {
      Reference.layerNorm(
        x.double, gamma: gamma.double, beta: beta.double, y.double, rows: rows, columns: columns,
        epsilon: Double(epsilon))
    }
  }

  /// The gradients of `layerNorm`, through each row's mean and variance too. `dx` may be `dy`.
  package static func layerNormGrad<T: KernelScalar>(
    _ dy: In<T>, _ x: In<T>, gamma: In<T>, _ dx: Out<T>, dGamma: Out<T>, dBeta: Out<T>, rows: Int,
    columns: Int, epsilon: T
  ) {
    if T.isFloat {
      Fast.layerNormGrad(
        dy.float, x.float, gamma: gamma.float, dx.float, dGamma: dGamma.float, dBeta: dBeta.float,
        rows: rows, columns: columns, epsilon: Float(epsilon))
    } else {
      Reference.layerNormGrad(
        dy.double, x.double, gamma: gamma.double, dx.double, dGamma: dGamma.double,
        dBeta: dBeta.double, rows: rows, columns: columns, epsilon: Double(epsilon))
    }
  }
}

extension Fast {
  /// The mean of a row and 1/√(variance + epsilon).
  @inline(__always)
  private static func moments(
    _ x: In<Float>, _ n: Int, _ epsilon: Float
  ) -> (mean: F16, inverse: F16) {
    var sum = F16.zero
    vectorLoop(0..<n) { i in
      sum += x.vector(i)
    } rest: { i, count in
      sum += x.part(i, count)
    }
    let mean = F16(repeating: tfx_reduce_add(sum) / Float(n))
    var squares = F16.zero
    vectorLoop(0..<n) { i in
      let d = x.vector(i) - mean
      squares = tfx_fma(d, d, squares)
    } rest: { i, count in
      let d = tfx_select(tfx_first_lanes(count), x.part(i, count) - mean, .zero)
      squares = tfx_fma(d, d, squares)
    }
    let variance = tfx_reduce_add(squares) / Float(n)
    return (mean, F16(repeating: 1 / (variance + epsilon).squareRoot()))
  }

  static func layerNorm(
    _ x: In<Float>, gamma: In<Float>, beta: In<Float>, _ y: Out<Float>, rows: Int,
    columns n: Int, epsilon: Float
  ) {
    ThreadPool.parallelItems(rows, grain: rowGrain(n)) { range in
      for row in range {
        let (x, y) = (x + row * n, y + row * n)
        let (mean, inverse) = moments(x, n, epsilon)
        vectorLoop(0..<n) { i in
          y.store(i, tfx_fma((x.vector(i) - mean) * inverse, gamma.vector(i), beta.vector(i)))
        } rest: { i, count in
          let normal = (x.part(i, count) - mean) * inverse
          y.store(i, tfx_fma(normal, gamma.part(i, count), beta.part(i, count)), count)
        }
      }
    }
  }

  static func layerNormGrad(
    _ dy: In<Float>, _ x: In<Float>, gamma: In<Float>, _ dx: Out<Float>, dGamma: Out<Float>,
    dBeta: Out<Float>, rows: Int, columns n: Int, epsilon: Float
  ) {
    // As many parts on any number of threads, so that sums don't depend on it.
    let parts = rows * n > 2 * elementwiseGrain && rows >= 512 ? 16 : 1
    let size = (rows + parts - 1) / parts
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, 2 * parts * n)) { sums in
      guard let sums = sums.baseAddress else { return }
      sums.initialize(repeating: 0, count: 2 * parts * n)
      ThreadPool.parallelItems(parts) { range in
        for part in range {
          let (ownGamma, ownBeta) = (sums + 2 * part * n, sums + (2 * part + 1) * n)
          for row in min(rows, part * size)..<min(rows, (part + 1) * size) {
            rowGrad(
              dy + row * n, x + row * n, gamma, dx + row * n, ownGamma, ownBeta, n, epsilon)
          }
        }
      }
      for c in 0..<n {
        var (a, b) = (0.0, 0.0)
        for part in 0..<parts {
          a += Double(sums[2 * part * n + c])
          b += Double(sums[(2 * part + 1) * n + c])
        }
        (dGamma[c], dBeta[c]) = (Float(a), Float(b))
      }
    }
  }

  /// dx of a row, whose shares of dGamma and dBeta are added to sums.
  @inline(__always)
  private static func rowGrad(
    _ dy: In<Float>, _ x: In<Float>, _ gamma: In<Float>, _ dx: Out<Float>, _ dGamma: Out<Float>,
    _ dBeta: Out<Float>, _ n: Int, _ epsilon: Float
  ) {
    let (mean, inverse) = moments(x, n, epsilon)
    var (sum, dot) = (F16.zero, F16.zero)
    vectorLoop(0..<n) { i in
      let (d, normal) = (dy.vector(i), (x.vector(i) - mean) * inverse)
      let g = d * gamma.vector(i)
      sum += g
      dot = tfx_fma(g, normal, dot)
      dGamma.store(i, tfx_fma(d, normal, dGamma.vector(i)))
      dBeta.store(i, dBeta.vector(i) + d)
    } rest: { i, count in
      // Behind the row's end are zeros of dy.
      let (d, normal) = (dy.part(i, count), (x.part(i, count) - mean) * inverse)
      let g = d * gamma.part(i, count)
      sum += g
      dot = tfx_fma(g, normal, dot)
      dGamma.store(i, tfx_fma(d, normal, dGamma.part(i, count)), count)
      dBeta.store(i, dBeta.part(i, count) + d, count)
    }
    let meanGradient = F16(repeating: tfx_reduce_add(sum) / Float(n))
    let slope = F16(repeating: tfx_reduce_add(dot) / Float(n))
    vectorLoop(0..<n) { i in
      let normal = (x.vector(i) - mean) * inverse
      dx.store(i, (dy.vector(i) * gamma.vector(i) - meanGradient - normal * slope) * inverse)
    } rest: { i, count in
      let normal = (x.part(i, count) - mean) * inverse
      let g = dy.part(i, count) * gamma.part(i, count)
      dx.store(i, (g - meanGradient - normal * slope) * inverse, count)
    }
  }
}

extension Reference {
  private static func moments<T: KernelScalar>(
    _ x: In<T>, _ n: Int, _ epsilon: T
  ) -> (mean: T, inverse: T) {
    var (sum, squares): (T, T) = (0, 0)
    for c in 0..<n { sum += x[c] }
    let mean = sum / T(n)
    for c in 0..<n { squares += (x[c] - mean) * (x[c] - mean) }
    return (mean, 1 / (squares / T(n) + epsilon).squareRoot())
  }

  package static func layerNorm<T: KernelScalar>(
    _ x: In<T>, gamma: In<T>, beta: In<T>, _ y: Out<T>, rows: Int, columns n: Int, epsilon: T
  ) {
    for row in 0..<rows {
      let (x, y) = (x + row * n, y + row * n)
      let (mean, inverse) = moments(x, n, epsilon)
      for c in 0..<n { y[c] = (x[c] - mean) * inverse * gamma[c] + beta[c] }
    }
  }

  package static func layerNormGrad<T: KernelScalar>(
    _ dy: In<T>, _ x: In<T>, gamma: In<T>, _ dx: Out<T>, dGamma: Out<T>, dBeta: Out<T>, rows: Int,
    columns n: Int, epsilon: T
  ) {
    dGamma.update(repeating: 0, count: n)
    dBeta.update(repeating: 0, count: n)
    for row in 0..<rows {
      let (dy, x, dx) = (dy + row * n, x + row * n, dx + row * n)
      let (mean, inverse) = moments(x, n, epsilon)
      var (sum, dot): (T, T) = (0, 0)
      for c in 0..<n {
        let normal = (x[c] - mean) * inverse
        sum += dy[c] * gamma[c]
        dot += dy[c] * gamma[c] * normal
        dGamma[c] += dy[c] * normal
        dBeta[c] += dy[c]
      }
      for c in 0..<n {
        let normal = (x[c] - mean) * inverse
        dx[c] = (dy[c] * gamma[c] - sum / T(n) - normal * dot / T(n)) * inverse
      }
    }
  }
}
