/// Where callbacks put checkpoints: the folder of a run.
protocol CheckpointStore: AnyObject {
  /// Writes a file.
  ///
  /// - Parameters:
  ///   - name: Its name in the folder.
  ///   - epoch: The epoch that goes on or ends, counted from 1.
  ///   - weightsOnly: Whether it holds the weights alone.
  ///   - isEpochEnd: Whether the epoch ends; it is written when all callbacks know of that, with what
  ///     they remember then.
  func save(_ name: String, epoch: Int, weightsOnly: Bool, isEpochEnd: Bool) throws

  /// Removes a file, when what was asked for before is written.
  func remove(_ name: String)
}

/// Takes checkpoints and keeps none: where another rank writes them.
package final class NoStore: Callback, CheckpointStore {
  package init() {}

  package func trainingBegins(_ training: TrainingControl) { training.store = self }

  func save(_ name: String, epoch: Int, weightsOnly: Bool, isEpochEnd: Bool) {}
  func remove(_ name: String) {}
}
