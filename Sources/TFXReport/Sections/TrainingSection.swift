/// What happened epoch by epoch.
package struct TrainingHistory {
  /// A value over the epochs; places where it was not measured are not a number.
  package struct Curve {
    package var name: String
    package var training: [Double]
    package var validation: [Double]
    package var isHigherBetter: Bool

    package init(
      name: String, training: [Double], validation: [Double], isHigherBetter: Bool = false
    ) {
      self.name = name
      self.training = training
      self.validation = validation
      self.isHigherBetter = isHigherBetter
    }
  }

  package var epochs: [Int]
  package var curves: [Curve]
  package var learningRates: [Double]
  package var seconds: [Double]
  package var samplesPerSecond: [Double]
  /// The epoch whose weights are kept, if one was chosen.
  package var bestEpoch: Int?

  package init(
    epochs: [Int], curves: [Curve], learningRates: [Double], seconds: [Double],
    samplesPerSecond: [Double], bestEpoch: Int?
  ) {
    self.epochs = epochs
    self.curves = curves
    self.learningRates = learningRates
    self.seconds = seconds
    self.samplesPerSecond = samplesPerSecond
    self.bestEpoch = bestEpoch
  }

  package var section: PageSection {
    guard !epochs.isEmpty else {
      return PageSection(id: "training", title: "Training", blocks: [])
    }
    var charts = curves.map(chart)
    if Set(learningRates).count > 1 {
      var chart = LineChart(
        "Learning rate",
        finding: "From \(Digits.text(learningRates[0])) to "
          + "\(Digits.text(learningRates[learningRates.count - 1])).",
        axes: ("epoch", "learning rate"),
        lines: [LineChart.Line("Learning rate", points(learningRates))])
      (chart.isWhole, chart.y) = (true, .fromZero)
      charts.append(chart.chart)
    }
    let time = seconds.last ?? 0
    let rate = samplesPerSecond.sorted()[samplesPerSecond.count / 2]
    return PageSection(
      id: "training", title: "Training",
      lead: "\(epochs.count) \(epochs.count == 1 ? "epoch" : "epochs") in "
        + "\(TrainingHistory.duration(time)), \(Digits.text(rate)) samples a second in training steps.",
      blocks: [.charts(charts)])
  }

  package static func duration(_ seconds: Double) -> String {
    if seconds < 60 { return "\(Digits.text(seconds, 2))\u{A0}s" }
    if seconds < 3_600 { return "\(Digits.text(seconds / 60))\u{A0}min" }
    return "\(Digits.text(seconds / 3_600))\u{A0}h"
  }

  private func points(_ values: [Double]) -> [(x: Double, y: Double)] {
    zip(epochs, values).filter { $0.1.isFinite }.map { (Double($0), $1) }
  }

  private func chart(_ curve: Curve) -> Chart {
    let (training, validation) = (points(curve.training), points(curve.validation))
    let watched = validation.isEmpty ? training : validation
    let best = bestEpoch.flatMap { epoch in watched.first { $0.x == Double(epoch) } }
    var lines: [LineChart.Line] = []
    if !validation.isEmpty {
      lines.append(LineChart.Line("Validation", validation, series: 0, mark: best))
    }
    if !training.isEmpty {
      lines.append(
        LineChart.Line(
          "Training", training, series: 1, isDashed: true, mark: validation.isEmpty ? best : nil))
    }
    let where_ = validation.isEmpty ? "in training" : "in validation"
    var finding =
      "From \(Digits.text(watched.first?.y ?? .nan)) to \(Digits.text(watched.last?.y ?? .nan)) "
      + "\(where_)."
    if let best { finding += " At the best epoch, \(Int(best.x)): \(Digits.text(best.y))." }
    var chart = LineChart(
      TrainingHistory.title(curve.name), finding: finding, axes: ("epoch", curve.name), lines: lines
    )
    chart.isWhole = true
    if let bestEpoch { chart.mark = (Double(bestEpoch), "best epoch, \(bestEpoch)") }
    return chart.chart
  }

  /// Names that are made of first letters.
  private static let initials: Set = [
    "auc", "f1", "iou", "mae", "mape", "mse", "msle", "pr", "r2", "rmse", "roc",
  ]

  /// A name of the logs as a heading: `pr_auc` is “PR AUC”.
  package static func title(_ name: String) -> String {
    let words = name.split(separator: "_").map { word in
      initials.contains(String(word)) ? word.uppercased() : String(word)
    }.joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}
