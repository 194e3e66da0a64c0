import TFXKernels
import Testing

private struct Case: Sendable, CustomTestStringConvertible {
  let name: String
  let kernel: UnaryKernel
  /// Largest error in units in the last place; where a result is a difference of large numbers,
  /// an absolute error of that many ulps of `scale` is allowed too.
  var ulp = 2.0
  var scale: Float = 0
  var testDescription: String { name }
}

private let unaryCases = [
  Case(name: "identity", kernel: .identity, ulp: 0),
  Case(name: "negate", kernel: .negate, ulp: 0), Case(name: "abs", kernel: .abs, ulp: 0),
  Case(name: "sign", kernel: .sign, ulp: 0), Case(name: "square", kernel: .square, ulp: 0.5),
  Case(name: "sqrt", kernel: .sqrt, ulp: 0.5), Case(name: "rsqrt", kernel: .rsqrt, ulp: 1.5),
  Case(name: "reciprocal", kernel: .reciprocal, ulp: 0.5), Case(name: "exp", kernel: .exp),
  Case(name: "expm1", kernel: .expm1), Case(name: "log", kernel: .log),
  Case(name: "log1p", kernel: .log1p), Case(name: "floor", kernel: .floor, ulp: 0),
  Case(name: "ceil", kernel: .ceil, ulp: 0), Case(name: "round", kernel: .round, ulp: 0),
  Case(name: "sin", kernel: .sin), Case(name: "cos", kernel: .cos),
  Case(name: "erf", kernel: .erf), Case(name: "relu", kernel: .relu, ulp: 0),
  Case(name: "relu6", kernel: .relu6, ulp: 0), Case(name: "sigmoid", kernel: .sigmoid, ulp: 3),
  Case(name: "tanh", kernel: .tanh, ulp: 3), Case(name: "softplus", kernel: .softplus, ulp: 3),
  Case(name: "softsign", kernel: .softsign, ulp: 1.5), Case(name: "selu", kernel: .selu, ulp: 3),
  Case(name: "elu", kernel: .elu(alpha: 0.7), ulp: 3),
  Case(name: "leakyRelu", kernel: .leakyRelu(alpha: 0.2), ulp: 1),
  Case(name: "silu", kernel: .silu, ulp: 4, scale: 1e-30),
  Case(name: "gelu", kernel: .gelu, ulp: 4, scale: 4),
  Case(name: "geluTanh", kernel: .geluTanh, ulp: 6, scale: 4),
  Case(name: "affine", kernel: .affine(scale: 0.5, offset: -3), ulp: 1, scale: 4),
  Case(name: "tan", kernel: .tan, ulp: 0.5), Case(name: "asin", kernel: .asin, ulp: 0.5),
  Case(name: "acosh", kernel: .acosh, ulp: 0.5), Case(name: "erfc", kernel: .erfc, ulp: 0.5),
  Case(name: "lgamma", kernel: .lgamma, ulp: 0.5),
  Case(name: "digamma", kernel: .digamma, ulp: 0.5),
  Case(name: "clip", kernel: .clip(low: -1, high: 2), ulp: 0),
]

@Suite struct UnaryKernelTests {
  /// Float against the same function in Double on the same inputs.
  @Test(arguments: unaryCases)
  private func agreesWithDouble(_ c: Case) {
    var numbers = Numbers(7)
    var x = specialFloats
    for bound: Float in [1, 10, 100] { x += numbers.floats(20_000, -bound...bound) }
    x += numbers.floats(4000, -1e-3...1e-3)
    // Every exponent, both signs.
    for e in -140..<128 {
      let m = Float(sign: .plus, exponent: e, significand: 1.37)
      x += [m, -m]
    }
    let y = output(x.count) { c.kernel(x, $0, x.count) }
    let x64 = x.map(Double.init)
    let truth = output64(x.count) { c.kernel(x64, $0, x.count) }
    var worst = (error: 0.0, x: Float(0))
    for i in x.indices {
      // A NaN from ∞·0 or ∞ − ∞ may be a limit in double's wider range, and the reverse.
      if abs(x[i]) > 1e12, y[i].isNaN || truth[i].isNaN, !x[i].isNaN { continue }
      let slack = abs(Double(y[i]) - truth[i]) <= c.ulp * Double(c.scale.ulp) && c.scale > 0
      let isTiny = abs(truth[i]) < Double(Float.leastNormalMagnitude) && abs(y[i]) < 1.2e-38
      let error = slack || (isTiny && c.ulp > 2) ? 0 : ulps(y[i], truth[i])
      if error > worst.error { worst = (error, x[i]) }
    }
    #expect(worst.error <= c.ulp, "\(c.name)(\(worst.x)): \(worst.error) ulp")
  }

