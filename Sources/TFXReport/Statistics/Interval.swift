#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where a number of the whole population is with 95 % confidence, given that of a sample.
package enum Interval {
  /// The 97.5th percentile of the normal distribution.
  private static let z = 1.959964

  /// A share of `count` samples: Wilson's score interval
  /// ([Wilson 1927](https://doi.org/10.1080/01621459.1927.10502953)), which never leaves 0 to 1.
  package static func wilson(_ successes: Int, of count: Int) -> ClosedRange<Double> {
    if count == 0 { return 0...1 }
    let n = Double(count)
    let p = Double(successes) / n
    let center = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
    return max(0, center - half)...min(1, center + half)
  }

  /// A mean, by the normal distribution: for many values.
  package static func mean(
    _ mean: Double, deviation: Double, count: Int
  ) -> ClosedRange<Double> {
    let half = count > 1 ? z * deviation / Double(count).squareRoot() : 0
    return mean - half...mean + half
  }

  /// The mean of values of a whole: by the bootstrap, and for many values, where that says the same, by the
  /// normal distribution.
  package static func mean(of values: [Double], seed: UInt64) -> ClosedRange<Double>? {
    let count = Double(values.count)
    if values.count <= 5_000 {
      return bootstrap(count: values.count, seed: seed) { times in
        var sum = 0.0
        for (row, count) in times.enumerated() { sum += Double(count) * values[row] }
        return sum / count
      }
    }
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return Interval.mean(mean, deviation: variance.squareRoot(), count: values.count)
  }

  /// Anything that is reckoned of rows: percentiles of what is reckoned of as many rows drawn with
  /// replacement (Efron 1979). The draws depend on the seed alone.
  ///
  /// - Parameter statistic: of rows given by how often each is there.
  package static func bootstrap(
    count: Int, repeats: Int = 1_000, seed: UInt64, _ statistic: ([Int]) -> Double
  ) -> ClosedRange<Double>? {
    if count < 2 { return nil }
    var random = SplitMix(seed)
    var times = [Int](repeating: 0, count: count)
    var values: [Double] = []
    values.reserveCapacity(repeats)
    for _ in 0..<repeats {
      for row in times.indices { times[row] = 0 }
      for _ in 0..<count { times[random.integer(below: count)] += 1 }
      let value = statistic(times)
      if value.isFinite { values.append(value) }
    }
    if values.count < repeats / 2 { return nil }
    values.sort()
    let place = { (share: Double) in values[Int(share * Double(values.count - 1))] }
    return place(0.025)...place(0.975)
  }
}

/// Random numbers that a seed decides: SplitMix64 (Steele and others 2014). For draws by the million, of
/// which none needs to be found again by itself.
package struct SplitMix {
  private var state: UInt64

  package init(_ seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  /// A number from 0 to `bound` − 1, by Lemire's multiplication.
  package mutating func integer(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// The numbers below `count` in a random order.
  package mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, integer(below: last + 1))
    }
    return order
  }
}
