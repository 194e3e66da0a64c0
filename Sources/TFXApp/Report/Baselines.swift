import TFXCore
import TFXData
import TFXReport

/// Simple predictions to have something to compare with, from some rows of the training part.
struct Baselines {
  /// Rows of the training part: what is fed and what is true.
  private var rows: [(inputs: [Double], truth: Truth)] = []
  private let features: LinearFeatures?
  private let reader: TruthReader
  private(set) var linear: LinearModel?

  /// Nil if nothing is known of the training part, or its truths have no usual form.
  init?(_ subject: ReportSubject, seed: UInt64) {
    guard let train = subject.train, let reader = TruthReader(subject.preprocessing) else {
      return nil
    }
    self.reader = reader
    features = LinearFeatures(subject.preprocessing)
    guard let features else { return nil }
    // Products of pairs of columns for each row: some hundredths of a second.
    let limit = min(4_000, max(50_000_000 / (features.width * features.width), 200))
    let pass = train.pass(batchSize: 256, shuffle: true, seed: seed, epoch: 0)
    while rows.count < limit, let batch = try? pass.next() {
      guard let targets = batch.samples.targets,
        let truths = reader.read(targets, rows: batch.rows)
      else { return nil }
      let inputs = batch.samples.inputs.gathering(Array(batch.rows)).doubles()
      let width = inputs.count / max(batch.rows.count, 1)
      for (place, truth) in truths.enumerated() where rows.count < limit {
        rows.append((features(inputs[place * width..<(place + 1) * width]), truth))
      }
    }
    linear = fitted()
  }

  private func fitted() -> LinearModel? {
    guard let features, let first = rows.first else { return nil }
    let outputs = target(first.truth).count
    return LinearModel(
      rows.flatMap(\.inputs), rows.flatMap { target($0.truth) }, rows: rows.count,
      outputs: outputs
    )
    .flatMap { rows.count > 2 && features.width > 0 ? $0 : nil }
  }

  private func target(_ truth: Truth) -> [Double] {
    switch truth {
    case .oneClass(let index): reader.names.indices.map { $0 == index ? 1 : 0 }
    case .labels(let holds): holds.map { $0 ? 1 : 0 }
    case .numbers(let numbers): numbers
    }
  }

  /// What the linear model makes of a row as the model is fed it; nil if there is none.
  func linear(_ inputs: [Float]) -> [Double]? {
    guard let linear, let features, !inputs.isEmpty else { return nil }
    return linear(features(inputs.lazy.map { Double($0) }[...]))
  }
}

/// The inputs of a model of tables in a form that a linear model can use: categories that the model learns
/// vectors for become a column each.
struct LinearFeatures {
  /// For each input how many columns it becomes: 1 for a number, a category's count, 0 if left out.
  private let counts: [Int]
  let width: Int

  /// Wider rows are not tried.
  private static let widthLimit = 200

  /// Nil for images and texts, and where there would be too many columns.
  init?(_ preprocessing: Preprocessing) {
    guard let encoder = preprocessing.features else { return nil }
    for column in encoder.columns {
      if case .text = column.encoding { return nil }
    }
    let embedded = preprocessing.embeddedColumns
    let steps = preprocessing.sampleShape.dropLast().reduce(1, *)
    let own = (0..<encoder.width).map { feature in
      embedded.first { $0.feature == feature }.map(\.count) ?? 1
    }
    counts = (0..<steps).flatMap { _ in own }
    width = counts.reduce(0, +)
    if width > LinearFeatures.widthLimit || width == 0 { return nil }
  }

  func callAsFunction(_ inputs: some Sequence<Double>) -> [Double] {
    var row: [Double] = []
    row.reserveCapacity(width)
    for (input, count) in zip(inputs, counts) {
      if count == 1 {
        row.append(input)
      } else {
        for category in 0..<count { row.append(Int(input) == category ? 1 : 0) }
      }
    }
    return row
  }
}
