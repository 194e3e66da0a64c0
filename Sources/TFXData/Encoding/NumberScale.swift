#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How numbers are scaled: (x − offset) ÷ scale, or by their quantiles.
struct NumberScale: Codable, Hashable, Sendable {
  /// Taken off first: the mean for `zscore`, the least for `minmax`, the median for `robust`, else 0.
  let offset: Double
  /// Divided by then: the population standard deviation for `zscore`, the range for `minmax`, the
  /// distance of the quartiles for `robust`, else 1; also 1 where it would be 0.
  let scale: Double
  /// The quantiles of the training part, evenly from the least to the greatest number, if numbers are
  /// scaled by them.
  let quantiles: [Double]?
  /// Whether quantiles become those of the normal distribution.
  let isNormal: Bool?

  init(offset: Double = 0, scale: Double = 1, quantiles: [Double]? = nil, isNormal: Bool? = nil) {
    self.offset = offset
    self.scale = scale
    self.quantiles = quantiles
    self.isNormal = isNormal
  }

  /// Whether numbers stay as they are.
  var isIdentity: Bool { offset == 0 && scale == 1 && quantiles == nil }

  /// Whether every value is one that fitting can give.
  var isSound: Bool {
    scale > 0 && scale.isFinite && offset.isFinite
      && quantiles.map { !$0.isEmpty && zip($0, $0.dropFirst()).allSatisfy { $0 <= $1 } } ?? true
  }

  /// A number scaled.
  @inline(__always)
  func callAsFunction(_ number: Double) -> Double {
    guard let quantiles else { return (number - offset) / scale }
    return NumberScale.quantile(of: number, quantiles, isNormal: isNormal ?? false)
  }

  /// How many quantiles there are at most.
  static let quantileLimit = 1_000

  /// The place of a number among quantiles, as scikit-learn's
  /// [QuantileTransformer](https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.QuantileTransformer.html)
  /// has it: where several quantiles are the same number, the middle of them.
  private static func quantile(of number: Double, _ quantiles: [Double], isNormal: Bool) -> Double {
    guard let least = quantiles.first, let greatest = quantiles.last else { return 0 }
    let threshold = 1e-7
    let margin = isNormal ? threshold : 0
    var place =
      (interpolated(number, quantiles, isLast: true)
        + interpolated(number, quantiles, isLast: false)) / 2
    if number + margin > greatest || number == greatest { place = 1 }
    if number - margin < least || number == least { place = 0 }
    if !isNormal { return place }
    let limit = -NormalDistribution.quantile(threshold - 1.0.ulp)
    return min(max(NormalDistribution.quantile(place), -limit), limit)
  }

  /// NumPy's `interp` of evenly spaced places from 0 to 1; of equal quantiles the last counts, or the
  /// first.
  private static func interpolated(
    _ number: Double, _ quantiles: [Double], isLast: Bool
  ) -> Double {
    var (low, high) = (0, quantiles.count)
    while low < high {
      let middle = (low + high) / 2
      let isBelow = isLast ? quantiles[middle] <= number : quantiles[middle] < number
      if isBelow { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return 0 }
    if low == quantiles.count { return 1 }
    let (before, after) = (quantiles[low - 1], quantiles[low])
    let part = (number - before) / (after - before)
    return (Double(low - 1) + part) / Double(quantiles.count - 1)
  }
}

/// Fits a ``NumberScale``, block by block.
struct ScaleFitter {
  private let normalize: FeatureOptions.Normalization
  private(set) var statistics = NumberStatistics()
  /// For medians and quantiles; nil if nobody asks for them.
  private var sketch: QuantileSketch?

  /// - Parameters:
  ///   - needsMedian: whether ``median`` is asked for.
  ///   - size: how many numbers a level of the sketch holds; nil for all.
  init(_ normalize: FeatureOptions.Normalization, needsMedian: Bool, size: Int?) {
    self.normalize = normalize
    let isRanked = [.robust, .quantile, .quantileNormal].contains(normalize)
    if needsMedian || isRanked { sketch = QuantileSketch(size: size) }
  }

  mutating func add(_ numbers: [Double]) {
    statistics.add(numbers)
    sketch?.add(numbers)
  }

  /// The median of what was added.
  var median: Double { sketch?.median ?? .nan }

  /// The scale; infinite for numbers that are too large for it.
  func finish() -> NumberScale {
    // Values that are all the same may differ from their rounded mean by a last bit.
    let isConstant = statistics.least == statistics.greatest
    let quantiles = { (fractions: [Double]) in sketch?.quantiles(fractions) ?? [] }
    switch normalize {
    case .none: return NumberScale()
    case .zscore:
      let deviation = statistics.deviation
      return isConstant
        ? NumberScale(offset: statistics.least)
        : NumberScale(offset: statistics.mean, scale: deviation == 0 ? 1 : deviation)
    case .minmax:
      let range = statistics.greatest - statistics.least
      return NumberScale(offset: statistics.least, scale: range == 0 ? 1 : range)
    case .robust:
      let quartiles = quantiles([0.25, 0.5, 0.75])
      let distance = quartiles[2] - quartiles[0]
      return NumberScale(offset: quartiles[1], scale: distance == 0 ? 1 : distance)
    case .quantile, .quantileNormal:
      let count = min(NumberScale.quantileLimit, statistics.count)
      let fractions = (0..<count).map { Double($0) / Double(max(count - 1, 1)) }
      // Rounded interpolations between equal numbers may go down by a last bit.
      var greatest = -Double.infinity
      let rising = quantiles(fractions).map { value in
        greatest = max(greatest, value)
        return greatest
      }
      return NumberScale(quantiles: rising, isNormal: normalize == .quantileNormal ? true : nil)
    }
  }
}

/// The normal distribution of mean 0 and deviation 1.
enum NormalDistribution {
  /// The number below which a part of the distribution lies: Wichura, "Algorithm AS 241" (1988), to 16
  /// digits.
  static func quantile(_ part: Double) -> Double {
    let q = part - 0.5
    if abs(q) <= 0.425 {
      let r = 0.180625 - q * q
      return q * ratio(r, center)
    }
    var r = q < 0 ? part : 1 - part
    if r <= 0 { return q < 0 ? -.infinity : .infinity }
    r = (-log(r)).squareRoot()
    let value = r <= 5 ? ratio(r - 1.6, middle) : ratio(r - 5, tail)
    return q < 0 ? -value : value
  }

  private static func ratio(_ x: Double, _ terms: (above: [Double], below: [Double])) -> Double {
    let polynomial = { (terms: [Double]) in terms.reversed().reduce(0) { $0 * x + $1 } }
    return polynomial(terms.above) / polynomial(terms.below)
  }

  private static let center: (above: [Double], below: [Double]) = (
    [
      3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
      1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
      3.3430575583588128105e+4, 2.5090809287301226727e+3,
    ],
    [
      1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
      2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
      5.2264952788528545610e+3,
    ]
  )

  private static let middle: (above: [Double], below: [Double]) = (
    [
      1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
      3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
      2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ],
    [
      1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
      1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
      1.05075007164441684324e-9,
    ]
  )

  private static let tail: (above: [Double], below: [Double]) = (
    [
      6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
      2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ],
    [
      1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
      2.04426310338993978564e-15,
    ]
  )
}