  @Test(arguments: awkwardCounts)
  func everyCountWritesItsElementsAlone(count: Int) {
    var numbers = Numbers(3)
    let x = numbers.floats(count + 1)
    let y = output(count + 1) { UnaryKernel.exp(x, $0, count) }
    for i in 0..<count {
      let alone = output(1) { UnaryKernel.exp([x[i]], $0, 1) }
      if y[i] != alone[0] {
        Issue.record("element \(i) of \(count): \(y[i]), alone \(alone[0])")
        return
      }
    }
    #expect(y[count] == -12345.678)
  }

  @Test func infinitiesAndNaN() {
    func value(_ k: UnaryKernel, _ x: Float) -> Float { output(1) { k([x], $0, 1) }[0] }
    #expect(value(.exp, .infinity) == .infinity && value(.exp, -.infinity) == 0)
    #expect(value(.log, 0) == -.infinity && value(.log, -1).isNaN)
    #expect(value(.log, .infinity) == .infinity && value(.log1p, -1) == -.infinity)
    #expect(value(.tanh, .infinity) == 1 && value(.tanh, -.infinity) == -1)
    #expect(value(.sigmoid, .infinity) == 1 && value(.sigmoid, -.infinity) == 0)
    #expect(value(.softplus, .infinity) == .infinity && value(.softplus, -.infinity) == 0)
    #expect(value(.erf, .infinity) == 1 && value(.erf, -.infinity) == -1)
    #expect(value(.expm1, -.infinity) == -1 && value(.sin, .infinity).isNaN)
    #expect(value(.round, 2.5) == 2 && value(.round, -1.5) == -2)
    for c in unaryCases { #expect(value(c.kernel, .nan).isNaN, "\(c.name)(NaN)") }
  }

  @Test func worksInPlace() {
    var numbers = Numbers(4)
    let x = numbers.floats(1000)
    var y = x
    y.withUnsafeMutableBufferPointer { UnaryKernel.tanh($0.baseAddress!, $0.baseAddress!, 1000) }
    expectSame(y, output(1000) { UnaryKernel.tanh(x, $0, 1000) })
  }
}

private struct BinaryCase: Sendable, CustomTestStringConvertible {
  let name: String
  let kernel: BinaryKernel
  var testDescription: String { name }
}

private let binaryCases = [
  BinaryCase(name: "add", kernel: .add), BinaryCase(name: "subtract", kernel: .subtract),
  BinaryCase(name: "multiply", kernel: .multiply), BinaryCase(name: "divide", kernel: .divide),
  BinaryCase(name: "maximum", kernel: .maximum), BinaryCase(name: "minimum", kernel: .minimum),
  BinaryCase(name: "pow", kernel: .pow),
  BinaryCase(name: "squaredDifference", kernel: .squaredDifference),
  BinaryCase(name: "atan2", kernel: .atan2),
  BinaryCase(name: "floorMod", kernel: .floorMod),
  BinaryCase(name: "truncateMod", kernel: .truncateMod),
  BinaryCase(name: "divideNoNaN", kernel: .divideNoNaN),
  BinaryCase(name: "reluGrad", kernel: .reluGrad),
  BinaryCase(name: "relu6Grad", kernel: .relu6Grad),
  BinaryCase(name: "sigmoidGrad", kernel: .sigmoidGrad),
  BinaryCase(name: "tanhGrad", kernel: .tanhGrad),
  BinaryCase(name: "softplusGrad", kernel: .softplusGrad),
  BinaryCase(name: "softsignGrad", kernel: .softsignGrad),
  BinaryCase(name: "seluGrad", kernel: .seluGrad), BinaryCase(name: "geluGrad", kernel: .geluGrad),
  BinaryCase(name: "geluTanhGrad", kernel: .geluTanhGrad),
  BinaryCase(name: "siluGrad", kernel: .siluGrad),
  BinaryCase(name: "eluGrad", kernel: .eluGrad(alpha: 0.7)),
  BinaryCase(name: "leakyReluGrad", kernel: .leakyReluGrad(alpha: 0.2)),
  BinaryCase(name: "addRelu", kernel: .addRelu),
  BinaryCase(name: "addSigmoid", kernel: .addSigmoid),
  BinaryCase(name: "addTanh", kernel: .addTanh),
  BinaryCase(name: "sigmoidCrossEntropy", kernel: .sigmoidCrossEntropy),
]

@Suite struct BinaryKernelTests {
  @Test(arguments: binaryCases)
  private func agreesWithDouble(_ c: BinaryCase) {
    var numbers = Numbers(11)
    let (a, b) = (numbers.floats(5000, -8...8), numbers.floats(5000, -8...8))
    let y = output(a.count) { c.kernel(a, b, $0, a.count) }
    let (a64, b64) = (a.map(Double.init), b.map(Double.init))
    let truth = output64(a.count) { c.kernel(a64, b64, $0, a.count) }
    expectClose(y, truth.map { Float($0) }, relative: 2e-6, absolute: 1e-5, c.name)
  }

