#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How many rows classes have, and what follows for whoever guesses.
package struct ClassBalance: Hashable, Sendable {
  package let counts: [Int]

  package init(_ counts: [Int]) { self.counts = counts }

  package var rows: Int { counts.reduce(0, +) }

  /// The class that most rows have, the first of several; nil without classes.
  package var mostFrequent: Int? {
    counts.indices.max { (counts[$0], $1) < (counts[$1], $0) }
  }

  /// How often saying always the most frequent class is right.
  package var share: Double {
    mostFrequent.map { Double(counts[$0]) / Double(max(rows, 1)) } ?? .nan
  }

  /// The cross-entropy of saying the shares of the classes for each row, −Σ p ln p: a loss above that is worse
  /// than knowing nothing of the row.
  package var entropy: Double {
    let all = Double(max(rows, 1))
    return counts.reduce(0) { sum, count in
      count == 0 ? sum : sum - Double(count) / all * log(Double(count) / all)
    }
  }

  /// Whether a model might learn to forget rare classes: of two classes one is four times as frequent, of more
  /// ten times. A class that few rows have would weigh as much as all of another, and does not count.
  package var isImbalanced: Bool {
    let present = counts.filter { $0 > 0 }
    guard let most = present.max(), let least = present.min(), present.count > 1 else {
      return false
    }
    return present.count == 2 ? most >= 4 * least : most >= 10 * least && least >= 10
  }
}

/// What saying always the same number comes to.
package struct NumberGuess: Hashable, Sendable {
  package let mean: Double
  package let median: Double
  package let least: Double
  package let greatest: Double
  /// The mean absolute error of always the median, the least that one number can have.
  package let medianError: Double
  /// The root of the mean squared error of always the mean: the standard deviation.
  package let deviation: Double

  /// Nil without numbers.
  package init?(_ numbers: [Double]) {
    let sorted = numbers.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    let count = Double(sorted.count)
    let mean = sorted.reduce(0) { $0 + $1 / count }
    let middle = sorted.count / 2
    let median =
      sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    (self.mean, self.median, least, greatest) = (mean, median, first, last)
    medianError = sorted.reduce(0) { $0 + abs($1 - median) / count }
    deviation = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }.squareRoot()
  }
}
