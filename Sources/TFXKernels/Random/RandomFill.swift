import CSIMD

extension Kernels {
  /// y[i] = the word of element offset + i.
  package static func randomBits(
    _ y: Out<UInt32>, _ count: Int, _ key: RandomKey, offset: Int = 0
  ) {
    forEachRandomGroup(y, count, offset: offset) { group, _, y in
      key.orderedWords(group, to: y)
    }
  }

  /// y[i] uniform in [low, high): low + (high − low)·u, u the word's top 24 bits times 2⁻²⁴.
  package static func randomUniform<T: KernelScalar>(
    _ y: Out<T>, _ count: Int, _ key: RandomKey, offset: Int = 0, low: T, high: T
  ) {
    if T.isFloat {
      Fast.randomUniform(
        y.float, count, key, offset: offset, low: Float(low), high: Float(high))
    } else {
      Reference.randomUniform(
        y.double, count, key, offset: offset, low: Double(low), high: Double(high))
    }
  }

  /// y[i] normal, by Box and Muller from the words of its index in pairs: of words (a, b),
  /// r = √(−2·log u₁) with u₁ = (a's top 24 bits + 1)·2⁻²⁴, angle = 2π·b's top 24 bits·2⁻²⁴.
  package static func randomNormal<T: KernelScalar>(
    _ y: Out<T>, _ count: Int, _ key: RandomKey, offset: Int = 0, mean: T, standardDeviation: T
  ) {
    if T.isFloat {
      Fast.randomNormal(
        y.float, count, key, offset: offset, mean: Float(mean),
        standardDeviation: Float(standardDeviation))
    } else {
      Reference.randomNormal(
        y.double, count, key, offset: offset, mean: Double(mean),
        standardDeviation: Double(standardDeviation))
    }
  }

  /// y[i] normal within two standard deviations of the mean: the first of the element's draws
  /// that is inside. Draw number n has n in the top byte of the index.
  package static func truncatedNormal<T: KernelScalar>(
    _ y: Out<T>, _ count: Int, _ key: RandomKey, offset: Int = 0, mean: T, standardDeviation: T
  ) {
    if T.isFloat {
      Fast.truncatedNormal(
        y.float, count, key, offset: offset, mean: Float(mean),
        standardDeviation: Float(standardDeviation))
    } else {
      Reference.truncatedNormal(
        y.double, count, key, offset: offset, mean: Double(mean),
        standardDeviation: Double(standardDeviation))
    }
  }
}

/// Draws before a truncated normal settles for 0: 256 rejections of 4.55 % each never happen.
private let mostAttempts = 256

extension Fast {
  static func randomUniform(
    _ y: Out<Float>, _ count: Int, _ key: RandomKey, offset: Int, low: Float, high: Float
  ) {
    let (low, span) = (F16(repeating: low), F16(repeating: high - low))
    forEachRandomGroup(y, count, offset: offset) { group, words, y in
      key.orderedWords(group, to: words)
      for i in stride(from: 0, to: 64, by: 16) {
        y.store(i, tfx_unit(tfx_load_words(words + i)) * span + low)
      }
    }
  }

  /// 64 standard normals in the layout of `RandomKey.words`: vector w holds what words w made.
  @inline(__always)
  private static func normals(_ words: In<UInt32>) -> (F16, F16, F16, F16) {
    @inline(__always) func pair(_ first: Int) -> (F16, F16) {
      let (a, b) = (tfx_load_words(words + first), tfx_load_words(words + first + 16))
      let radius = tfx_sqrt(-2 * tfx_log(tfx_unit(a) + 0x1p-24))
      let angle = tfx_unit(b) * Float(2 * Double.pi)
      return (radius * tfx_cos(angle), radius * tfx_sin(angle))
    }
    let (a, b) = pair(0)
    let (c, d) = pair(32)
    return (a, b, c, d)
  }

