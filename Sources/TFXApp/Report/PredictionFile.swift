import TFXCore
import TFXData
import TFXGraph
import TFXModel
import TFXTrain

/// What a model makes of rows whose truth is known, as a CSV file: id or row, truth, prediction, the
/// probability of each class, loss. It is written as the rows come, so that nothing of it stays in memory.
final class PredictionFile {
  private let file: FileWriter
  private let text: PredictionText
  private let truths: TruthReader?
  private var isBegun = false

  /// - Parameter path: the file, whose folder is made.
  init(_ path: String, _ model: Sequential, _ preprocessing: Preprocessing) throws {
    let directory = FilePath.directory(of: path)
    if !FileAccess.isDirectory(directory) { try FileAccess.makeDirectories(directory) }
    file = try FileWriter(path)
    truths = TruthReader(preprocessing)
    let graph = try model.graph
    text = PredictionText(
      width: graph.prediction.shape.withoutBatch.elementCount,
      classNames: preprocessing.classNames, targets: preprocessing.targetColumns,
      reading: preprocessing.targetReading, threshold: preprocessing.outputs.threshold,
      idColumn: preprocessing.idColumn, json: false,
      truth: truths == nil ? .ofInputs : .known, hasLosses: try graph.sampleLosses() != nil)
  }

  /// Writes some rows.
  func add(_ predicted: PredictedSamples) throws {
    if !isBegun { try file.write(text.header) }
    isBegun = true
    let (samples, rows) = (predicted.samples, predicted.rows)
    let known = samples.targets.flatMap { truths?.read($0, rows: rows) }
    let written = text.rows(
      predicted.outputs, ids: samples.ids.map { ids in rows.map { ids[$0] } },
      numbers: rows.map { samples.rowNumbers?[$0] ?? predicted.first + $0 + 1 }, first: 0,
      truths: known, losses: predicted.losses)
    for rows in written { try file.write(rows) }
  }

  /// Puts the file in its place.
  func finish() throws { try file.finish() }
}
