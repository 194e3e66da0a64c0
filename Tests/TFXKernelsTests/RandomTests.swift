import TFXKernels
import Testing

@Suite struct RandomTests {
  private let key = RandomKey(seed: 0x1234_5678_9ABC_DEF0, stream: 7, step: 42)

  /// The known answers that come with Random123 (kat_vectors, philox4x32 10).
  @Test func knownAnswers() {
    #expect(
      Philox4x32.block(counter: .zero, key: .zero)
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox4x32.block(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox4x32.block(
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test(arguments: awkwardCounts, [0, 1, 63, 1000, 1 << 36])
  func bitsAreThoseOfTheirElement(_ count: Int, _ offset: Int) {
    var y = [UInt32](repeating: 9, count: count)
    y.withUnsafeMutableBufferPointer {
      if let y = $0.baseAddress { Kernels.randomBits(y, count, key, offset: offset) }
    }
    for i in stride(from: 0, to: count, by: count > 2000 ? 37 : 1) {
      let element = offset + i
      #expect(y[i] == Philox4x32.block(key, index: UInt64(element / 4))[element % 4])
    }
  }

  @Test(arguments: awkwardCounts, [0, 5])
  func fillsAgreeWithReference(_ count: Int, _ offset: Int) {
    let key = key
    let (uniform, uniformTwo) = onThreads {
      output(count) { Kernels.randomUniform($0, count, key, offset: offset, low: -1, high: 3) }
    }
    expectSame(uniform, uniformTwo)
    expectClose(
      uniform,
      output(count) { Reference.randomUniform($0, count, key, offset: offset, low: -1, high: 3) })
    #expect(uniform.allSatisfy { -1 <= $0 && $0 < 3 })
    expectClose(
      output(count) {
        Kernels.randomNormal($0, count, key, offset: offset, mean: 1, standardDeviation: 2)
      },
      output(count) {
        Reference.randomNormal($0, count, key, offset: offset, mean: 1, standardDeviation: 2)
      }, absolute: 1e-5)
    let truncated = output(count) {
      Kernels.truncatedNormal($0, count, key, offset: offset, mean: 1, standardDeviation: 2)
    }
    #expect(truncated.allSatisfy { -3 <= $0 && $0 <= 5 })
    expectClose(
      truncated,
      output(count) {
        Reference.truncatedNormal($0, count, key, offset: offset, mean: 1, standardDeviation: 2)
      }, absolute: 1e-5)
  }

  @Test func momentsAreRight() {
    let n = 1_000_000
    func moments(_ y: [Float]) -> (mean: Double, variance: Double) {
      let mean = y.reduce(0.0) { $0 + Double($1) } / Double(n)
      return (mean, y.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(n))
    }
    let key = key
    let uniform = moments(output(n) { Kernels.randomUniform($0, n, key, low: 0, high: 1) })
    #expect(abs(uniform.mean - 0.5) < 0.002 && abs(uniform.variance - 1.0 / 12) < 0.001)
    let normal = moments(
      output(n) { Kernels.randomNormal($0, n, key, mean: 0, standardDeviation: 1) })
    #expect(abs(normal.mean) < 0.005 && abs(normal.variance - 1) < 0.01)
    // The standard normal cut at ±2 has variance 1 − 4φ(2)/(2Φ(2) − 1) = 0.7737.
    let cut = moments(
      output(n) { Kernels.truncatedNormal($0, n, key, mean: 0, standardDeviation: 1) })
    #expect(abs(cut.mean) < 0.005 && abs(cut.variance - 0.7737) < 0.005)
  }

  @Test(arguments: awkwardCounts, [0, 33])
  func dropoutIsItsReference(_ count: Int, _ offset: Int) {
    var numbers = Numbers(81)
    let (x, key) = (numbers.floats(count, 1...2), key)
    let (one, two) = onThreads {
      output(count) { Kernels.dropout(x, $0, count, key, offset: offset, rate: 0.3) }
    }
    expectSame(one, two)
    expectClose(
      one, output(count) { Reference.dropout(x, $0, count, key, offset: offset, rate: 0.3) })
    let x64 = x.map(Double.init)
    let y64 = output64(count) { Kernels.dropout(x64, $0, count, key, offset: offset, rate: 0.3) }
    #expect(zip(one, y64).allSatisfy { ($0 == 0) == ($1 == 0) })
    if count > 50_000 {
      let share = Double(one.count { $0 == 0 }) / Double(count)
      #expect(abs(share - 0.3) < 0.01)
    }
  }

  @Test func dropoutDropsNaNAndKeepsAllAtRateZero() {
    let key = key
    let y = output(1000) {
      Kernels.dropout([Float](repeating: .nan, count: 1000), $0, 1000, key, rate: 0.5)
    }
    #expect(y.contains(0) && y.contains { $0.isNaN })
    let all = output(100) {
      Kernels.dropout([Float](repeating: 2, count: 100), $0, 100, key, rate: 0)
    }
    #expect(all.allSatisfy { $0 == 2 })
  }
}
