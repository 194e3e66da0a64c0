import CSIMD

extension Kernels {
  /// y[i] = x[i]/(1 − rate), or 0 with probability `rate`: where element offset + i's uniform
  /// number in [0, 1) is below `rate`. The same call on dy is the gradient; no mask is kept.
  /// `y` may be `x`.
  /// - Parameter rate: in [0, 1).
  package static func dropout<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, _ count: Int, _ key: RandomKey, offset: Int = 0, rate: T
  ) {
    precondition(0 <= rate && rate < 1, "dropout rate \(rate) is not in [0, 1)")
    if T.isFloat {
      Fast.dropout(x.float, y.float, count, key, offset: offset, rate: Float(rate))
    } else {
      Reference.dropout(x.double, y.double, count, key, offset: offset, rate: Double(rate))
    }
  }
}

/// The least 24-bit number that is kept: u < rate is k < rate·2²⁴ for u = k·2⁻²⁴. Through `Float`,
/// so that both precisions drop the same elements.
private func dropoutThreshold(_ rate: Double) -> UInt32 {
  UInt32((Double(Float(rate)) * 0x1p24).rounded(.up))
}

extension Fast {
  static func dropout(
    _ x: In<Float>, _ y: Out<Float>, _ count: Int, _ key: RandomKey, offset: Int, rate: Float
  ) {
    precondition(offset >= 0, "dropout from element \(offset)")
    guard count > 0 else { return }
    let threshold = dropoutThreshold(Double(rate))
    let scale = F16(repeating: 1 / (1 - rate))
    let (first, last) = (offset / 64, (offset + count - 1) / 64)
    ThreadPool.parallelItems(last - first + 1, grain: 128) { range in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
        guard let words = words.baseAddress else { return }
        for group in range.lowerBound + first..<range.upperBound + first {
          let start = group * 64 - offset
          key.orderedWords(group, to: words)
          if start >= 0 && start + 64 <= count {
            for lane in stride(from: 0, to: 64, by: 16) {
              let keep = tfx_keep(tfx_load_words(words + lane), threshold)
              let i = start + lane
              y.store(i, tfx_select(keep, x.vector(i) * scale, .zero))
            }
          } else {
            for i in max(start, 0)..<min(start + 64, count) {
              y[i] = words[i - start] >> 8 >= threshold ? x[i] * scale[0] : 0
            }
          }
        }
      }
    }
  }
}

extension Reference {
  package static func dropout<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, _ count: Int, _ key: RandomKey, offset: Int = 0, rate: T
  ) {
    let threshold = dropoutThreshold(Double(rate))
    for i in 0..<count {
      let isKept = Philox4x32.word(key, element: offset + i) >> 8 >= threshold
      y[i] = isKept ? x[i] * (1 / (1 - rate)) : 0
    }
  }
}
