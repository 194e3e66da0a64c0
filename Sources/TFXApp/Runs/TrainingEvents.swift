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
        ("schema", .string("tfx.log/1")), ("name", .string(name)),
        ("run", .string(run.path)), ("config", .string(config)),
        ("epoch", .int(epoch)), ("epochs", .int(epochs)),
        ("samples", .object(samples.map { ($0.part, .int($0.count)) })),
        ("parameters", .int(parameters)), ("monitor", .string(monitor)),
        ("threads", .int(threads)),
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
      [
        ("epoch", .int(epoch)), ("epochs", .int(epochs)), ("step", .int(step)),
        ("steps", .int(steps)),
      ]
        + TrainingEvents.fields(running().values))
  }

  package func epochEnds(_ log: EpochLog) {
    epochsDone = log.epoch
    send(
      "epoch",
      [("epoch", .int(log.epoch)), ("epochs", .int(epochs)), ("step", .int(log.step))]
        + TrainingEvents.fields(log.values)
        + [
          ("learning_rate", .double(Double("\(Float(log.learningRate))") ?? .nan)),
          ("samples_per_second", .double(log.samplesPerSecond.rounded())),
          ("seconds", TrainingEvents.seconds(from: epochStart, to: now())),
        ])
  }

  /// A file was written.
  func saves(_ path: String, epoch: Int) {
    send("checkpoint", [("path", .string(path)), ("epoch", .int(epoch))])
  }

  func warns(_ text: String) { send("warning", [("message", .string(text))]) }

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
          [("message", .string(failure.message)), ("exit_code", .int(Int(failure.exitCode)))])
      }
    }
    send("end", result)
  }

  /// How it ended, as JSON's fields.
  private var result: JSON.Fields {
    var fields: JSON.Fields = [
      ("status", .string(status.rawValue)), ("exit_code", .int(Int(exitCode))),
    ]
    if let run { fields.append(("run", .string(run))) }
    fields.append(("epochs", .int(epochsDone)))
    if let best {
      fields.append(
        (
          "best",
          .object(
            [("epoch", .int(best.epoch)), ("name", .string(best.name))]
              + TrainingEvents.fields([("value", best.value)]))
        ))
    }
    if let test { fields.append(("test", .object(TrainingEvents.fields(test.values)))) }
    if let checkpoint { fields.append(("checkpoint", .string(checkpoint))) }
    if let message { fields.append(("message", .string(message))) }
    fields.append(("seconds", TrainingEvents.seconds(from: start, to: now())))
    return fields
  }

  /// How it ended, as an object of JSON's.
  package var resultText: String { JSON.object(result).line }

  private static func fields(_ values: [(name: String, value: Double)]) -> JSON.Fields {
    let odd = values.filter { !$0.value.isFinite }.map { JSON.string($0.name) }
    return values.map { ($0.name, .double($0.value)) }
      + (odd.isEmpty ? [] : [("nonfinite", .array(odd))])
  }

  private static func seconds(from start: Date, to end: Date) -> JSON {
    .double((end.timeIntervalSince(start) * 1000).rounded() / 1000)
  }

  private func send(_ event: String, _ fields: JSON.Fields) {
    let time = now().formatted(.iso8601)
    write?(
      JSON.object([("event", .string(event)), ("time", .string(time))] + fields).line + "\n")
  }
}
