import TFXCore
import TFXData
import TFXTrain

/// What a run leaves besides its weights: what they make of each row, and the page that tells of it. That
/// some of it cannot be written is a warning: the training is done.
final class RunReview {
  private let model: Sequential
  private let preprocessing: Preprocessing
  let console: Console
  /// What came out on the rows that the page is about, and what they are called.
  private(set) var outcomes: Outcomes?
  private(set) var measurements: Measurements?
  private(set) var part = ""

  /// - Parameter model: with the weights that are looked at.
  init(_ model: Sequential, _ preprocessing: Preprocessing, on console: Console) {
    (self.model, self.preprocessing, self.console) = (model, preprocessing, console)
  }

  /// Evaluates the model on a part, and writes what it makes of each row.
  ///
  /// - Parameters:
  ///   - path: The file of predictions; nil for none.
  ///   - isSubject: Whether the page is about this part.
  func evaluate(
    _ data: any BatchSource, _ part: String, predictions path: String?, isSubject: Bool
  ) throws -> Measurements {
    try evaluate(part, path, isSubject) { (observe) in
      (try model.evaluate(data, observing: observe), data.count)
    }.measurements
  }

  /// The same for samples that are gone through once.
  func evaluate(
    _ samples: SampleStream, _ part: String
  ) throws -> (measurements: Measurements, count: Int) {
    try evaluate(part, nil, true) { try model.evaluate(samples, observing: $0) }
  }

  private func evaluate(
    _ part: String, _ path: String?, _ isSubject: Bool,
    _ body: ((PredictedSamples) throws -> Void) throws -> (Measurements, Int)
  ) throws -> (measurements: Measurements, count: Int) {
    var file = path.flatMap { path in
      attempt("the predictions are not written to \(path)") {
        try PredictionFile(path, model, preprocessing)
      }
    }
    var outcomes = Outcomes(
      preprocessing, worstLimit: preprocessing.areImages ? 64 : 20, seed: model.seed)
    let (measurements, count) = try body { predicted in
      if isSubject { outcomes.add(predicted) }
      guard let own = file, let path else { return }
      let isWritten: Void? = self.attempt("the predictions are not written to \(path)") {
        try own.add(predicted)
      }
      if isWritten == nil { file = nil }
    }
    if let file, let path {
      _ = attempt("the predictions are not written to \(path)") { try file.finish() }
    }
    if isSubject { (self.outcomes, self.measurements, self.part) = (outcomes, measurements, part) }
    return (measurements, count)
  }

  /// Does something that may fail; a warning says so.
  func attempt<Result>(_ failure: String, _ body: () throws -> Result) -> Result? {
    do {
      return try body()
    } catch {
      let reason = Failure(error).message
      console.say("warning: \(failure): \(reason)")
      return nil
    }
  }
}

extension Preprocessing {
  /// Whether samples are images of 1 or 3 channels.
  var areImages: Bool {
    format != .csv && sampleShape.count == 3 && [1, 3].contains(sampleShape[2])
      && sampleShape[0] > 3 && sampleShape[1] > 3
  }
}
