import TFXData

/// Tells what of some data is not like what a model was trained on.
enum DriftReport {
  /// Says it in a line for each column.
  ///
  /// - Throws: ``Failure`` if there is something and `strict` forbids it; `done` tells what became of
  ///   the results.
  static func tell(
    _ drift: Drift, strict: Bool, done: String, on console: Console
  ) throws {
    let lines = drift.lines
    for line in lines { console.say("\(strict ? "error" : "warning"): \(line)") }
    if strict, !lines.isEmpty {
      throw Failure(
        "error: the data is not like the training data, which --strict forbids; \(done)",
        exitCode: .badData)
    }
  }
}
