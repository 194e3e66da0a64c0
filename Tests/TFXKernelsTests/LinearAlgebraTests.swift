import TFXKernels
import Testing

@Suite struct MatMulTests {
  // From a plain loop's few numbers to dot products of long rows and what oneDNN does.
  @Test(arguments: [
    (1, 1, 1), (7, 9, 17), (33, 16, 1), (2, 65, 130), (70, 65, 40), (0, 3, 4), (3, 4, 0),
    (9, 14, 1100), (35, 40, 64), (4, 6, 65), (1003, 20, 4), (2050, 3, 16),
  ])
  func agreesWithReference(_ m: Int, _ n: Int, _ k: Int) {
    var numbers = Numbers(31)
    let (a, b, c) = (numbers.floats(m * k), numbers.floats(k * n), numbers.floats(m * n))
    for (ta, tb) in [(false, false), (false, true), (true, false), (true, true)] {
      for beta in [0, 0.5] {
        var y = c
        Kernels.matMul(
          a, b, &y, m: m, n: n, k: k, transposeA: ta, transposeB: tb, beta: beta)
        var truth = c
        Reference.matMul(
          a, b, &truth, m: m, n: n, k: k, transposeA: ta, transposeB: tb, beta: beta)
        expectClose(y, truth, relative: 1e-5, absolute: 1e-4, "\(m)·\(n)·\(k) \(ta) \(tb)")
        var (y64, truth64) = (c.map(Double.init), c.map(Double.init))
        let (a64, b64) = (a.map(Double.init), b.map(Double.init))
        Kernels.matMul(
          a64, b64, &y64, m: m, n: n, k: k, transposeA: ta, transposeB: tb, beta: beta)
        Reference.matMul(
          a64, b64, &truth64, m: m, n: n, k: k, transposeA: ta, transposeB: tb, beta: beta)
        #expect(zip(y64, truth64).allSatisfy { abs($0 - $1) < 1e-12 })
      }
    }
  }

  @Test func withBetaZeroOldContentsDontMatter() {
    var y: [Float] = [.nan]
    Kernels.matMul([2] as [Float], [3] as [Float], &y, m: 1, n: 1, k: 1)
    #expect(y == [6])
    y = [.nan]
    Kernels.matMul([] as [Float], [] as [Float], &y, m: 1, n: 1, k: 0)
    #expect(y == [0])
  }

  /// Stacks that broadcast, with products too small for a thread each and large ones.
  @Test(arguments: [(3, 5, 2), (70, 65, 66)])
  func stacksBroadcast(_ m: Int, _ n: Int, _ k: Int) {
    var numbers = Numbers(37)
    for (stackA, stackB) in [([2, 1], [3]), ([3], [1]), ([], [2]), ([2, 3], [2, 3]), ([0], [1])] {
      let (sizeA, sizeB) = (stackA.reduce(1, *), stackB.reduce(1, *))
      let (a, b) = (numbers.floats(sizeA * m * k), numbers.floats(sizeB * k * n))
      let stacks = BroadcastPlan(stackA, stackB)
      let plan = BatchProductPlan(
        a: stackA, b: stackB, m: m, n: n, k: k, transposeA: false, transposeB: true)
      let y = output(stacks.count * m * n) { Kernels.batchMatMul(a, b, $0, plan) }
      // The places of the factors, by adding stacks of places.
      let (placesA, placesB) = ((0..<sizeA).map(Double.init), (0..<sizeB).map(Double.init))
      let zeros = [Double](repeating: 0, count: max(sizeA, sizeB))
      let ofA = output64(stacks.count) {
        BinaryKernel.add(placesA, zeros, $0, BroadcastPlan(stackA, stackB))
      }
      let ofB = output64(stacks.count) {
        BinaryKernel.add(zeros, placesB, $0, BroadcastPlan(stackA, stackB))
      }
      for i in 0..<stacks.count {
        let truth = output(m * n) { c in
          a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
              Reference.matMul(
                a.baseAddress! + Int(ofA[i]) * m * k, b.baseAddress! + Int(ofB[i]) * k * n, c,
                m: m, n: n, k: k, transposeB: true)
            }
          }
        }
        expectClose(
          Array(y[i * m * n..<(i + 1) * m * n]), truth, relative: 1e-5, absolute: 1e-4,
          "\(stackA) \(stackB) \(i)")
      }
    }
  }

  @Test func batchesStep() {
    let (a, b): ([Float], [Float]) = ([1, 2, 3, 4], [10])
    let y = output(4) {
      Kernels.batchMatMul(
        a, b, $0, batch: 2, m: 2, n: 1, k: 1, strideA: 2, strideB: 0, strideC: 2)
    }
    #expect(y == [10, 20, 30, 40])
  }

  @Test(arguments: [(0, 3), (1, 1), (7, 9), (1000, 17), (5000, 32), (9000, 10)])
  func biasAndItsGradient(_ rows: Int, _ columns: Int) {
    var numbers = Numbers(32)
    let (x, bias) = (numbers.floats(rows * columns), numbers.floats(columns))
    let y = output(rows * columns) {
      Kernels.biasAdd(x, bias, $0, rows: rows, columns: columns)
    }
    expectSame(y, x.indices.map { x[$0] + bias[$0 % columns] })
    let (one, two) = onThreads {
      output(columns) { Kernels.biasAddGrad(x, $0, rows: rows, columns: columns) }
    }
    let truth = output(columns) { Reference.biasAddGrad(x, $0, rows: rows, columns: columns) }
    expectClose(one, truth, relative: 1e-6, absolute: 5e-5)
    expectSame(one, two)
  }

  @Test(arguments: [(1, 1), (5, 3), (3, 5), (17, 17), (64, 33)])
  func orthogonalMatricesAre(_ rows: Int, _ columns: Int) {
    var a = output(rows * columns) {
      Kernels.randomNormal(
        $0, rows * columns, RandomKey(seed: 5, stream: 0), mean: 0, standardDeviation: 1)
    }
    var a64 = a.map(Double.init)
    Kernels.orthogonal(&a, rows: rows, columns: columns, gain: 2)
    Kernels.orthogonal(&a64, rows: rows, columns: columns, gain: 2)
    expectClose(a, a64.map { Float($0) }, relative: 1e-4, absolute: 1e-4)
    let n = min(rows, columns)
    let product = output(n * n) {
      rows >= columns
        ? Kernels.matMul(a, a, $0, m: n, n: n, k: rows, transposeA: true)
        : Kernels.matMul(a, a, $0, m: n, n: n, k: columns, transposeB: true)
    }
    expectClose(product, (0..<n * n).map { $0 % (n + 1) == 0 ? 4 : 0 }, absolute: 1e-5)
  }
}