  /// Writes 64 numbers, scaled and shifted, in the order of their elements.
  @inline(__always)
  private static func store(
    _ z: (F16, F16, F16, F16), _ y: Out<Float>, _ mean: Float, _ deviation: Float
  ) {
    let (mean, deviation) = (F16(repeating: mean), F16(repeating: deviation))
    y.store(0, z.0 * deviation + mean)
    y.store(16, z.1 * deviation + mean)
    y.store(32, z.2 * deviation + mean)
    y.store(48, z.3 * deviation + mean)
    y.withMemoryRebound(to: UInt32.self, capacity: 64) { tfx_interleave($0) }
  }

  static func randomNormal(
    _ y: Out<Float>, _ count: Int, _ key: RandomKey, offset: Int, mean: Float,
    standardDeviation: Float
  ) {
    forEachRandomGroup(y, count, offset: offset) { group, words, y in
      key.words(group, to: words)
      store(normals(words), y, mean, standardDeviation)
    }
  }

  static func truncatedNormal(
    _ y: Out<Float>, _ count: Int, _ key: RandomKey, offset: Int, mean: Float,
    standardDeviation: Float
  ) {
    forEachRandomGroup(y, count, offset: offset) { group, words, y in
      var kept = (F16.zero, F16.zero, F16.zero, F16.zero)
      // All ones where the lane still waits for a number inside.
      let all = I16(repeating: -1)
      var open = (all, all, all, all)
      @inline(__always) func keep(_ z: F16, _ kept: inout F16, _ open: inout I16) {
        let take = open & tfx_less(tfx_abs(z), F16(repeating: 2))
        kept = tfx_select(take, z, kept)
        open &= ~take
      }
      for attempt in 0..<mostAttempts {
        key.words(group, attempt: attempt, to: words)
        let z = normals(words)
        keep(z.0, &kept.0, &open.0)
        keep(z.1, &kept.1, &open.1)
        keep(z.2, &kept.2, &open.2)
        keep(z.3, &kept.3, &open.3)
        if tfx_any(open.0 | open.1 | open.2 | open.3) == 0 { break }
      }
      store(kept, y, mean, standardDeviation)
    }
  }
}

extension Reference {
  /// The word's top 24 bits times 2⁻²⁴.
  static func unit<T: KernelScalar>(_ word: UInt32) -> T { T(word >> 8) * T(0x1p-24) }

  package static func randomUniform<T: KernelScalar>(
    _ y: Out<T>, _ count: Int, _ key: RandomKey, offset: Int = 0, low: T, high: T
  ) {
    for i in 0..<count {
      y[i] = unit(Philox4x32.word(key, element: offset + i)) * (high - low) + low
    }
  }

  private static func normal<T: KernelScalar>(_ key: RandomKey, _ element: Int, _ attempt: Int)
    -> T
  {
    let index = UInt64(element / 4) | UInt64(attempt) << 56
    let words = Philox4x32.block(key, index: index)
    let (pair, isSecond) = (element % 4 / 2 * 2, element % 2 == 1)
    let radius = (-2 * T.log(unit(words[pair]) + T(0x1p-24))).squareRoot()
    let angle: T = unit(words[pair + 1]) * T(2 * Double.pi)
    return radius * (isSecond ? T.sin(angle) : T.cos(angle))
  }

  package static func randomNormal<T: KernelScalar>(
    _ y: Out<T>, _ count: Int, _ key: RandomKey, offset: Int = 0, mean: T, standardDeviation: T
  ) {
    for i in 0..<count { y[i] = normal(key, offset + i, 0) * standardDeviation + mean }
  }

  package static func truncatedNormal<T: KernelScalar>(
    _ y: Out<T>, _ count: Int, _ key: RandomKey, offset: Int = 0, mean: T, standardDeviation: T
  ) {
    for i in 0..<count {
      var z: T = 0
      for attempt in 0..<mostAttempts {
        let draw: T = normal(key, offset + i, attempt)
        if abs(draw) < 2 {
          z = draw
          break
        }
      }
      y[i] = z * standardDeviation + mean
    }
  }
}
