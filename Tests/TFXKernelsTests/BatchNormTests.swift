import TFXKernels
import Testing

@Suite struct BatchNormTests {
  private static let shapes = [(1, 1), (7, 9), (33, 17), (1000, 16), (5000, 32), (20_000, 5)]

  @Test(arguments: shapes, [Float(0), 50])
  func agreesWithDouble(_ s: (Int, Int), _ center: Float) {
    let (rows, channels) = s
    let n = rows * channels
    var numbers = Numbers(71)
    let x = numbers.floats(n, center - 2...center + 2)
    let (dy, gamma, beta) = (numbers.floats(n), numbers.floats(channels), numbers.floats(channels))
    let (x64, dy64) = (x.map(Double.init), dy.map(Double.init))
    let (gamma64, beta64) = (gamma.map(Double.init), beta.map(Double.init))

    func forward() -> [[Float]] {
      var mean = [Float](repeating: 9, count: channels)
      var (variance, inverse) = (mean, mean)
      let y = output(n) { y in
        gamma.withUnsafeBufferPointer { gamma in
          beta.withUnsafeBufferPointer { beta in
            Kernels.batchNormTraining(
              x, gamma: gamma.baseAddress!, beta: beta.baseAddress!, y, mean: &mean,
              variance: &variance, inverseStd: &inverse, rows: rows, channels: channels,
              epsilon: 1e-3)
          }
        }
      }
      return [y, mean, variance, inverse]
    }
    let (one, two) = onThreads(forward)
    for (a, b) in zip(one, two) { expectSame(a, b, "threads") }
    var mean64 = [Double](repeating: 9, count: channels)
    var (variance64, inverse64) = (mean64, mean64)
    let y64 = output64(n) { y in
      gamma64.withUnsafeBufferPointer { gamma in
        beta64.withUnsafeBufferPointer { beta in
          Kernels.batchNormTraining(
            x64, gamma: gamma.baseAddress!, beta: beta.baseAddress!, y, mean: &mean64,
            variance: &variance64, inverseStd: &inverse64, rows: rows, channels: channels,
            epsilon: 1e-3)
        }
      }
    }
    expectClose(one[0], y64.map { Float($0) }, relative: 1e-4, absolute: 2e-4, "y")
    expectClose(one[1], mean64.map { Float($0) }, relative: 2e-6, "mean")
    expectClose(one[2], variance64.map { Float($0) }, relative: 2e-5, "variance")
    expectClose(one[3], inverse64.map { Float($0) }, relative: 2e-5, "inverseStd")

    let (mean, variance, inverse) = (one[1], one[2], one[3])
    var (dGamma, dBeta) = (mean, mean)
    var (dGamma64, dBeta64) = (mean64, mean64)
    let dx = output(n) { dx in
      gamma.withUnsafeBufferPointer {
        Kernels.batchNormTrainingGrad(
          dy, x, gamma: $0.baseAddress!, mean: mean, inverseStd: inverse, dx, dGamma: &dGamma,
          dBeta: &dBeta, rows: rows, channels: channels)
      }
    }
    let dx64 = output64(n) { dx in
      gamma64.withUnsafeBufferPointer {
        Kernels.batchNormTrainingGrad(
          dy64, x64, gamma: $0.baseAddress!, mean: mean64, inverseStd: inverse64, dx,
          dGamma: &dGamma64, dBeta: &dBeta64, rows: rows, channels: channels)
      }
    }
    expectClose(dx, dx64.map { Float($0) }, relative: 1e-4, absolute: 1e-3, "dx")
    expectClose(dGamma, dGamma64.map { Float($0) }, relative: 1e-4, absolute: 1e-2, "dGamma")
    expectClose(dBeta, dBeta64.map { Float($0) }, relative: 1e-5, absolute: 1e-4, "dBeta")

    expectClose(
      output(n) {
        Kernels.batchNormInference(
          x, gamma: nil, beta: nil, mean: mean, variance: variance, $0, rows: rows,
          channels: channels, epsilon: 1e-3)
      },
      output64(n) {
        Kernels.batchNormInference(
          x64, gamma: nil, beta: nil, mean: mean64, variance: variance64, $0, rows: rows,
          channels: channels, epsilon: 1e-3)
      }.map { Float($0) }, relative: 1e-4, absolute: 2e-4, "inference")
    let dxInference = output(n) {
      Kernels.batchNormInferenceGrad(
        dy, x, gamma: nil, mean: mean, variance: variance, $0, dGamma: &dGamma, dBeta: &dBeta,
        rows: rows, channels: channels, epsilon: 1e-3)
    }
    let dxInference64 = output64(n) {
      Kernels.batchNormInferenceGrad(
        dy64, x64, gamma: nil, mean: mean64, variance: variance64, $0, dGamma: &dGamma64,
        dBeta: &dBeta64, rows: rows, channels: channels, epsilon: 1e-3)
    }
    expectClose(dxInference, dxInference64.map { Float($0) }, relative: 1e-4, "inference dx")
    expectClose(dGamma, dGamma64.map { Float($0) }, relative: 1e-4, absolute: 1e-2, "dGamma")
    expectClose(dBeta, dBeta64.map { Float($0) }, relative: 1e-5, absolute: 1e-4, "dBeta")
  }

