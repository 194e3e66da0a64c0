import TFXCore
import TFXData
import TFXGraph
import TFXModel
import TFXTrain

/// What a model makes of rows as text, with the truth and the loss where they are known: what `predict`,
/// `evaluate` and `train` write.
final class PredictionRows {
  /// The columns.
  let text: PredictionText
  private let truths: TruthReader?
  private var isBegun = false

  /// - Parameters:
  ///   - hasTargets: Whether there are truths.
  ///   - repeatsInputs: Whether what is made of inputs that are their own truth is written: as much again as
  ///     was read.
  init(
    _ model: Sequential, _ preprocessing: Preprocessing, hasTargets: Bool, json: Bool,
    repeatsInputs: Bool
  ) throws {
    let graph = try model.graph
    truths = TruthReader(preprocessing)
    let isCopy = truths == nil && !repeatsInputs
    text = PredictionText(
      width: graph.prediction.shape.withoutBatch.elementCount,
      classNames: preprocessing.classNames, targets: preprocessing.targetColumns,
      reading: preprocessing.targetReading, threshold: preprocessing.outputs.threshold,
      idColumn: preprocessing.idColumn, json: json,
      truth: isCopy ? .ofInputs : truths != nil && hasTargets ? .known : .unknown,
      hasLosses: hasTargets ? try graph.sampleLosses() != nil : false)
  }

  /// Writes some rows, behind the header if they are the first.
  func write(_ predicted: PredictedSamples, to sink: ([UInt8]) throws -> Void) throws {
    // Not before: where nothing can be predicted, there is no header either.
    if !isBegun, !text.header.isEmpty { try sink(text.header) }
    isBegun = true
    let (samples, rows) = (predicted.samples, predicted.rows)
    let known = samples.targets.flatMap { truths?.read($0, rows: rows) }
    let written = text.rows(
      predicted.outputs, ids: samples.ids.map { ids in rows.map { ids[$0] } },
      numbers: rows.map { samples.rowNumbers?[$0] ?? predicted.first + $0 + 1 },
      truths: known, unknown: samples.unknownTargets, losses: predicted.losses)
    for rows in written { try sink(rows) }
  }
}

/// What a model makes of rows whose truth is known, as a CSV file: id or row, truth, prediction, the
/// probability of each class, loss. It is written as the rows come, so that nothing of it stays in memory.
final class PredictionFile {
  private let file: FileWriter
  private let rows: PredictionRows

  /// - Parameter path: the file, whose folder is made.
  init(_ path: String, _ model: Sequential, _ preprocessing: Preprocessing) throws {
    let directory = FilePath.directory(of: path)
    if !FileAccess.isDirectory(directory) { try FileAccess.makeDirectories(directory) }
    file = try FileWriter(path)
    rows = try PredictionRows(
      model, preprocessing, hasTargets: true, json: false, repeatsInputs: false)
  }

  /// Writes some rows.
  func add(_ predicted: PredictedSamples) throws { try rows.write(predicted, to: file.write) }

  /// Puts the file in its place.
  func finish() throws { try file.finish() }
}