  @Test func maximumAndMinimumKeepNaN() {
    let (a, b): ([Float], [Float]) = ([.nan, 1, 2], [1, .nan, 3])
    let high = output(3) { BinaryKernel.maximum(a, b, $0, 3) }
    let low = output(3) { BinaryKernel.minimum(a, b, $0, 3) }
    #expect(high[0].isNaN && high[1].isNaN && high[2] == 3)
    #expect(low[0].isNaN && low[1].isNaN && low[2] == 2)
  }

  /// Each activation's gradient against central differences of the activation, in Double.
  @Test func gradientsAreDerivatives() {
    let ofX: [(UnaryKernel, BinaryKernel, String)] = [
      (.relu, .reluGrad, "relu"), (.relu6, .relu6Grad, "relu6"),
      (.softplus, .softplusGrad, "softplus"), (.softsign, .softsignGrad, "softsign"),
      (.gelu, .geluGrad, "gelu"), (.geluTanh, .geluTanhGrad, "geluTanh"),
      (.silu, .siluGrad, "silu"), (.leakyRelu(alpha: 0.3), .leakyReluGrad(alpha: 0.3), "leaky"),
    ]
    let ofY: [(UnaryKernel, BinaryKernel, String)] = [
      (.elu(alpha: 0.7), .eluGrad(alpha: 0.7), "elu"), (.selu, .seluGrad, "selu"),
    ]
    let yFirst: [(UnaryKernel, BinaryKernel, String)] = [
      (.sigmoid, .sigmoidGrad, "sigmoid"), (.tanh, .tanhGrad, "tanh"),
    ]
    let x = stride(from: -7.03, to: 7, by: 0.1).map { $0 }
    let n = x.count
    let dy = (0..<n).map { 0.5 + Double($0) / 100 }
    let h = 1e-5
    let (up, down) = (x.map { $0 + h }, x.map { $0 - h })
    for (kind, list) in [ofX, ofY, yFirst].enumerated() {
      for (f, gradient, name) in list {
        let y = output64(n) { f(x, $0, n) }
        let dx = output64(n) {
          switch kind {
          case 0: gradient(dy, x, $0, n)
          case 1: gradient(dy, y, $0, n)
          default: gradient(y, dy, $0, n)
          }
        }
        let (high, low) = (output64(n) { f(up, $0, n) }, output64(n) { f(down, $0, n) })
        for i in 0..<n {
          let slope = dy[i] * (high[i] - low[i]) / (2 * h)
          #expect(abs(dx[i] - slope) < 1e-8, "\(name) at \(x[i])")
        }
      }
    }
  }
}

@Suite struct BroadcastTests {
  /// The definition: every output element by its coordinates.
  private func expected(_ a: [Float], _ aShape: [Int], _ b: [Float], _ bShape: [Int]) -> [Float] {
    guard let shape = BroadcastPlan.shape(aShape, bShape) else { return [] }
    return (0..<shape.reduce(1, *)).map { i in
      var (rest, ai, bi, aStep, bStep) = (i, 0, 0, 1, 1)
      for d in 0..<shape.count {
        let place = rest % shape[shape.count - 1 - d]
        rest /= shape[shape.count - 1 - d]
        if d < aShape.count {
          let n = aShape[aShape.count - 1 - d]
          ai += n == 1 ? 0 : place * aStep
          aStep *= n
        }
        if d < bShape.count {
          let n = bShape[bShape.count - 1 - d]
          bi += n == 1 ? 0 : place * bStep
          bStep *= n
        }
      }
      return a[ai] - b[bi]
    }
  }

