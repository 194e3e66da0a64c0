/// How well scores tell rows that are something from those that are not, whatever the threshold.
package struct Ranking {
  /// The rows from the highest score down, those of equal scores together: how many of them are, and how
  /// many are not.
  private var groups: [(score: Double, positives: Int, negatives: Int)] = []
  package let positives: Int
  package let negatives: Int

  /// - Parameters:
  ///   - scores: The higher, the likelier.
  ///   - truths: Whether each row is.
  ///   - times: How often each row counts; once if nil.
  package init(_ scores: [Double], _ truths: [Bool], times: [Int]? = nil) {
    self.init(scores, truths, order: Ranking.order(scores), times: times)
  }

  /// The rows from the highest score down.
  package static func order(_ scores: [Double]) -> [Int] {
    scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
  }

  /// The same for an order that is known.
  package init(_ scores: [Double], _ truths: [Bool], order: [Int], times: [Int]? = nil) {
    var (positives, negatives) = (0, 0)
    for row in order {
      let count = times?[row] ?? 1
      if count == 0 { continue }
      let isNew = groups.last.map { $0.score != scores[row] } ?? true
      if isNew { groups.append((scores[row], 0, 0)) }
      if truths[row] {
        groups[groups.count - 1].positives += count
        positives += count
      } else {
        groups[groups.count - 1].negatives += count
        negatives += count
      }
    }
    (self.positives, self.negatives) = (positives, negatives)
  }

  /// The area under the ROC curve: how often a row that is has a higher score than one that is not. Not a
  /// number without both.
  package var area: Double {
    var (sum, above) = (0.0, 0)
    for group in groups {
      sum += Double(group.negatives) * (Double(above) + Double(group.positives) / 2)
      above += group.positives
    }
    return sum / (Double(positives) * Double(negatives))
  }

  /// Average precision, as
  /// [scikit-learn](https://scikit-learn.org/stable/modules/generated/sklearn.metrics.average_precision_score.html)
  /// defines it: Σ (Rₙ − Rₙ₋₁) Pₙ.
  package var averagePrecision: Double {
    var (sum, found, all) = (0.0, 0, 0)
    for group in groups {
      found += group.positives
      all += group.positives + group.negatives
      sum += Double(group.positives) * Double(found) / Double(all)
    }
    return positives == 0 ? .nan : sum / Double(positives)
  }

  /// The ROC curve: false positives among the negatives, true ones among the positives.
  package var roc: [(x: Double, y: Double)] {
    var points = [(x: 0.0, y: 0.0)]
    var (true_, false_) = (0, 0)
    for group in groups {
      true_ += group.positives
      false_ += group.negatives
      points.append(
        (Double(false_) / Double(max(negatives, 1)), Double(true_) / Double(max(positives, 1))))
    }
    return Ranking.thinned(points)
  }

  /// Precision by recall.
  package var precisionRecall: [(x: Double, y: Double)] {
    var points: [(x: Double, y: Double)] = []
    var (found, all) = (0, 0)
    for group in groups {
      found += group.positives
      all += group.positives + group.negatives
      points.append((Double(found) / Double(max(positives, 1)), Double(found) / Double(all)))
    }
    if let first = points.first { points.insert((0, first.y), at: 0) }
    return Ranking.thinned(points)
  }

  /// About 120 points along a curve, its ends among them.
  private static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    var kept: [(x: Double, y: Double)] = []
    for (index, point) in points.enumerated() {
      if let last = kept.last, index < points.count - 1,
        abs(point.x - last.x) + abs(point.y - last.y) < 1 / 60.0
      {
        continue
      }
      kept.append(point)
    }
    return kept
  }
}

/// What comes of calling everything from a threshold on a hit.
package struct Threshold {
  package let threshold: Double
  package let truePositives: Int
  package let falsePositives: Int
  package let falseNegatives: Int
  package let trueNegatives: Int

  /// Counts that are known.
  package init(
    threshold: Double, truePositives: Int, falsePositives: Int, falseNegatives: Int,
    trueNegatives: Int
  ) {
    self.threshold = threshold
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
    self.trueNegatives = trueNegatives
  }

  package init(_ threshold: Double, _ scores: [Double], _ truths: [Bool]) {
    var counts = [0, 0, 0, 0]
    for (score, truth) in zip(scores, truths) {
      counts[(score >= threshold ? 0 : 2) + (truth ? 0 : 1)] += 1
    }
    self.threshold = threshold
    (truePositives, falsePositives) = (counts[0], counts[1])
    (falseNegatives, trueNegatives) = (counts[2], counts[3])
  }

  package var precision: Double {
    Double(truePositives) / Double(truePositives + falsePositives)
  }
  package var recall: Double { Double(truePositives) / Double(truePositives + falseNegatives) }
  /// 2·TP ÷ (2·TP + FP + FN).
  package var f1: Double {
    Double(2 * truePositives) / Double(2 * truePositives + falsePositives + falseNegatives)
  }
  /// All rows.
  package var count: Int { truePositives + falsePositives + falseNegatives + trueNegatives }
  package var accuracy: Double {
    Double(truePositives + trueNegatives) / Double(count)
  }
  /// How many are called a hit.
  package var share: Double {
    Double(truePositives + falsePositives) / Double(count)
  }
}

/// Whether probabilities are what comes true.
package struct Calibration {
  /// A tenth of the range.
  package struct Bin {
    package var count = 0
    package var probability = 0.0
    package var hits = 0
  }

  package private(set) var bins = [Bin](repeating: Bin(), count: 10)

  /// - Parameters:
  ///   - probabilities: What was said of each row.
  ///   - truths: What came true.
  package init(_ probabilities: [Double], _ truths: [Bool]) {
    for (probability, truth) in zip(probabilities, truths) where probability.isFinite {
      let bin = min(max(Int(probability * 10), 0), 9)
      bins[bin].count += 1
      bins[bin].probability += probability
      bins[bin].hits += truth ? 1 : 0
    }
  }

  /// The mean distance between what was said and what came true, over the rows: the expected calibration
  /// error ([Guo and others 2017](https://arxiv.org/abs/1706.04599)).
  package var error: Double {
    let count = bins.reduce(0) { $0 + $1.count }
    return bins.reduce(0) { $0 + abs($1.probability - Double($1.hits)) }
      / Double(max(count, 1))
  }

  /// What was said and what came true, for each bin that has rows.
  package var points: [(x: Double, y: Double)] {
    bins.filter { $0.count > 0 }.map {
      ($0.probability / Double($0.count), Double($0.hits) / Double($0.count))
    }
  }
}
