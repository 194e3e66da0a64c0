/// What a model said of rows that have any number of labels, beside those that they have.
package struct LabelResults {
  package var names: [String]
  /// For each label how often it was said rightly, said wrongly, missed, and rightly not said.
  package var counts: [(hits: Int, wrong: Int, missed: Int, right: Int)]
  /// What was said of each label, row by row, of some rows; and whether these rows have it.
  package var scores: [[Double]]
  package var truths: [[Bool]]
  package var areProbabilities: Bool
  /// What logits were divided by before they became these probabilities; nil where that is not so.
  package var temperature: Double?

  package init(
    names: [String], counts: [(hits: Int, wrong: Int, missed: Int, right: Int)],
    scores: [[Double]], truths: [[Bool]], areProbabilities: Bool
  ) {
    self.names = names
    self.counts = counts
    self.scores = scores
    self.truths = truths
    self.areProbabilities = areProbabilities
  }

  /// The F1 of all labels together.
  package var microF1: Double {
    let (hits, others) = counts.reduce((0, 0)) { ($0.0 + $1.hits, $0.1 + $1.wrong + $1.missed) }
    return Double(2 * hits) / Double(2 * hits + others)
  }

  /// The F1 of saying always those labels that most rows have; if there are none, the most frequent one.
  package var baselineF1: Double {
    let rows = counts.first.map { $0.hits + $0.wrong + $0.missed + $0.right } ?? 0
    let frequencies = counts.map { $0.hits + $0.missed }
    var said = names.indices.filter { 2 * frequencies[$0] > rows }
    if said.isEmpty, let most = frequencies.indices.max(by: { frequencies[$0] < frequencies[$1] }) {
      said = [most]
    }
    let hits = said.reduce(0) { $0 + frequencies[$1] }
    return Double(2 * hits) / Double(said.count * rows + frequencies.reduce(0, +))
  }

  package func ranking(_ label: Int) -> Ranking {
    Ranking(scores.map { $0[label] }, truths.map { $0[label] })
  }

  package var section: PageSection {
    let rows = names.indices.prefix(60).map { index in
      let own = counts[index]
      let best = bestThreshold(index)
      return [
        Digits.shortened(names[index]),
        Digits.text(Double(own.hits) / Double(own.hits + own.wrong)),
        Digits.text(Double(own.hits) / Double(own.hits + own.missed)),
        Digits.text(Double(2 * own.hits) / Double(2 * own.hits + own.wrong + own.missed)),
        Digits.count(own.hits + own.missed), Digits.text(ranking(index).area),
        best.map { "\(Digits.text($0.f1)) from \(Digits.fixed($0.threshold, 2))" } ?? "–",
      ]
    }
    return PageSection(
      id: "labels", title: "Right and wrong",
      lead: "A label is said where its probability is above 0.5.",
      blocks: [
        .table(
          PageTable(
            names.count > 60 ? "The first 60 labels" : "Each label",
            [
              PageTable.Column("Label"), PageTable.Column("Precision", .number),
              PageTable.Column("Recall", .number), PageTable.Column("F1", .number),
              PageTable.Column("Rows", .number), PageTable.Column("ROC area", .number),
              PageTable.Column("Best F1", .number),
            ], rows))
      ])
  }

  private func bestThreshold(_ label: Int) -> Threshold? {
    let (scores, truths) = (scores.map { $0[label] }, truths.map { $0[label] })
    return (1..<20).map { Threshold(Double($0) / 20, scores, truths) }
      .filter { $0.f1.isFinite }.max { $0.f1 < $1.f1 }
  }

  package var trust: PageSection {
    let all = names.indices.prefix(100).map { (name: names[$0], ranking: ranking($0)) }
      .filter { $0.ranking.area.isFinite }
    let worst = all.sorted { ($0.ranking.area, $0.name) < ($1.ranking.area, $1.name) }.prefix(6)
    let mean = all.reduce(0) { $0 + $1.ranking.area } / Double(max(all.count, 1))
    var charts = RankingCharts.charts(Array(worst), of: all.count, mean: mean)
    if areProbabilities {
      let probabilities = Array(scores.joined())
      let truths = Array(truths.joined())
      let before = temperature.map { temperature in
        Calibration(
          probabilities.map { Tempered.before([1 - $0, $0], temperature)[1] }, truths)
      }
      charts += CalibrationCharts.charts(
        Calibration(probabilities, truths), before: before, probabilities, what: "probability")
    }
    return PageSection(
      id: "trust", title: "How far to trust it", blocks: charts.isEmpty ? [] : [.charts(charts)])
  }
}
