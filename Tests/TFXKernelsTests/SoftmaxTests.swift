import TFXKernels
import Testing

@Suite struct SoftmaxTests {
  private static let shapes = [
    (0, 3), (1, 1), (7, 9), (5, 10), (33, 3), (16, 1), (3, 16), (2, 17), (9, 1000), (150, 2),
    (70, 4), (3001, 3),
  ]

  @Test(arguments: shapes)
  func agreesWithDouble(_ rows: Int, _ columns: Int) {
    var numbers = Numbers(41)
    let n = rows * columns
    let (x, dy) = (numbers.floats(n, -20...20), numbers.floats(n))
    let (x64, dy64) = (x.map(Double.init), dy.map(Double.init))
    func check(_ y: [Float], _ truth: [Double], _ what: String) {
      expectClose(y, truth.map { Float($0) }, relative: 4e-6, absolute: 4e-6, what)
    }
    let y = output(n) { Kernels.softmax(x, $0, rows: rows, columns: columns) }
    let y64 = output64(n) { Kernels.softmax(x64, $0, rows: rows, columns: columns) }
    check(y, y64, "softmax")
    check(
      output(n) { Kernels.softmaxGrad(y, dy, $0, rows: rows, columns: columns) },
      output64(n) { Kernels.softmaxGrad(y64, dy64, $0, rows: rows, columns: columns) }, "grad")
    let log = output(n) { Kernels.logSoftmax(x, $0, rows: rows, columns: columns) }
    let log64 = output64(n) { Kernels.logSoftmax(x64, $0, rows: rows, columns: columns) }
    check(log, log64, "logSoftmax")
    check(
      output(n) { Kernels.logSoftmaxGrad(log, dy, $0, rows: rows, columns: columns) },
      output64(n) { Kernels.logSoftmaxGrad(log64, dy64, $0, rows: rows, columns: columns) },
      "logGrad")
  }

  @Test func largeLogitsDontOverflow() {
    let x: [Float] = [1e4, 1e4 - 1, -1e4, -.infinity]
    let y = output(4) { Kernels.softmax(x, $0, rows: 1, columns: 4) }
    expectClose(y, [0.7310586, 0.26894143, 0, 0])
    let loss = output(1) {
      Kernels.sparseSoftmaxCrossEntropy(x, [Int32(1)], $0, nil, rows: 1, columns: 4)
    }
    expectClose(loss, [1.3132617])
    let bad = output(2) { Kernels.softmax([.nan, 1], $0, rows: 1, columns: 2) }
    #expect(bad.allSatisfy { $0.isNaN })
  }

  @Test(arguments: shapes)
  func crossEntropies(_ rows: Int, _ columns: Int) {
    var numbers = Numbers(42)
    let n = rows * columns
    let x = numbers.floats(n, -9...9)
    let labels = (0..<rows).map { _ in Int64(numbers.integer(0..<columns)) }
    var dense = [Float](repeating: 0, count: n)
    for (row, label) in labels.enumerated() { dense[row * columns + Int(label)] = 1 }
    let (x64, dense64) = (x.map(Double.init), dense.map(Double.init))
    var (loss, back) = ([Float](repeating: 9, count: rows), [Float](repeating: 9, count: n))
    var (sparse, sparseBack) = (loss, back)
    var (loss64, back64) = (loss.map(Double.init), back.map(Double.init))
    Kernels.softmaxCrossEntropy(x, dense, &loss, &back, rows: rows, columns: columns)
    Kernels.sparseSoftmaxCrossEntropy(
      x, labels, &sparse, &sparseBack, rows: rows, columns: columns)
    Kernels.softmaxCrossEntropy(x64, dense64, &loss64, &back64, rows: rows, columns: columns)
    expectClose(loss, loss64.map { Float($0) }, relative: 4e-6, absolute: 4e-6)
    expectClose(back, back64.map { Float($0) }, relative: 4e-6, absolute: 1e-6)
    expectClose(sparse, loss, relative: 4e-6, absolute: 4e-6)
    expectClose(sparseBack, back, relative: 4e-6, absolute: 1e-6)
    Kernels.sparseSoftmaxCrossEntropy(
      x64, labels, &loss64, &back64, rows: rows, columns: columns)
    expectClose(loss, loss64.map { Float($0) }, relative: 4e-6, absolute: 4e-6)
  }

  /// Multiplying the gradient on the way is multiplying it behind, to the last bit.
  @Test(arguments: shapes)
  func slopes(_ rows: Int, _ columns: Int) {
    var numbers = Numbers(43)
    let n = rows * columns
    let x = numbers.floats(n, -9...9)
    let labels = (0..<rows).map { _ in Int32(numbers.integer(0..<columns)) }
    var dense = [Float](repeating: 0, count: n)
    for (row, label) in labels.enumerated() { dense[row * columns + Int(label)] = 1 }
    let slope: Float = 1 / 33
    func both(_ slope: Float) -> [[Float]] {
      var (loss, back) = ([Float](repeating: 9, count: rows), [Float](repeating: 9, count: n))
      var (denseLoss, denseBack) = (loss, back)
      Kernels.sparseSoftmaxCrossEntropy(
        x, labels, &loss, &back, rows: rows, columns: columns, slope: slope)
      Kernels.softmaxCrossEntropy(
        x, dense, &denseLoss, &denseBack, rows: rows, columns: columns, slope: slope)
      return [loss, back, denseLoss, denseBack]
    }
    let (plain, sloped) = (both(1), both(slope))
    expectSame(sloped[0], plain[0])
    expectSame(sloped[1], plain[1].map { $0 * slope })
    expectSame(sloped[2], plain[2])
    expectSame(sloped[3], plain[3].map { $0 * slope })
    // And in Double.
    let x64 = x.map(Double.init)
    var (loss64, back64) = (x64.prefix(rows).map { $0 }, x64)
    loss64 += [Double](repeating: 0, count: rows - loss64.count)
    Kernels.sparseSoftmaxCrossEntropy(
      x64, labels, &loss64, &back64, rows: rows, columns: columns, slope: Double(slope))
    expectClose(sloped[1], back64.map { Float($0) }, relative: 4e-6, absolute: 1e-6)
  }

  @Test func aLabelOutsideGivesNaN() {
    var back = [Float](repeating: 9, count: 4)
    let loss = output(2) {
      Kernels.sparseSoftmaxCrossEntropy(
        [1, 2, 3, 4], [Int32(2), 1], $0, &back, rows: 2, columns: 2)
    }
    #expect(loss[0].isNaN && !loss[1].isNaN && back[0].isNaN && back[1].isNaN && !back[3].isNaN)
  }

  @Test func sigmoidCrossEntropyIsStable() {
    let (x, z): ([Float], [Float]) = ([0, 100, -100, 1e30, 2], [1, 1, 1, 0, 0.25])
    let loss = output(5) { Kernels.sigmoidCrossEntropy(x, z, $0, 5) }
    expectClose(loss, [0.6931472, 0, 100, 1e30, 1.626928])
    let dx = output(5) { Kernels.sigmoidCrossEntropyGrad([1, 1, 1, 1, 2], x, z, $0, 5) }
    expectClose(dx, [-0.5, 0, -1, 1, 1.2615942])
  }
}
