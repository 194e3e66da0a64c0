import TFXCore
import TFXRuntime
package import TFXTrain

/// Tells how training goes: on a terminal by one live line and a line for each epoch that is done, elsewhere
/// by these alone, and in a long epoch by a line a minute.
package final class ProgressReporter: Callback {
  private let console: Console
  /// How many samples an epoch has.
  private let samples: Int
  /// The value whose course is drawn.
  private let monitor: String
  /// Seconds since some moment.
  private let now: () -> Double
  private weak var training: TrainingControl?
  private var epoch = 0
  private var epochs = 0
  private var steps = 0
  private var epochStart = 0.0
  private var lastTold = 0.0
  /// The step at which the clock is read again.
  private var nextLook = 0
  private var history: [Double] = []

  /// Reports to a console on epochs of the given number of samples.
  package init(
    _ console: Console, samples: Int, monitor: String,
    now: @escaping () -> Double = ProgressReporter.secondsSinceStart()
  ) {
    self.console = console
    self.samples = samples
    self.monitor = monitor
    self.now = now
  }

  /// A clock of the time from now on.
  package static func secondsSinceStart() -> () -> Double {
    let (clock, start) = (ContinuousClock(), ContinuousClock.now)
    return { start.duration(to: clock.now).seconds }
  }

  package func trainingBegins(_ training: TrainingControl) { self.training = training }

  package func epochBegins(_ epoch: Int, of epochs: Int, steps: Int) {
    self.epoch = epoch
    self.epochs = epochs
    self.steps = steps
    epochStart = now()
    nextLook = 0
    lastTold = console.traits.hasLiveLine ? -1 : epochStart
  }

  package func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) {
    if step < nextLook, step < steps { return }
    let time = now()
    // Some hundred looks at the clock a second are enough; a step may take less time than one.
    let elapsed = time - epochStart
    nextLook =
      elapsed > 0 ? step + Int(Double(step) * min(0.01 / elapsed, 1)) : step
    // Ten times a second is smooth, and cheap beside any step.
    let pause = console.traits.hasLiveLine ? 0.1 : 60
    if time - lastTold < pause, step < steps || !console.traits.hasLiveLine { return }
    lastTold = time
    let line = ProgressLine(
      epoch: epoch, of: epochs, step: step, of: steps,
      secondsLeft: elapsed / Double(step) * Double(steps - step),
      samplesPerSecond: elapsed > 0
        ? Double(samples) * Double(step) / Double(max(steps, 1)) / elapsed : 0,
      values: running().values, history: history)
    if console.traits.hasLiveLine {
      console.live(line)
    } else {
      console.tell(
        "\(ProgressLine.title(epoch, of: epochs))  "
          + "\(NumberFormat.count(step))/\(NumberFormat.count(steps)) steps  "
          + "\(NumberFormat.duration(line.secondsLeft)) left  \(ProgressReporter.list(line.values))"
      )
    }
  }

  package func epochEnds(_ log: EpochLog) {
    if let value = log[monitor] { history.append(value) }
    console.tellEpoch(
      epoch, of: epochs, log.values, seconds: now() - epochStart,
      samplesPerSecond: log.samplesPerSecond)
    for text in training?.takeTold() ?? [] { console.tell("  \(text)") }
  }

  package func trainingEnds() {
    console.endProgress()
    if let reason = training?.stopReason { console.tell("stopped: \(reason)") }
  }

  /// Names and values side by side.
  static func list(_ values: [(name: String, value: Double)]) -> String {
    values.map { "\($0.name) \(NumberFormat.measurement($0.value))" }.joined(separator: "  ")
  }
}

extension Console {
  /// The line of an epoch that is done.
  func tellEpoch(
    _ epoch: Int, of epochs: Int, _ values: [(name: String, value: Double)], seconds: Double,
    samplesPerSecond: Double
  ) {
    let title = ProgressLine.title(epoch, of: epochs)
    let rate = NumberFormat.count(Int(min(samplesPerSecond, 1e15).rounded()))
    tell(
      [title] + values.map { "\($0.name) \(NumberFormat.measurement($0.value))" }
        + [NumberFormat.duration(seconds), "\(rate) samples/s"],
      indent: title.count + 2)
  }
}
