/// As many random numbers as one element needs, in order: block k of the element is the Philox block
/// of index element + k·2⁴⁰. The same on every machine and for any number of threads.
struct ElementDraws {
  private let key: RandomKey
  private let element: UInt64
  private var block: UInt64 = 0
  private var words = SIMD4<UInt32>()
  private var used = 4

  init(_ key: RandomKey, element: Int) {
    self.key = key
    self.element = UInt64(element)
  }

  /// The next 32 bits.
  mutating func word() -> UInt32 {
    if used == 4 {
      words = Philox4x32.block(key, index: element | block << 40)
      block += 1
      used = 0
    }
    used += 1
    return words[used - 1]
  }

  /// Uniform in (0, 1), with 32 bits.
  mutating func uniform() -> Double { (Double(word()) + 0.5) * 0x1p-32 }

  /// Normal, by Box and Muller.
  mutating func normal() -> Double {
    let radius = (-2 * Double.log(uniform())).squareRoot()
    return radius * Double.cos(2 * Double.pi * uniform())
  }

  /// Uniform in 0..<bound; the bias is below 2⁻³².
  mutating func integer(below bound: UInt64) -> UInt64 {
    let bits = UInt64(word()) << 32 | UInt64(word())
    return bits.multipliedFullWidth(by: bound).high
  }

  /// From the gamma distribution of a shape greater than 0 and scale 1: Marsaglia and Tsang, "A
  /// simple method for generating gamma variables" (2000).
  mutating func gamma(_ shape: Double) -> Double {
    // Below 1: of shape + 1, times a power of a uniform number.
    if shape < 1 {
      let larger = gamma(shape + 1)
      return larger * Double.pow(uniform(), 1 / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let u = uniform()
      let root = 1 + c * x
      if root <= 0 { continue }
      let v = root * root * root
      if Double.log(u) < x * x / 2 + d - d * v + d * Double.log(v) { return d * v }
    }
  }

  /// From the Poisson distribution of a rate of 0 or more.
  mutating func poisson(_ rate: Double) -> Double {
    if rate < 10 {
      // Knuth: how many uniform numbers it takes to fall below e^−rate.
      let limit = Double.exp(-rate)
      var product = uniform()
      var count = 0.0
      while product > limit {
        product *= uniform()
        count += 1
      }
      return count
    }
    // Hörmann, "The transformed rejection method for generating Poisson random variables" (1993).
    let logRate = Double.log(rate)
    let b = 0.931 + 2.53 * rate.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    while true {
      let u = uniform() - 0.5
      let v = uniform()
      let us = 0.5 - abs(u)
      let k = ((2 * a / us + b) * u + rate + 0.43).rounded(.down)
      if us >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2) { return k }
      if k < 0 || us < 0.013 && v > us { continue }
      let acceptance = Double.log(v * inverseAlpha / (a / (us * us) + b))
      if acceptance <= k * logRate - rate - ElementDraws.logFactorial(k) { return k }
    }
  }

  /// log k! for a whole k of 0 or more; to 1e-10 by Stirling's series.
  static func logFactorial(_ k: Double) -> Double {
    if k < 10 {
      var product = 1.0
      var factor = 2.0
      while factor <= k {
        product *= factor
        factor += 1
      }
      return Double.log(product)
    }
    let n = k + 1
    let series = 1 / (12 * n) - 1 / (360 * n * n * n) + 1 / (1260 * n * n * n * n * n)
    return (n - 0.5) * Double.log(n) - n + 0.5 * Double.log(2 * Double.pi) + series
  }
}

extension Kernels {
  /// y[i] uniform among the whole numbers from low to below high.
  package static func randomInteger<E: FixedWidthInteger & SignedInteger>(
    _ y: Out<E>, _ count: Int, _ key: RandomKey, low: Int64, high: Int64
  ) {
    let span = UInt64(bitPattern: high &- low)
    ThreadPool.parallelFor(count: count, grain: 4096) { range in
      for i in range {
        var draws = ElementDraws(key, element: i)
        y[i] = E(truncatingIfNeeded: low &+ Int64(bitPattern: draws.integer(below: span)))
      }
    }
  }

  /// y[i] from the gamma distribution of shape alpha[i mod count of alpha], scale 1.
  package static func randomGamma<T: KernelScalar>(
    _ alpha: In<T>, _ alphaCount: Int, _ y: Out<T>, _ count: Int, _ key: RandomKey
  ) {
    ThreadPool.parallelFor(count: count, grain: 1024) { range in
      for i in range {
        var draws = ElementDraws(key, element: i)
        y[i] = T(draws.gamma(Double(alpha[i % alphaCount])))
      }
    }
  }

  /// y[i] from the Poisson distribution of rate[i mod count of rates].
  package static func randomPoisson<T: KernelScalar>(
    _ rate: In<T>, _ rateCount: Int, _ y: Out<T>, _ count: Int, _ key: RandomKey
  ) {
    ThreadPool.parallelFor(count: count, grain: 1024) { range in
      for i in range {
        var draws = ElementDraws(key, element: i)
        y[i] = T(draws.poisson(Double(rate[i % rateCount])))
      }
    }
  }

  /// y[row, s] = a class with the probability softmax(logits[row]); a logit of −∞ never.
  package static func multinomial<T: KernelScalar, Class: FixedWidthInteger>(
    _ logits: In<T>, _ y: Out<Class>, rows: Int, classes: Int, samples: Int, _ key: RandomKey
  ) {
    for row in 0..<rows {
      let logits = logits + row * classes
      var most = -Double.infinity
      for c in 0..<classes { most = max(most, Double(logits[c])) }
      var total = 0.0
      for c in 0..<classes { total += Double.exp(Double(logits[c]) - most) }
      for place in row * samples..<(row + 1) * samples {
        var draws = ElementDraws(key, element: place)
        let target = draws.uniform() * total
        var (sum, choice) = (0.0, 0)
        for c in 0..<classes {
          let weight = Double.exp(Double(logits[c]) - most)
          // The last with a weight stands where rounding leaves the target above the sum.
          if weight > 0 { choice = c }
          sum += weight
          if sum > target { break }
        }
        y[place] = Class(choice)
      }
    }
  }

  /// A random order of 0..<count, by Fisher and Yates.
  package static func randomOrder(_ count: Int, _ key: RandomKey) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      var draws = ElementDraws(key, element: last)
      order.swapAt(last, Int(draws.integer(below: UInt64(last + 1))))
    }
    return order
  }
}
