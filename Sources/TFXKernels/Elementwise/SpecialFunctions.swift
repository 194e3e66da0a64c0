import CSIMD

/// Functions around Euler's Γ that libm lacks.
enum SpecialFunctions {
  /// The derivative of ln Γ: by reflection below 0, by recurrence up to 10, by its asymptotic
  /// series from there (Abramowitz and Stegun, 6.3.5, 6.3.7 and 6.3.18). NaN at the poles.
  @Sendable static func digamma(_ x: Double) -> Double {
    if x <= 0 {
      if x == x.rounded(.down) { return .nan }
      return digamma(1 - x) - .pi / tfx_libm_tan(.pi * x)
    }
    var (x, result) = (x, 0.0)
    while x < 10 {
      result -= 1 / x
      x += 1
    }
    if x == .infinity { return x }
    // B₂ₖ / 2k from k = 7 down.
    let series = [1.0 / 12, -691.0 / 32760, 1.0 / 132, -1.0 / 240, 1.0 / 252, -1.0 / 120, 1.0 / 12]
    let square = 1 / (x * x)
    var sum = 0.0
    for term in series { sum = (sum + term) * square }
    return result + tfx_libm_log(x) - 0.5 / x - sum
  }

  /// The n-th derivative of digamma for a whole n ≥ 0, (−1)ⁿ⁺¹ n! ζ(n + 1, x); else NaN.
  @Sendable static func polygamma(_ n: Double, _ x: Double) -> Double {
    if n != n.rounded(.down) || n < 0 { return .nan }
    if n == 0 { return digamma(x) }
    let factorial = tfx_libm_exp(tfx_libm_lgamma(n + 1))
    let sign: Double = n.truncatingRemainder(dividingBy: 2) == 0 ? -1 : 1
    return sign * factorial * zeta(n + 1, x)
  }

  /// Σ 1 / (k + q)ˣ over k ≥ 0, for x > 1: ten terms, the rest by Euler and Maclaurin's formula, as
  /// in Cephes.
  @Sendable static func zeta(_ x: Double, _ q: Double) -> Double {
    if x == 1 { return .infinity }
    if x < 1 || x.isNaN || q.isNaN { return .nan }
    if q <= 0 {
      if q == q.rounded(.down) { return .infinity }
      // A negative base has no real power unless the exponent is whole.
      if x != x.rounded(.down) { return .nan }
    }
    var sum = tfx_libm_pow(q, -x)
    var (a, b) = (q, 0.0)
    var count = 0
    while count < 9 || a <= 9 {
      count += 1
      a += 1
      b = tfx_libm_pow(a, -x)
      sum += b
      if abs(b) < 1e-17 * abs(sum) { return sum }
    }
    sum += b * a / (x - 1) - 0.5 * b
    // (2k)! / B₂ₖ.
    let divisors = [
      12.0, -720, 30240, -1_209_600, 47_900_160, -1.8924375803183791606e9, 7.47242496e10,
      -2.950130727918164224e12, 1.1646782814350067249e14, -4.5979787224074726105e15,
      1.8152105401943546773e17, -7.1661652561756670113e18,
    ]
    var (factor, k) = (1.0, 0.0)
    for divisor in divisors {
      factor *= x + k
      b /= a
      let term = factor * b / divisor
      sum += term
      if abs(term) < 1e-17 * abs(sum) { return sum }
      k += 1
      factor *= x + k
      b /= a
      k += 1
    }
    return sum
  }
}
