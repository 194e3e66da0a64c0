/// Ends a training when its time is over: `fit.max_time`.
final class TimeLimit: Callback {
  private let limit: TimeSpan
  private let end: ContinuousClock.Instant
  private var epochs = 0

  /// A limit of the time from now on.
  init(_ limit: TimeSpan) {
    self.limit = limit
    end = .now + .seconds(limit.seconds)
  }

  private(set) var wantsStop = false
  var stopReason: String? { "max_time of \(limit) is over" }

  func epochBegins(_ epoch: Int, of epochs: Int, steps: Int) { self.epochs = epochs }

  func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) {
    wantsStop = ContinuousClock.now >= end
  }

  func epochEnds(_ log: EpochLog) {
    // Behind the last epoch there is nothing to stop.
    wantsStop = log.epoch < epochs && ContinuousClock.now >= end
  }
}
