import TFXKernels
import Testing

@Suite struct OptimizerTests {
  /// Runs three steps of `update` on (variable, two slots, gradient) in Float and Double, on one
  /// thread and two, and compares.
  private func compare(
    _ count: Int, _ name: String,
    _ float: (Out<Float>, Out<Float>, Out<Float>, Out<Float>, In<Float>, Int) -> Void,
    _ double: (Out<Double>, Out<Double>, Out<Double>, Out<Double>, In<Double>, Int) -> Void
  ) {
    var numbers = Numbers(91)
    let start = numbers.floats(count)
    let gradients = (0..<3).map { _ in numbers.floats(count) }
    let (one, two) = onThreads { () -> [[Float]] in
      var (v, a) = (start, [Float](repeating: 0, count: count))
      var (b, c) = (a, a)
      for (t, g) in gradients.enumerated() { float(&v, &a, &b, &c, g, t + 1) }
      return [v, a, b, c]
    }
    var (v, a) = (start.map(Double.init), [Double](repeating: 0, count: count))
    var (b, c) = (a, a)
    for (t, g) in gradients.enumerated() { double(&v, &a, &b, &c, g.map(Double.init), t + 1) }
    for (i, truth) in [v, a, b, c].enumerated() {
      expectSame(one[i], two[i], "\(name) threads")
      expectClose(one[i], truth.map { Float($0) }, relative: 2e-5, absolute: 2e-6, name)
    }
  }

  @Test(arguments: awkwardCounts)
  func agreeWithDouble(_ n: Int) {
    compare(
      n, "gradientDescent",
      { v, _, _, _, g, _ in Kernels.gradientDescent(v, g, n, learningRate: 0.1) },
      { v, _, _, _, g, _ in Kernels.gradientDescent(v, g, n, learningRate: 0.1) })
    for nesterov in [false, true] {
      compare(
        n, "momentum",
        { v, a, _, _, g, _ in
          Kernels.momentum(v, a, g, n, learningRate: 0.1, momentum: 0.9, nesterov: nesterov)
        },
        { v, a, _, _, g, _ in
          Kernels.momentum(v, a, g, n, learningRate: 0.1, momentum: 0.9, nesterov: nesterov)
        })
    }
    compare(
      n, "adam",
      { v, a, b, _, g, t in
        Kernels.adam(
          v, a, b, g, n, learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, step: t)
      },
      { v, a, b, _, g, t in
        Kernels.adam(
          v, a, b, g, n, learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, step: t)
      })
    for (centered, momentum) in [(false, 0), (true, 0), (false, 0.9), (true, 0.9)] {
      compare(
        n, "rmsProp",
        { v, a, b, c, g, _ in
          Kernels.rmsProp(
            v, a, centered ? b : nil, momentum > 0 ? c : nil, g, n, learningRate: 0.01, rho: 0.9,
            momentum: momentum, epsilon: 1e-7)
        },
        { v, a, b, c, g, _ in
          Kernels.rmsProp(
            v, a, centered ? b : nil, momentum > 0 ? c : nil, g, n, learningRate: 0.01, rho: 0.9,
            momentum: momentum, epsilon: 1e-7)
        })
    }
    compare(
      n, "adagrad",
      { v, a, _, _, g, _ in Kernels.adagrad(v, a, g, n, learningRate: 0.1, epsilon: 1e-7) },
      { v, a, _, _, g, _ in Kernels.adagrad(v, a, g, n, learningRate: 0.1, epsilon: 1e-7) })
  }

  /// Two steps worked out by hand from Keras's formulas.
  @Test func firstStepsAreKeras() {
    var (v, m, s) = ([1.0], [0.0], [0.0])
    for t in 1...2 {
      Kernels.adam(
        &v, &m, &s, [0.5], 1, learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, step: t)
    }
    // A constant gradient moves by the learning rate each step, but for epsilon.
    #expect(abs(v[0] - 0.8) < 1e-5 && abs(m[0] - 0.095) < 1e-12)
    var (w, a) = ([1.0], [0.0])
    for _ in 1...2 {
      Kernels.momentum(&w, &a, [0.5], 1, learningRate: 0.1, momentum: 0.9, nesterov: false)
    }
    #expect(abs(w[0] - (1 - 0.05 - 0.095)) < 1e-12)
    var (u, b) = ([1.0], [0.0])
    Kernels.momentum(&u, &b, [0.5], 1, learningRate: 0.1, momentum: 0.9, nesterov: true)
    #expect(abs(u[0] - (1 - 0.045 - 0.05)) < 1e-12)
  }
}
