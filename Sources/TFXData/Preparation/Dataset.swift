public import TFXCore

/// Samples in memory, ready to be batched.
public struct Dataset: Sendable {
  /// One row a sample: [rows, features] float32 from a CSV file; from an IDX file its own shape and
  /// element type, with an axis of one channel added to images: [rows, height, width, 1].
  public let inputs: Tensor
  /// The targets, one row a sample, in the form of a ``TargetKind``.
  public let targets: Tensor?
  /// How much each sample counts in the loss, float32 [rows]; nil if all count as 1.
  public let sampleWeights: Tensor?
  /// The texts of the id column, if one was named.
  public let ids: [String]?
  /// For each row the line of the CSV file on which it starts, from 1; nil for IDX files.
  public let lines: [Int]?
  /// For each sample the number of its row in the file, from 1, where they do not follow each other: in
  /// a part that is split off, and that of a window's last row; nil where they do.
  public let rowNumbers: [Int]?
  /// What stands in the target's columns of samples, by their numbers from 0, whose target is not known
  /// or none that the training part has; their ``targets`` are zeros. Empty but where
  /// ``Preprocessing/streamWithTruth(_:batchSize:)`` has read them.
  package private(set) var unknownTargets: [Int: [String?]] = [:]
  /// The file, for messages.
  public let file: String

  /// The given samples; all parts have as many rows as `inputs`.
  public init(
    inputs: Tensor, targets: Tensor? = nil, sampleWeights: Tensor? = nil, ids: [String]? = nil,
    lines: [Int]? = nil, rowNumbers: [Int]? = nil, file: String = "memory"
  ) {
    let count = inputs.shape[0]
    precondition(
      targets.map { $0.shape[0] == count } ?? true
        && sampleWeights.map { $0.shape == [count] } ?? true
        && ids.map { $0.count == count } ?? true
        && lines.map { $0.count == count } ?? true
        && rowNumbers.map { $0.count == count } ?? true,
      "inputs \(inputs.shape), targets \(String(describing: targets?.shape)), "
        + "\(ids?.count ?? count) ids and \(lines?.count ?? count) lines in one data set")
    self.inputs = inputs
    self.targets = targets
    self.sampleWeights = sampleWeights
    self.ids = ids
    self.lines = lines
    self.rowNumbers = rowNumbers
    self.file = file
  }

  /// The number of samples.
  public var count: Int { inputs.shape[0] }

  /// The same samples with targets, of which some may not be known.
  func with(_ targets: Tensor, unknown: [Int: [String?]] = [:]) -> Dataset {
    var samples = Dataset(
      inputs: inputs, targets: targets, sampleWeights: sampleWeights, ids: ids, lines: lines,
      rowNumbers: rowNumbers, file: file)
    samples.unknownTargets = unknown
    return samples
  }

  /// The same samples with the numbers of their rows in the file.
  func numbering(_ rowNumbers: [Int]) -> Dataset {
    Dataset(
      inputs: inputs, targets: targets, sampleWeights: sampleWeights, ids: ids, lines: lines,
      rowNumbers: rowNumbers, file: file)
  }

  /// The samples of the given rows, copied.
  public func selecting(_ rows: [Int]) -> Dataset {
    var selected = Dataset(
      inputs: inputs.gathering(rows), targets: targets?.gathering(rows),
      sampleWeights: sampleWeights?.gathering(rows),
      ids: ids.map { ids in rows.map { ids[$0] } },
      lines: lines.map { lines in rows.map { lines[$0] } },
      rowNumbers: rowNumbers.map { numbers in rows.map { numbers[$0] } }, file: file)
    selected.unknownTargets = unknownTargets.gathering(rows)
    return selected
  }
}

extension [Int: [String?]] {
  /// Those of some samples, by their new numbers.
  func gathering(_ samples: [Int]) -> [Int: [String?]] {
    if isEmpty { return [:] }
    var gathered: [Int: [String?]] = [:]
    for (place, sample) in samples.enumerated() {
      if let texts = self[sample] { gathered[place] = texts }
    }
    return gathered
  }
}
