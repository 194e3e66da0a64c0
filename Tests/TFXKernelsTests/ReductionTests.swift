import TFXKernels
import Testing

@Suite struct ReductionTests {
  private static let cases: [([Int], [Int])] = [
    ([0], [0]), ([1], [0]), ([1000], [0]), ([7, 9], [0]), ([7, 9], [1]), ([7, 9], [0, 1]),
    ([7, 9], []), ([], []), ([3, 17, 5], [1]), ([3, 17, 5], [0, 2]), ([3, 17, 33], [0, 1]),
    ([3, 17, 33], [1, 2]), ([2, 3, 4, 5], [1, 3]), ([2, 3, 4, 5], [0, 2]), ([300_000], [0]),
    ([40_000, 10], [0]), ([40_000, 10], [1]), ([2000, 64], [0]), ([2000, 65], [0]),
    ([4, 3000, 17], [1]), ([0, 3], [0]), ([3, 0], [1]), ([3, 0], [0]), ([1, 5, 1], [0, 2]),
  ]

  @Test(arguments: cases, Reduction.allCases)
  func agreesWithReference(_ c: ([Int], [Int]), _ kind: Reduction) {
    var numbers = Numbers(21)
    let range: ClosedRange<Float> = kind == .prod ? 0.99...1.01 : -1...2
    let plan = ReductionPlan(shape: c.0, axes: c.1)
    let x = numbers.floats(plan.inputCount, range)
    let (one, two) = onThreads {
      output(plan.outputCount) { Kernels.reduce(kind, x, $0, plan) }
    }
    let x64 = x.map(Double.init)
    let truth = output64(plan.outputCount) { Reference.reduce(kind, x64, $0, plan) }
    let relative: Float = kind == .prod ? 1e-4 : 3e-7
    expectClose(
      one, truth.map { Float($0) }, relative: relative, absolute: kind == .prod ? 1e-30 : 3e-5,
      "\(kind) of \(c.0) over \(c.1)")
    expectSame(one, two, "\(kind) of \(c.0) over \(c.1), threads")
  }

  @Test func longSumsStayAccurate() {
    // A running float sum of these would stop at 2²⁴.
    let n = 40_000_000
    let x = [Float](repeating: 1, count: n)
    let plan = ReductionPlan(shape: [n], axes: [0])
    #expect(output(1) { Kernels.reduce(.sum, x, $0, plan) } == [4e7])
  }

  @Test(arguments: [[5], [40], [5, 20], [20, 5]])
  func extremesKeepNaN(_ shape: [Int]) {
    let n = shape.reduce(1, *)
    for place in [0, n / 2, n - 1] {
      var x = [Float](repeating: 1, count: n)
      x[place] = .nan
      for axes in [[shape.count - 1], [0], Array(shape.indices)] {
        let plan = ReductionPlan(shape: shape, axes: axes)
        for kind in [Reduction.max, .min, .sum] {
          let y = output(plan.outputCount) { Kernels.reduce(kind, x, $0, plan) }
          #expect(y.count { $0.isNaN } == 1, "\(kind) of \(shape) over \(axes) at \(place)")
        }
      }
    }
  }

  @Test func sumsABroadcastGradientBack() {
    let plan = ReductionPlan(shape: [2, 3, 4], toBroadcastable: [3, 1])
    #expect(plan.outputCount == 3 && plan.reducedCount == 8)
    let x = (0..<24).map(Float.init)
    #expect(output(3) { Kernels.reduce(.sum, x, $0, plan) } == [60, 92, 124])
  }

  @Test(arguments: cases)
  func broadcastToInvertsReductions(_ c: ([Int], [Int])) {
    var numbers = Numbers(22)
    let plan = ReductionPlan(shape: c.0, axes: c.1)
    let x = numbers.floats(plan.outputCount)
    let y = output(plan.inputCount) { Kernels.broadcastTo(x, $0, plan, scale: 0.5) }
    let truth = output(plan.inputCount) { Reference.broadcastTo(x, $0, plan, scale: 0.5) }
    expectSame(y, truth, "\(c.0) over \(c.1)")
  }

  @Test func placesOfExtremesAreTheFirstAndPassOverNaN() {
    let x: [Float] = [1, 3, 3, .nan, 0, 5, -1, -1, -1]
    var y = [Int64](repeating: 9, count: 3)
    Kernels.placeOfExtreme(x, &y, outer: 3, axis: 3, inner: 1, largest: true)
    #expect(y == [1, 2, 0])
    Kernels.placeOfExtreme(x, &y, outer: 1, axis: 3, inner: 3, largest: false)
    #expect(y == [2, 2, 2])
    let x64 = x.map(Double.init)
    Kernels.placeOfExtreme(x64, &y, outer: 3, axis: 3, inner: 1, largest: true)
    #expect(y == [1, 2, 0])
    let odd: [Float] = [
      .nan, .nan, .nan, -.infinity, .infinity, .nan, -.infinity, -3e38, -.infinity,
    ]
    Kernels.placeOfExtreme(odd, &y, outer: 3, axis: 3, inner: 1, largest: true)
    #expect(y == [0, 1, 1])
  }
}
