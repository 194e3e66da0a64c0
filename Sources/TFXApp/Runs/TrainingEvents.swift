package import TFXTrain

#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// What happens in a training, for programs: with `--log json` an object on a line of standard output for
/// each event, and at the end what `--on-finish` is given.
///
/// Keys may be added in later versions; none is renamed. Infinities and what is no number are `null`, and
/// the object names them under `nonfinite`.
package final class TrainingEvents: Callback {
  /// How a training ended.
  package enum Status: String, Sendable { case completed, stopped, interrupted, failed }

  private let write: ((String) -> Void)?
  private let now: () -> Date
  private let start: Date
  private var epoch = 0
  private var epochs = 0
  private var steps = 0
  private var epochStart: Date
  private var lastStep: Date

  /// The run's directory.
  package private(set) var run: String?
  package private(set) var status = Status.failed
  package private(set) var exitCode: Int32 = 0
  private var message: String?
  private var epochsDone = 0
  private var test: Measurements?
  package private(set) var best: Checkpoint.Best?
  package private(set) var checkpoint: String?

  /// - Parameters:
  ///   - write: Takes the lines; nil if nobody reads them.
  ///   - now: The clock.
  package init(write: ((String) -> Void)?, now: @escaping () -> Date = { Date() }) {
    self.write = write
    self.now = now
    start = now()
    epochStart = start
    lastStep = start
  }

  /// Training begins, or goes on.
  func starts(
    _ run: RunDirectory, name: String, config: String, epoch: Int, of epochs: Int,
    samples: [(part: String, count: Int)], parameters: Int, monitor: String, threads: Int
  ) {
    self.run = run.path
    epochsDone = epoch
    send(
      "start",
      [
        ("schema", JSONText.string("tfx.log/1")), ("name", JSONText.string(name)),
        ("run", JSONText.string(run.path)), ("config", JSONText.string(config)),
        ("epoch", "\(epoch)"), ("epochs", "\(epochs)"),
        ("samples", JSONText.object(samples.map { ($0.part, "\($0.count)") })),
        ("parameters", "\(parameters)"), ("monitor", JSONText.string(monitor)),
        ("threads", "\(threads)"),
      ])
  }

  package func epochBegins(_ epoch: Int, of epochs: Int, steps: Int) {
    self.epoch = epoch
    self.epochs = epochs
    self.steps = steps
    epochStart = now()
    lastStep = epochStart
  }

  package func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) {
    if write == nil || now().timeIntervalSince(lastStep) < 1 { return }
    lastStep = now()
    send(
      "step",
      [("epoch", "\(epoch)"), ("epochs", "\(epochs)"), ("step", "\(step)"), ("steps", "\(steps)")]
        + TrainingEvents.fields(running().values))
  }

  package func epochEnds(_ log: EpochLog) {
    epochsDone = log.epoch
    send(
      "epoch",
      [("epoch", "\(log.epoch)"), ("epochs", "\(epochs)"), ("step", "\(log.step)")]
        + TrainingEvents.fields(log.values)
        + [
          ("learning_rate", JSONText.number(Double("\(Float(log.learningRate))") ?? .nan)),
          ("samples_per_second", JSONText.number(log.samplesPerSecond.rounded())),
          ("seconds", TrainingEvents.seconds(from: epochStart, to: now())),
        ])
  }

  /// A file was written.
  func saves(_ path: String, epoch: Int) {
    send("checkpoint", [("path", JSONText.string(path)), ("epoch", "\(epoch)")])
  }

  func warns(_ text: String) { send("warning", [("message", JSONText.string(text))]) }

  /// The training is done; `test` is what the best weights reach.
  func ends(
    _ status: Status, best: Checkpoint.Best?, checkpoint: String?, test: Measurements? = nil
  ) {
    self.status = status
    self.best = best
    self.checkpoint = checkpoint
    self.test = test
  }

  /// The program ends, with a failure if there is one.
  package func finish(_ failure: Failure?) {
    if let failure {
      exitCode = failure.exitCode
      message = failure.message
      if failure.exitCode == Failure.ExitCode.interrupted.rawValue
        || failure.exitCode == Failure.ExitCode.terminated.rawValue
      {
        status = .interrupted
      } else {
        status = .failed
        send(
          "error",
          [("message", JSONText.string(failure.message)), ("exit_code", "\(failure.exitCode)")])
      }
    }
    send("end", result)
  }

  /// How it ended, as JSON's fields.
  private var result: [(String, String)] {
    var fields = [("status", JSONText.string(status.rawValue)), ("exit_code", "\(exitCode)")]
    if let run { fields.append(("run", JSONText.string(run))) }
    fields.append(("epochs", "\(epochsDone)"))
    if let best {
      fields.append(
        (
          "best",
          JSONText.object(
            [("epoch", "\(best.epoch)"), ("name", JSONText.string(best.name))]
              + TrainingEvents.fields([("value", best.value)]))
        ))
    }
    if let test { fields.append(("test", JSONText.object(TrainingEvents.fields(test.values)))) }
    if let checkpoint { fields.append(("checkpoint", JSONText.string(checkpoint))) }
    if let message { fields.append(("message", JSONText.string(message))) }
    fields.append(("seconds", TrainingEvents.seconds(from: start, to: now())))
    return fields
  }

  /// How it ended, as an object of JSON's.
  package var resultText: String { JSONText.object(result) }

  private static func fields(_ values: [(name: String, value: Double)]) -> [(String, String)] {
    let odd = values.filter { !$0.value.isFinite }.map { JSONText.string($0.name) }
    return values.map { ($0.name, JSONText.number($0.value)) }
      + (odd.isEmpty ? [] : [("nonfinite", "[\(odd.joined(separator: ", "))]")])
  }

  private static func seconds(from start: Date, to end: Date) -> String {
    JSONText.number((end.timeIntervalSince(start) * 1000).rounded() / 1000)
  }

  private func send(_ event: String, _ fields: [(String, String)]) {
    let time = now().formatted(.iso8601)
    write?(
      JSONText.object(
        [("event", JSONText.string(event)), ("time", JSONText.string(time))] + fields) + "\n")
  }
}
