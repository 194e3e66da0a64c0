import Foundation
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// What TensorFlow's numbers don't show of the operations of arithmetic and logic: operators, checks
/// that fail, large transforms, and what users read.
@Suite struct MathTests {
  private let s = Samples()
  private var g: Graph { s.graph }

  private func run(_ output: Output) throws -> Tensor { try Session(g).run(output) }

  @Test func operators() throws {
    let x = try g.constant(Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]))
    let y = try g.constant(Tensor([2, 4, 8, 16] as [Float], shape: [2, 2]))
    let all: [(Output, [Double])] = [
      (try x + y, [3, 6, 11, 20]), (try x - y, [-1, -2, -5, -12]), (try x * y, [2, 8, 24, 64]),
      (try y / x, [2, 2, 8.0 / 3, 4]), (try -x, [-1, -2, -3, -4]), (try x • y, [18, 36, 38, 76]),
      (try x + 1, [2, 3, 4, 5]), (try 1 + x, [2, 3, 4, 5]), (try x - 1, [0, 1, 2, 3]),
      (try 1 - x, [0, -1, -2, -3]), (try x * 2, [2, 4, 6, 8]), (try 2 * x, [2, 4, 6, 8]),
      (try x / 2, [0.5, 1, 1.5, 2]), (try 12 / x, [12, 6, 4, 3]),
      (try x + 2 * y • x, [29, 42, 115, 164]),
    ]
    for (output, expected) in all {
      let found = try run(output).doubles()
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(output): \(found)")
    }
    let stack = try g.constant(numbers([3, 2, 2]).converted(to: .float32))
    #expect(try (stack • x).operation.type == "BatchMatMulV2")
    #expect(x == x && x != y, "== compares edges, not elements")
  }

  @Test func wholeNumbersAreNotDividedByZero() throws {
    let x = try g.constant(Tensor([7, 8] as [Int32]))
    let y = try g.placeholder(.int32, shape: [2])
    let outputs = [
      try g.floorDiv(x, y, name: "a"), try g.floorMod(x, y, name: "b"),
      try g.truncateDiv(x, y, name: "c"), try g.truncateMod(x, y, name: "d"),
    ]
    let session = Session(g)
    for output in outputs {
      #expect(
        throws: RunError.failed(
          op: output.operation.type, node: output.operation.name,
          "y: expected whole numbers that are not 0, to divide by, found 0")
      ) { try session.run(output, feeding: [y: Tensor([1, 0] as [Int32])]) }
    }
    let power = try g.pow(x, y, name: "power")
    #expect(
      throws: RunError.failed(
        op: "Pow", node: "power",
        "y: expected exponents of 0 or more for whole numbers, found -2")
    ) { try session.run(power, feeding: [y: Tensor([1, -2] as [Int32])]) }
    let least = Tensor([Int32.min, Int32.min] as [Int32])
    let quotient = try g.floorDiv(g.constant(least), y)
    #expect(
      try session.run(quotient, feeding: [y: Tensor([-1, 2] as [Int32])])
        == Tensor([Int32.min, Int32.min / 2] as [Int32]))
  }

  @Test(
    arguments: [
      ([1, .infinity], "Inf"), ([.nan, 2], "NaN"), ([-.infinity, .nan], "Inf and NaN"),
    ] as [([Float], String)])
  func numericsAreChecked(_ values: [Float], _ what: String) throws {
    let x = try g.placeholder(shape: [2])
    let y = try g.checkNumerics(x, "the loss", name: "check")
    let session = Session(g)
    #expect(try session.run(y, feeding: [x: Tensor([1, 2] as [Float])]).doubles() == [1, 2])
    #expect(
      throws: RunError.failed(
        op: "CheckNumerics", node: "check", "the loss: Tensor had \(what) values")
    ) { try session.run(y, feeding: [x: Tensor(values)]) }
    // The gradient is checked too.
    let z = try g.divide(y, g.constant(0))
    let dx = try #require(try g.gradients(of: z, withRespectTo: [x])[0])
    #expect {
      try session.run(dx, feeding: [x: Tensor([1, 2] as [Float])])
    } throws: { error in
      "\(error)".hasSuffix(
        "Not a number (NaN) or infinity (Inf) values detected in gradient. the loss: "
          + "Tensor had Inf values")
    }
  }

  @Test func assertionsNameNodeAndData() throws {
    let x = try g.placeholder(shape: [-1], name: "x")
    let text = try g.constant(Tensor("x must be positive"))
    let holds = try g.all(g.greater(x, g.constant(0)))
    let numbers = try g.assert(holds, [x], summarize: 2, name: "positive")
    let named = try g.assert(holds, [text, x], name: "named")
    let session = Session(g)
    let good: [Output: Tensor] = [x: Tensor([1, 2, 3] as [Float])]
    let bad: [Output: Tensor] = [x: Tensor([1, -2, 3] as [Float])]
    for operation in [numbers, named] {
      _ = try session.run([x], targets: [operation], feeding: good)
    }
    #expect(
      throws: RunError.failed(
        op: "Assert", node: "positive", "assertion failed: [1.0 -2.0 ...]")
    ) { try session.run([x], targets: [numbers], feeding: bad) }
    #expect(
      throws: RunError.failed(
        op: "Assert", node: "named", "assertion failed: [x must be positive] [1.0 -2.0 3.0]")
    ) { try session.run([x], targets: [named], feeding: bad) }
  }

  @Test func segmentIDsMustNotFall() throws {
    let data = try s.float(3, 2)
    let ids = try s.typed(.int32, 3)
    let y = try g.segmentSum(data, ids, name: "sums")
    expectSpec(y, "float32[?, 2]")
    #expect {
      try Session(g).run(
        y,
        feeding: [
          data: numbers([3, 2]).converted(to: .float32), ids: Tensor([0, 2, 1] as [Int32]),
        ])
    } throws: { error in
      "\(error)".hasSuffix(
        "[SegmentSum] 'sums': segment_ids: expected ids of 0 or more that do not fall, "
          + "found 1 behind 2")
    }
  }

  @Test func unsortedSegmentIDsMustBeSegments() throws {
    let data = try g.constant(Tensor([1, 2, 3] as [Float]))
    let ids = try s.typed(.int64, 3)
    let y = try g.unsortedSegmentMax(data, ids, numSegments: 2, name: "y")
    #expect(
      throws: RunError.failed(
        op: "UnsortedSegmentMax", node: "y",
        "segment_ids: expected ids below 2, found 2 at place 1")
    ) { try Session(g).run(y, feeding: [ids: Tensor([-1, 2, 0] as [Int64])]) }
  }

  @Test func tensorsOfManyAxes() throws {
    let shape = Shape([Int](repeating: 2, count: 10))
    let x = try g.constant(Tensor(repeating: Int32(3), shape: shape))
    let row = try g.constant(Tensor([1, 2] as [Int32]))
    let total = try run(g.sum(g.multiply(x, row)))
    #expect(total.scalars(as: Int32.self) == [512 * 9])
  }

  /// A transform and its inverse give back what went in, at lengths that are powers of 2, prime and
  /// neither.
  @Test(arguments: [1, 2, 17, 64, 100, 997, 1024, 1536])
  func fourierTransformsAreInverted(_ n: Int) throws {
    let x = numbers([2, n]).converted(to: .float32)
    let real = try g.constant(x)
    let complex = try g.complex(real, g.constant(numbers([2, n], seed: 3).converted(to: .float32)))
    let back = try run(g.subtract(g.ifft(g.fft(complex)), complex))
    #expect(back.scalars(as: Complex.self).allSatisfy { abs($0.real) + abs($0.imaginary) < 1e-6 })
    expectClose(try run(g.irfft(g.rfft(real), fftLength: n)), x, 1e-6, "real, \(n)")
    // By the definition, for one line and one frequency.
    let spectrum = try run(g.rfft(real)).scalars(as: Complex.self)
    let k = n / 3
    var sum = (0.0, 0.0)
    for (j, value) in x.doubles().prefix(n).enumerated() {
      let angle = -2 * Double.pi * Double(j * k % n) / Double(n)
      sum = (sum.0 + value * cos(angle), sum.1 + value * sin(angle))
    }
    #expect(abs(Double(spectrum[k].real) - sum.0) < 1e-4)
    #expect(abs(Double(spectrum[k].imaginary) - sum.1) < 1e-4)
  }

  @Test func gradientsOfRealFourierTransformsAreDerivedAgain() throws {
    let x = try g.constant(numbers([5]).converted(to: .float32))
    let energy = try g.sum(g.square(g.abs(g.rfft(x))))
    let first = try #require(try g.gradients(of: energy, withRespectTo: [x])[0])
    let second = try #require(try g.gradients(of: g.sum(first), withRespectTo: [x])[0])
    // The energy is a quadratic form: the gradient at x is linear in x.
    let half = try g.multiply(second, x)
    #expect(abs(try run(g.sum(first)).doubles()[0] - run(g.sum(half)).doubles()[0]) < 1e-4)
  }

  @Test func errors() throws {
    expectError("[FloorMod] 'FloorMod': b: expected int32, found float32[2]") {
      try g.floorMod(s.typed(.int32, 2), s.float(2))
    }
    expectError(
      "[Neg] 'Neg': x: expected float32, float64, int8, int16, int32, int64, uint8 or complex64, "
        + "found string[2]"
    ) { try g.negative(s.typed(.string, 2)) }
    expectError("[LogicalAnd] 'LogicalAnd': b: expected bool, found float32[2]") {
      try g.logicalAnd(s.typed(.bool, 2), s.float(2))
    }
    expectError("[All] 'All': x: expected bool, found int32[2]") { try g.all(s.typed(.int32, 2)) }
    expectError("[Cumsum] 'Cumsum': axis: expected -1…0 for [2], found 1") {
      try g.cumsum(s.float(2), axis: 1)
    }
    expectError("[Complex] 'Complex': imag: expected float32, found float64[2]") {
      try g.complex(s.float(2), s.typed(.float64, 2))
    }
    expectError("[FFT] 'FFT': input: expected complex64, found float32[2]") {
      try g.fft(s.float(2))
    }
    expectError("[FFT2D] 'FFT2D': input: expected at least 2 axes, found complex64[2]") {
      try g.fft2D(s.typed(.complex64, 2))
    }
    expectError("[RFFT] 'RFFT': fft_length: expected lengths of 1 or more, found [0]") {
      try g.rfft(s.float(2), fftLength: 0)
    }
    expectError(
      "[IRFFT] 'IRFFT': fft_length: expected lengths of 1 or more, found [0] of complex64[1]"
    ) {
      try g.irfft(s.typed(.complex64, 1))
    }
    expectError("[RFFT2D] 'RFFT2D': fft_length: expected 2 numbers, found [4]") {
      try g.rfft2D(s.float(2, 3), fftLength: [4])
    }
    expectError(
      "[BatchMatMulV2] 'BatchMatMulV2': y: expected 4 rows, as x is [2, 3, 4], found [2, 3, 4]"
    ) { try g.batchMatMul(s.float(2, 3, 4), s.float(2, 3, 4)) }
    expectError(
      "[BatchMatMulV2] 'BatchMatMulV2': y: expected a stack that broadcasts with [2], "
        + "found [3, 4, 3]"
    ) { try g.batchMatMul(s.float(2, 3, 4), s.float(3, 4, 3)) }
    expectError("[BatchMatMulV2] 'BatchMatMulV2': x: expected at least 2 axes, found float32[3]") {
      try g.batchMatMul(s.float(3), s.float(3, 2))
    }
    expectError(
      "[UnsortedSegmentSum] 'UnsortedSegmentSum': segment_ids: expected the first extents of data, "
        + "which is float32[3, 2], found int32[2]"
    ) { try g.unsortedSegmentSum(s.float(3, 2), s.typed(.int32, 2), numSegments: 2) }
    expectError(
      "[UnsortedSegmentMax] 'UnsortedSegmentMax': num_segments: expected 0 or more, found -1"
    ) { try g.unsortedSegmentMax(s.float(3), s.typed(.int32, 3), numSegments: -1) }
    expectError("[Assert] 'Assert': condition: expected a tensor of rank 0, found bool[2]") {
      try g.assert(s.typed(.bool, 2), [])
    }
  }

  @Test func equationsThatDoNotFit() throws {
    let pair = [try s.float(2, 3), try s.float(3, 4)]
    let wrong = [
      ("ij,jk->ik->", "at most one ->, found ij,jk->ik->"),
      ("ij->ij", "2 terms, one an input, found ij->ij"),
      ("ijk,jk->ik", "as many letters as axes, 2, 2, found ijk,jk->ik"),
      ("i1,jk->ik", "letters from a to z or A to Z, found i1,jk->ik"),
      ("ij,jk->im", "letters of the inputs in the output, not 'm', found ij,jk->im"),
    ]
    for (equation, message) in wrong {
      expectError("[Einsum] 'product': equation: expected \(message)") {
        try g.einsum(equation, pair, name: "product")
      }
    }
    expectError(
      "[Einsum] 'product': inputs: expected 3 for 'j' of ij,kj->ik, found float32[3, 4]"
    ) { try g.einsum("ij,kj->ik", pair, name: "product") }
  }
}
