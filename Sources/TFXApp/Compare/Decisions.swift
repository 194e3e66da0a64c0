import TFXCore
import TFXData
import TFXReport
import TFXTrain

/// What comes of the threshold that a checkpoint keeps: metrics go by those of the configuration.
final class Decisions {
  private let reader: TruthReader
  private let threshold: Double
  private var counts = (truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0)

  /// Nil if the checkpoint keeps none.
  init?(_ preprocessing: Preprocessing) {
    guard let threshold = preprocessing.outputs.threshold, let reader = TruthReader(preprocessing)
    else { return nil }
    (self.reader, self.threshold) = (reader, threshold)
  }

  /// Counts some rows.
  func add(_ predicted: PredictedSamples) {
    guard let targets = predicted.samples.targets,
      let truths = reader.read(targets, rows: predicted.rows)
    else { return }
    let width = predicted.outputs.shape.withoutBatch.elementCount
    let outputs = predicted.outputs.scalars(as: Float.self)
    for (place, truth) in truths.enumerated() {
      guard case .oneClass(let index) = truth else { continue }
      let said = reader.choice(reader.scores(outputs[place * width..<(place + 1) * width]))
      switch (said, index) {
      case (1, 1): counts.truePositives += 1
      case (1, _): counts.falsePositives += 1
      case (_, 1): counts.falseNegatives += 1
      default: counts.trueNegatives += 1
      }
    }
  }

  private var result: Threshold {
    Threshold(
      threshold: threshold, truePositives: counts.truePositives,
      falsePositives: counts.falsePositives, falseNegatives: counts.falseNegatives,
      trueNegatives: counts.trueNegatives)
  }

  private var values: [(name: String, value: Double)] {
    [
      ("accuracy", result.accuracy), ("precision", result.precision), ("recall", result.recall),
      ("f1", result.f1),
    ]
  }

  var line: String {
    "'\(reader.names[1])' above \(Digits.text(threshold, 4)): \(ProgressReporter.list(values))\n"
  }

  var json: JSON {
    .object(
      [("class", .string(reader.names[1])), ("value", .double(threshold))]
        + values.map { (key: $0.name, value: .double($0.value)) })
  }
}