  @Test(arguments: [
    ([3, 4], [3, 4]), ([3, 4], []), ([], [3, 4]), ([5, 17], [17]), ([17], [5, 17]),
    ([5, 17], [5, 1]), ([5, 1], [5, 17]), ([5, 1], [1, 17]), ([2, 3, 4], [3, 1]),
    ([2, 1, 4, 1], [3, 1, 5]), ([1, 1], [1]), ([0, 3], [3]), ([2, 3, 4, 5], [4, 5]),
    ([41, 3], [3]), ([33, 15], [15]), ([3, 16], [16]), ([9, 1], [1]), ([2, 5, 7], [7]),
    ([300, 301], [301]), ([300, 301], [300, 1]), ([300, 301], []), ([7, 1, 9], [7, 8, 1]),
  ])
  func followsNumPy(_ aShape: [Int], _ bShape: [Int]) throws {
    var numbers = Numbers(5)
    let a = numbers.floats(aShape.reduce(1, *))
    let b = numbers.floats(bShape.reduce(1, *))
    let plan = BroadcastPlan(aShape, bShape)
    let result = expected(a, aShape, b, bShape)
    expectSame(output(plan.count) { BinaryKernel.subtract(a, b, $0, plan) }, result, "float")
    let (a64, b64) = (a.map(Double.init), b.map(Double.init))
    let y64 = output64(plan.count) { BinaryKernel.subtract(a64, b64, $0, plan) }
    expectSame(y64.map { Float($0) }, result, "double")
    var less = [UInt8](repeating: 9, count: plan.count)
    ComparisonKernel.less(a, b, &less, plan)
    #expect(less == result.map { $0 < 0 ? 1 : 0 })
  }

  @Test(arguments: [
    ([0, 3], [3]), ([3], [0, 3]), ([0], []), ([2, 0], [2, 1]), ([0, 2], [1, 1]),
  ])
  func nothingIsWrittenForNoElements(_ aShape: [Int], _ bShape: [Int]) {
    let numbers: [Float] = [1, 2, 3]
    var y = [Float](repeating: 9, count: 8)
    BinaryKernel.subtract(numbers, numbers, &y, BroadcastPlan(aShape, bShape))
    #expect(y == [Float](repeating: 9, count: 8))
  }

  @Test func refusesWhatDoesNotBroadcast() {
    #expect(BroadcastPlan.shape([3, 4], [3]) == nil)
    #expect(BroadcastPlan.shape([3, 1], [4]) == [3, 4])
  }
}

@Suite struct ComparisonAndCastTests {
  @Test func comparisonsOfFloats() {
    let (a, b): ([Float], [Float]) = ([1, 2, 3, .nan], [2, 2, 2, .nan])
    func run(_ k: ComparisonKernel) -> [UInt8] {
      var y = [UInt8](repeating: 9, count: 4)
      k(a, b, &y, 4)
      return y
    }
    #expect(run(.equal) == [0, 1, 0, 0] && run(.notEqual) == [1, 0, 1, 1])
    #expect(run(.less) == [1, 0, 0, 0] && run(.lessEqual) == [1, 1, 0, 0])
    #expect(run(.greater) == [0, 0, 1, 0] && run(.greaterEqual) == [0, 1, 1, 0])
  }

  @Test func comparisonOfIntegersIsExact() {
    let (a, b): ([Int64], [Int64]) = ([1 << 60, 3], [(1 << 60) + 1, 3])
    var y: [UInt8] = [9, 9]
    ComparisonKernel.equal(a, b, &y, 2)
    #expect(y == [0, 1])
  }

  @Test func selects() {
    let y = output(3) { Kernels.select(condition: [1, 0, 1], [1, 2, 3], [4, 5, 6], $0, 3) }
    #expect(y == [1, 5, 3])
  }

  @Test func castsTruncateAndWrap() {
    let x: [Float] = [1.9, -1.9, 300, -5, .nan, 1e20, -.infinity, 0]
    var (i32, i64) = ([Int32](repeating: 9, count: 8), [Int64](repeating: 9, count: 8))
    var (u8, bools) = ([UInt8](repeating: 9, count: 8), [UInt8](repeating: 9, count: 8))
    Kernels.cast(x, .float32, &i32, .int32, 8)
    Kernels.cast(x, .float32, &i64, .int64, 8)
    Kernels.cast(x, .float32, &u8, .uint8, 8)
    Kernels.cast(x, .float32, &bools, .bool, 8)
    #expect(i32 == [1, -1, 300, -5, .min, .min, .min, 0])
    #expect(i64 == [1, -1, 300, -5, .min, .min, .min, 0])
    #expect(u8 == [1, 255, 44, 251, 0, 0, 0, 0])
    #expect(bools == [1, 1, 1, 1, 1, 1, 1, 0])
    var back = [Double](repeating: 9, count: 8)
    Kernels.cast(u8, .uint8, &back, .float64, 8)
    #expect(back == [1, 255, 44, 251, 0, 0, 0, 0])
  }

  /// Every pair of types carries small numbers unchanged.
  @Test func castsRoundTrip() {
    for type in ElementType.allCases where type != .bool {
      var there = [UInt8](repeating: 0, count: 8 * 5)
      var back = [Float](repeating: 9, count: 5)
      let x: [Float] = [0, 1, 2, 100, 127]
      Kernels.cast(x, .float32, &there, type, 5)
      Kernels.cast(there, type, &back, .float32, 5)
      #expect(back == x, "\(type)")
    }
  }
}
