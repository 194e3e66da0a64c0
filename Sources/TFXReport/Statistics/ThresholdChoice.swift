/// The threshold of a score that does best by some measure.
package struct ThresholdChoice {
  /// What the threshold is chosen by.
  package enum Goal: Equatable {
    /// As much of it as there can be.
    case most(Measure)
    /// Of thresholds that find at least this share, that of the greatest precision.
    case recall(Double)
    /// Of thresholds with at least this precision, that which finds most.
    case precision(Double)
    /// The least cost of all mistakes.
    case cost(falsePositive: Double, falseNegative: Double)
  }

  /// What can be made as much as there can be.
  package enum Measure: String, CaseIterable, Sendable {
    case accuracy
    case balancedAccuracy = "balanced_accuracy"
    case f1, f2
    case mcc

    package func callAsFunction(_ threshold: Threshold) -> Double {
      switch self {
      case .accuracy: threshold.accuracy
      case .balancedAccuracy: threshold.balancedAccuracy
      case .f1: threshold.f1
      case .f2: threshold.f2
      case .mcc: threshold.mcc
      }
    }
  }

  /// What was chosen, between two scores that there are.
  package let best: Threshold

  /// - Parameters:
  ///   - scores: From 0 to 1; what has more than the threshold is called a hit.
  ///   - truths: Which are.
  /// - Returns: Nil if no threshold reaches the goal.
  package init?(_ scores: [Double], _ truths: [Bool], _ goal: Goal) {
    let candidates = ThresholdChoice.candidates(scores, truths)
    // Of thresholds that are as good, the one nearest to ½.
    let order = { (value: (Threshold) -> Double) in
      candidates.filter { !value($0).isNaN }.max {
        (value($0), abs($1.threshold - 0.5)) < (value($1), abs($0.threshold - 0.5))
      }
    }
    let found: Threshold?
    switch goal {
    case .most(let measure): found = order { measure($0) }
    case .recall(let least): found = order { $0.recall >= least ? $0.precision : .nan }
    case .precision(let least): found = order { $0.precision >= least ? $0.recall : .nan }
    case .cost(let falsePositive, let falseNegative):
      found = order { -$0.cost(falsePositive: falsePositive, falseNegative: falseNegative) }
    }
    guard let found else { return nil }
    best = found
  }

  /// A threshold above all scores, one between any two neighbours, and one below all.
  private static func candidates(_ scores: [Double], _ truths: [Bool]) -> [Threshold] {
    let order = Ranking.order(scores)
    let positives = truths.count(where: \.self)
    var (hits, called) = (0, 0)
    var candidates: [Threshold] = []
    var above = 1.0
    for (place, row) in order.enumerated() {
      if place == 0 || scores[row] < scores[order[place - 1]] {
        candidates.append(
          Threshold(
            (above + scores[row]) / 2, truePositives: hits, falsePositives: called - hits,
            positives: positives, count: scores.count))
      }
      above = scores[row]
      called += 1
      if truths[row] { hits += 1 }
    }
    candidates.append(
      Threshold(
        above / 2, truePositives: hits, falsePositives: called - hits, positives: positives,
        count: scores.count))
    return candidates
  }
}

extension Threshold {
  /// The counts of a threshold that are known.
  fileprivate init(
    _ threshold: Double, truePositives: Int, falsePositives: Int, positives: Int, count: Int
  ) {
    self.init(
      threshold: threshold, truePositives: truePositives, falsePositives: falsePositives,
      falseNegatives: positives - truePositives,
      trueNegatives: count - positives - falsePositives)
  }

  /// The mean of the shares of both classes that are named rightly.
  package var balancedAccuracy: Double {
    (recall + Double(trueNegatives) / Double(trueNegatives + falsePositives)) / 2
  }

  /// 5·TP ÷ (5·TP + 4·FN + FP): what is missed counts more than what is wrongly called a hit.
  package var f2: Double {
    Double(5 * truePositives)
      / Double(5 * truePositives + 4 * falseNegatives + falsePositives)
  }

  /// The correlation of what is said and what is: Matthews's coefficient; 0 if all are said to be the same.
  package var mcc: Double {
    let (tp, fp) = (Double(truePositives), Double(falsePositives))
    let (fn, tn) = (Double(falseNegatives), Double(trueNegatives))
    let product = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return product == 0 ? 0 : (tp * tn - fp * fn) / product.squareRoot()
  }

  /// What all mistakes cost together.
  package func cost(falsePositive: Double, falseNegative: Double) -> Double {
    falsePositive * Double(falsePositives) + falseNegative * Double(falseNegatives)
  }
}
