#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The temperature T for which probabilities of logits ÷ T say best what is true: it makes the mean of −log of the
/// probability of what is true as small as it gets ([Guo and others 2017](https://arxiv.org/abs/1706.04599)). That
/// mean is convex in 1 ÷ T, so that its derivative has one place at 0 at most.
package struct TemperatureFit {
  /// The temperature.
  package let temperature: Double
  /// The mean of −log of the probability of what is true, before and after.
  package let before: Double
  package let after: Double

  /// Temperatures that are tried.
  private static let range = 0.05...20.0

  /// Of classes that exclude each other: probabilities are the softmax of each row.
  ///
  /// - Parameters:
  ///   - logits: Row by row, one for each class.
  ///   - classes: Which of them each row is of.
  /// - Returns: Nil if there are no rows, or no temperature is the best: if all rows are named rightly by what can be
  ///   made ever surer, or the model knows nothing.
  package init?(logits: [Float], classes: [Int]) {
    guard !classes.isEmpty else { return nil }
    let width = logits.count / classes.count
    self.init { inverse in
      var (loss, slope) = (0.0, 0.0)
      logits.withUnsafeBufferPointer { logits in
        for (row, own) in classes.enumerated() {
          let row = UnsafeBufferPointer(rebasing: logits[row * width..<(row + 1) * width])
          let greatest = Double(row.max() ?? 0)
          var (sum, weighted) = (0.0, 0.0)
          for logit in row {
            let logit = Double(logit)
            let part = exp(inverse * (logit - greatest))
            sum += part
            weighted += part * logit
          }
          loss += log(sum) + inverse * (greatest - Double(row[own]))
          slope += weighted / sum - Double(row[own])
        }
      }
      return (loss / Double(classes.count), slope / Double(classes.count))
    }
  }

  /// Of outputs that are probabilities by themselves: the sigmoid of each.
  ///
  /// - Parameters:
  ///   - logits: Row by row.
  ///   - truths: Whether each holds.
  package init?(logits: [Float], truths: [Bool]) {
    guard !truths.isEmpty, logits.count == truths.count else { return nil }
    self.init { inverse in
      var (loss, slope) = (0.0, 0.0)
      for (logit, truth) in zip(logits, truths) {
        // −log σ(s), where s is positive if what holds is said.
        let side = truth ? Double(logit) : -Double(logit)
        let s = inverse * side
        let rest = exp(-abs(s))
        loss += max(-s, 0) + log1p(rest)
        slope -= side * (s < 0 ? 1 / (1 + rest) : rest / (1 + rest))
      }
      return (loss / Double(truths.count), slope / Double(truths.count))
    }
  }

  /// - Parameter measure: The loss and its derivative by 1 ÷ T, given 1 ÷ T.
  private init?(_ measure: (Double) -> (loss: Double, slope: Double)) {
    let range = TemperatureFit.range
    var (low, high) = (1 / range.upperBound, 1 / range.lowerBound)
    guard measure(low).slope < 0, measure(high).slope > 0 else { return nil }
    before = measure(1).loss
    // Halves on a scale of logarithms: 60 are more than a double tells apart.
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if measure(middle).slope < 0 { low = middle } else { high = middle }
    }
    let inverse = (low * high).squareRoot()
    temperature = 1 / inverse
    after = measure(inverse).loss
    guard before.isFinite, after.isFinite else { return nil }
  }
}
