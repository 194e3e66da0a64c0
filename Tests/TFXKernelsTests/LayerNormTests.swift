import TFXKernels
import Testing

@Suite struct LayerNormTests {
  @Test(
    arguments: [(1, 1), (7, 9), (33, 16), (5, 17), (600, 40), (2100, 128), (0, 5)],
    [Float(0), 50])
  func agreesWithDouble(_ s: (Int, Int), _ center: Float) {
    let (rows, columns) = s
    let n = rows * columns
    var numbers = Numbers(73)
    let x = numbers.floats(n, center - 2...center + 2)
    let (dy, gamma, beta) = (numbers.floats(n), numbers.floats(columns), numbers.floats(columns))
    let (x64, dy64) = (x.map(Double.init), dy.map(Double.init))
    let (gamma64, beta64) = (gamma.map(Double.init), beta.map(Double.init))

    func all() -> [[Float]] {
      let y = output(n) {
        Kernels.layerNorm(
          x, gamma: gamma, beta: beta, $0, rows: rows, columns: columns, epsilon: 1e-3)
      }
      var (dGamma, dBeta) = (gamma, beta)
      let dx = output(n) {
        Kernels.layerNormGrad(
          dy, x, gamma: gamma, $0, dGamma: &dGamma, dBeta: &dBeta, rows: rows, columns: columns,
          epsilon: 1e-3)
      }
      return [y, dx, dGamma, dBeta]
    }
    let (one, two) = onThreads(all)
    for (a, b) in zip(one, two) { expectSame(a, b, "threads") }
    let y64 = output64(n) {
      Kernels.layerNorm(
        x64, gamma: gamma64, beta: beta64, $0, rows: rows, columns: columns, epsilon: 1e-3)
    }
    var (dGamma64, dBeta64) = (gamma64, beta64)
    let dx64 = output64(n) {
      Kernels.layerNormGrad(
        dy64, x64, gamma: gamma64, $0, dGamma: &dGamma64, dBeta: &dBeta64, rows: rows,
        columns: columns, epsilon: 1e-3)
    }
    // Around 50, rounding of x itself is what is seen.
    for (found, expected) in zip(one, [y64, dx64, dGamma64, dBeta64]) {
      expectClose(found, expected.map { Float($0) }, relative: 2e-4, absolute: 5e-4, "numbers")
    }
  }
}
