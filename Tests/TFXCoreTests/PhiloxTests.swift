import TFXCore
import Testing

/// Known answers of Random123's `kat_vectors` for Philox4x32-10, and what is built upon them.
struct PhiloxTests {
  @Test(
    arguments: [
      (
        [0, 0, 0, 0], [0, 0],
        [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
      ),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], [UInt32], [UInt32])])
  func knownAnswers(counter: [UInt32], key: [UInt32], answer: [UInt32]) {
    let seed = UInt64(key[1]) << 32 | UInt64(key[0])
    let index = UInt64(counter[1]) << 32 | UInt64(counter[0])
    let numbers = Philox(seed: seed, stream: counter[3], step: counter[2])
    #expect(numbers.block(index) == SIMD4(answer[0], answer[1], answer[2], answer[3]))
  }

  @Test func aWordIsALaneOfItsBlock() {
    let numbers = Philox(seed: 42, .shuffle, step: 3)
    for index in UInt64(0)..<12 {
      #expect(numbers[index] == numbers.block(index / 4)[Int(index % 4)])
    }
  }

  @Test func seedsStreamsAndStepsDiffer() {
    let first = [
      Philox(seed: 1, .split), Philox(seed: 2, .split), Philox(seed: 1 << 32 + 1, .split),
      Philox(seed: 1, .shuffle), Philox(seed: 1, .split, step: 1),
    ].map { $0[0] }
    #expect(Set(first).count == first.count)
  }

  @Test(arguments: [1, 2, 3, 10, 1_000])
  func integersStayBelowTheirBound(bound: Int) {
    let numbers = Philox(seed: 7, .shuffle)
    #expect((0..<2_000).allSatisfy { (0..<bound).contains(numbers.integer(below: bound, at: $0)) })
  }

  @Test(arguments: [0, 1, 2, 17, 1_000])
  func aPermutationHoldsEachIndexOnce(count: Int) {
    #expect(Philox(seed: 5, .shuffle).permutation(of: count).sorted() == Array(0..<count))
  }

  /// Over 24,000 permutations of 4, each of the 24 orders is expected 1,000 times. Chi-square with
  /// 23 degrees of freedom exceeds 49.7 by chance once in a thousand seeds; this seed is fixed.
  @Test func everyPermutationIsEquallyLikely() {
    var counts: [[Int]: Int] = [:]
    for step in UInt32(0)..<24_000 {
      counts[Philox(seed: 9, .shuffle, step: step).permutation(of: 4), default: 0] += 1
    }
    #expect(counts.count == 24)
    let chiSquare = counts.values.reduce(0.0) { $0 + Double(($1 - 1_000) * ($1 - 1_000)) / 1_000 }
    #expect(chiSquare < 49.7)
  }
}