  /// With the relu taken in, the numbers are those of the relu, or its gradient, in a pass of its own.
  @Test(arguments: shapes)
  func reluIsTakenIn(_ rows: Int, _ channels: Int) {
    let n = rows * channels
    var numbers = Numbers(72)
    let (x, dy) = (numbers.floats(n), numbers.floats(n))
    let (gamma, beta) = (numbers.floats(channels), numbers.floats(channels))
    let none = [Float](repeating: 9, count: channels)
    var (mean, variance, inverse) = (none, none, none)
    func withWeights(_ body: (In<Float>, In<Float>) -> Void) {
      gamma.withUnsafeBufferPointer { gamma in
        beta.withUnsafeBufferPointer { body(gamma.baseAddress!, $0.baseAddress!) }
      }
    }
    func forward(relu: Bool) -> [Float] {
      output(n) { y in
        withWeights { gamma, beta in
          Kernels.batchNormTraining(
            x, gamma: gamma, beta: beta, y, mean: &mean, variance: &variance,
            inverseStd: &inverse, rows: rows, channels: channels, epsilon: 1e-3, relu: relu)
        }
      }
    }
    func inference(relu: Bool) -> [Float] {
      output(n) { y in
        withWeights { gamma, beta in
          Kernels.batchNormInference(
            x, gamma: gamma, beta: beta, mean: mean, variance: variance, y, rows: rows,
            channels: channels, epsilon: 1e-3, relu: relu)
        }
      }
    }
    func relu(_ y: [Float]) -> [Float] { output(n) { UnaryKernel.relu(y, $0, n) } }
    let y = forward(relu: true)
    expectSame(y, relu(forward(relu: false)), "training")
    expectSame(inference(relu: true), relu(inference(relu: false)), "inference")

    func backward(_ dy: [Float], relu: Bool) -> [[Float]] {
      var (dGamma, dBeta) = (none, none)
      let dx = output(n) { dx in
        withWeights { gamma, beta in
          Kernels.batchNormTrainingGrad(
            dy, x, gamma: gamma, beta: beta, mean: mean, inverseStd: inverse, dx,
            dGamma: &dGamma, dBeta: &dBeta, rows: rows, channels: channels, relu: relu)
        }
      }
      return [dx, dGamma, dBeta]
    }
    let (one, two) = onThreads { backward(dy, relu: true) }
    let passed = output(n) { BinaryKernel.reluGrad(dy, y, $0, n) }
    for (index, part) in backward(passed, relu: false).enumerated() {
      expectSame(one[index], part, "gradient \(index)")
      expectSame(one[index], two[index], "threads, gradient \(index)")
    }

    let (x64, dy64) = (x.map(Double.init), dy.map(Double.init))
    let (gamma64, beta64) = (gamma.map(Double.init), beta.map(Double.init))
    let none64 = none.map(Double.init)
    var (mean64, variance64, inverse64) = (none64, none64, none64)
    var (dGamma64, dBeta64) = (none64, none64)
    gamma64.withUnsafeBufferPointer { gamma in
      beta64.withUnsafeBufferPointer { beta in
        let y64 = output64(n) {
          Kernels.batchNormTraining(
            x64, gamma: gamma.baseAddress!, beta: beta.baseAddress!, $0, mean: &mean64,
            variance: &variance64, inverseStd: &inverse64, rows: rows, channels: channels,
            epsilon: 1e-3, relu: true)
        }
        expectClose(y, y64.map { Float($0) }, relative: 1e-4, absolute: 2e-4, "y in Double")
        let dx64 = output64(n) {
          Kernels.batchNormTrainingGrad(
            dy64, x64, gamma: gamma.baseAddress!, beta: beta.baseAddress!, mean: mean64,
            inverseStd: inverse64, $0, dGamma: &dGamma64, dBeta: &dBeta64, rows: rows,
            channels: channels, relu: true)
        }
        // Where y is 0 but for rounding, one of the two may pass dy on and the other not.
        let far = y64.indices.filter { abs(y64[$0]) > 1e-4 || y[$0] == 0 && y64[$0] == 0 }
        expectClose(
          far.map { one[0][$0] }, far.map { Float(dx64[$0]) }, relative: 1e-3, absolute: 5e-3,
          "dx in Double")
      }
    }
  }

