import TFXRuntime
package import TFXTrain

/// Tells how training goes: on a terminal one live line an epoch, elsewhere one plain line.
package final class ProgressReporter: Callback {
  private let console: Console
  private let clock = ContinuousClock()
  private weak var training: TrainingControl?
  private var epoch = 0
  private var epochs = 0
  private var steps = 0
  private var epochStart: ContinuousClock.Instant
  private var lastDrawn: ContinuousClock.Instant?

  /// Reports to a console on epochs of the given number of samples.
  package init(_ console: Console) {
    self.console = console
    epochStart = clock.now
  }

  package func trainingBegins(_ training: TrainingControl) { self.training = training }

  package func epochBegins(_ epoch: Int, of epochs: Int, steps: Int) {
    self.epoch = epoch
    self.epochs = epochs
    self.steps = steps
    epochStart = clock.now
    lastDrawn = nil
  }

  package func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) {
    guard console.isTerminal else { return }
    let now = clock.now
    // Ten times a second is smooth, and cheap beside any step.
    if let lastDrawn, lastDrawn.duration(to: now).seconds < 0.1, step < steps { return }
    lastDrawn = now
    let left = epochStart.duration(to: now).seconds / Double(step) * Double(steps - step)
    let bar = ProgressReporter.bar(step, of: steps, width: 20)
    console.live(
      "\(title) \(bar) \(step)/\(steps)  \(NumberFormat.duration(left)) left  "
        + ProgressReporter.list(running().values))
  }

  package func epochEnds(_ log: EpochLog) {
    let seconds = epochStart.duration(to: clock.now).seconds
    let rate = NumberFormat.count(Int(log.samplesPerSecond.rounded()))
    console.say(
      "\(title)  \(ProgressReporter.list(log.values))  \(NumberFormat.duration(seconds))  "
        + "\(rate) samples/s")
    for text in training?.takeTold() ?? [] { console.say("  \(text)") }
  }

  package func trainingEnds() {
    if let reason = training?.stopReason { console.say("stopped: \(reason)") }
  }

  private var title: String {
    let width = "\(epochs)".count
    let number = "\(epoch)"
    return "epoch \(String(repeating: " ", count: width - number.count))\(number)/\(epochs)"
  }

  /// Names and values side by side.
  static func list(_ values: [(name: String, value: Double)]) -> String {
    values.map { "\($0.name) \(NumberFormat.measurement($0.value))" }.joined(separator: "  ")
  }

  package static func bar(_ done: Int, of all: Int, width: Int) -> String {
    let filled = all == 0 ? width : done * width / all
    return String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
  }
}
