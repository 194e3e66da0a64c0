/// Counter-based random numbers: Philox 4×32 with 10 rounds, from Salmon et al., "Parallel random
/// numbers: as easy as 1, 2, 3" (SC'11), as in TensorFlow.
///
/// There is no state to carry: a number is a function of (seed, stream, step, index), so any part
/// of a run can be computed again, and a resumed run continues exactly.
public struct Philox: Sendable {
  /// What a sequence of random numbers is for; each draws from numbers of its own.
  public enum Stream: UInt32, Sendable {
    /// The split of a data set into parts.
    case split = 1
    /// The order of the samples in an epoch; the step is the epoch.
    case shuffle = 2
    /// What is done to training images; the step is the epoch.
    case augment = 3
    /// The samples of each class that an epoch takes; the step is the epoch.
    case resample = 4
    /// Streams from here on belong to the operations of a graph, one each.
    case operations = 1_000
  }

  private let key: SIMD2<UInt32>
  private let step: UInt32
  private let stream: UInt32

  /// Numbers of one stream at one step. The key is the seed's low and high words; the counter is
  /// (index low, index high, step, stream).
  public init(seed: UInt64, stream: UInt32, step: UInt32 = 0) {
    key = [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)]
    self.step = step
    self.stream = stream
  }

  /// Numbers of one named stream at one step.
  public init(seed: UInt64, _ stream: Stream, step: UInt32 = 0) {
    self.init(seed: seed, stream: stream.rawValue, step: step)
  }

  /// The four 32-bit words at a block index.
  public func block(_ index: UInt64) -> SIMD4<UInt32> {
    // Spelt out: an array literal would be an array, made and gone through.
    Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), step, stream),
      key: key)
  }

  /// The 32-bit word at an index: lane `index % 4` of block `index / 4`.
  public subscript(index: UInt64) -> UInt32 { block(index / 4)[Int(index % 4)] }

  /// A uniform whole number in `0..<bound`, the `index`th of the stream; the bias is below 2⁻³².
  public func integer(below bound: Int, at index: UInt64) -> Int {
    precondition(bound > 0, "random whole number below \(bound)")
    let words = block(index)
    let wide = UInt64(words[0]) << 32 | UInt64(words[1])
    return Int(wide.multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A uniform random order of `0..<count` (Fisher–Yates).
  public func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    order.withUnsafeMutableBufferPointer { order in
      var last = count - 1
      while last > 0 {
        order.swapAt(last, integer(below: last + 1, at: UInt64(last)))
        last -= 1
      }
    }
    return order
  }

  /// Ten rounds of the Philox 4×32 bijection.
  static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    // In plain numbers: in SIMD types each multiplication would move its factors out and in again.
    var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let first = UInt64(c0) &* 0xD251_1F53
      let second = UInt64(c2) &* 0xCD9E_8D57
      c0 = UInt32(truncatingIfNeeded: second >> 32) ^ c1 ^ k0
      c1 = UInt32(truncatingIfNeeded: second)
      c2 = UInt32(truncatingIfNeeded: first >> 32) ^ c3 ^ k1
      c3 = UInt32(truncatingIfNeeded: first)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
  }
}