  /// dx, dGamma, dBeta in Double against central differences of Σ w·y.
  @Test func gradientIsTheDerivative() {
    let (rows, channels) = (5, 2)
    let x = (0..<10).map { Double(($0 * 7) % 10) / 3 }
    let (gamma, beta, w) = ([1.3, -0.7], [0.2, 0.1], (0..<10).map { Double(($0 * 3) % 7) - 2 })
    func loss(_ x: [Double], _ gamma: [Double], _ beta: [Double]) -> Double {
      var mean = [0.0, 0.0]
      var (variance, inverse) = (mean, mean)
      let y = output64(10) { y in
        gamma.withUnsafeBufferPointer { gamma in
          beta.withUnsafeBufferPointer { beta in
            Kernels.batchNormTraining(
              x, gamma: gamma.baseAddress!, beta: beta.baseAddress!, y, mean: &mean,
              variance: &variance, inverseStd: &inverse, rows: rows, channels: channels,
              epsilon: 1e-3)
          }
        }
      }
      return zip(y, w).reduce(0) { $0 + $1.0 * $1.1 }
    }
    var (mean, variance, inverse) = ([0.0, 0.0], [0.0, 0.0], [0.0, 0.0])
    var normal = x
    Kernels.batchNormTraining(
      x, gamma: nil, beta: nil, &normal, mean: &mean, variance: &variance, inverseStd: &inverse,
      rows: rows, channels: channels, epsilon: 1e-3)
    var (dGamma, dBeta) = ([0.0, 0.0], [0.0, 0.0])
    let dx = output64(10) { dx in
      gamma.withUnsafeBufferPointer {
        Kernels.batchNormTrainingGrad(
          w, x, gamma: $0.baseAddress!, mean: mean, inverseStd: inverse, dx, dGamma: &dGamma,
          dBeta: &dBeta, rows: rows, channels: channels)
      }
    }
    let h = 1e-5
    func slope(_ f: (Double) -> Double) -> Double { (f(h) - f(-h)) / (2 * h) }
    func moved(_ a: [Double], _ i: Int, _ d: Double) -> [Double] {
      var a = a
      a[i] += d
      return a
    }
    for i in 0..<10 {
      let expected = slope { loss(moved(x, i, $0), gamma, beta) }
      #expect(abs(dx[i] - expected) < 1e-7, "dx[\(i)]")
    }
    for i in 0..<2 {
      let ofGamma = slope { loss(x, moved(gamma, i, $0), beta) }
      let ofBeta = slope { loss(x, gamma, moved(beta, i, $0)) }
      #expect(abs(dGamma[i] - ofGamma) < 1e-7 && abs(dBeta[i] - ofBeta) < 1e-7, "channel \(i)")
    }
  }
}
