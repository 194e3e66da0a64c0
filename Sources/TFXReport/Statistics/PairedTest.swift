#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Whether one of two models is right more often than the other on the same rows: McNemar's test
/// ([McNemar 1947](https://doi.org/10.1007/BF02295996)), in its exact form. Rows in which both are right or both
/// are wrong say nothing; of the others each model would have half if they were equally good.
package struct McNemar {
  /// The rows in which the first alone is right, and those in which the second is.
  package let onlyFirst: Int
  package let onlySecond: Int

  package init(onlyFirst: Int, onlySecond: Int) {
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
  }

  /// How likely a difference as great as this is among models that are equally good:
  /// 2 · Σ (n over k) ÷ 2ⁿ for k up to the smaller of the two, at most 1.
  package var p: Double {
    let n = onlyFirst + onlySecond
    // In logarithms: of thousands of rows the first terms are less than the least number.
    var term = -Double(n) * log(2)
    var sum = exp(term)
    for k in 0..<min(onlyFirst, onlySecond) {
      term += log(Double(n - k)) - log(Double(k + 1))
      sum += exp(term)
    }
    return min(1, 2 * sum)
  }
}
