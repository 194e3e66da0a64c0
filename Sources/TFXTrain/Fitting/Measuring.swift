import TFXModel
import TFXRuntime

/// The loss and the metrics of what a session runs: metrics add up in the session, the loss here.
struct Measuring {
  private let session: Session
  private let metrics: [ModelGraph.BuiltMetric]
  /// The session's memory of each metric's states.
  private var states: [[UnsafeMutableBufferPointer<Double>]] = []
  private var loss = 0.0
  private var weightedLoss: Double?
  private var count = 0

  /// Measures of a model in its session, from the beginning.
  init(_ training: ModelGraph.Training, in session: Session) throws(RunError) {
    self.session = session
    metrics = training.metrics
    for metric in metrics {
      var own: [UnsafeMutableBufferPointer<Double>] = []
      for state in metric.states {
        own.append(try session.elements(of: state, as: Double.self))
      }
      states.append(own)
    }
    reset()
  }

  /// Begins anew: before each epoch and each evaluation.
  mutating func reset() {
    for state in states.joined() { state.update(repeating: 0) }
    loss = 0
    weightedLoss = nil
    count = 0
  }

  /// Adds the mean loss of a batch of `samples`, which the metrics have counted in.
  ///
  /// - Parameter weighted: The same by the weights of samples and classes, if it is told besides.
  mutating func add(loss mean: Double, weighted: Double? = nil, samples: Int) {
    loss += mean * Double(samples)
    if let weighted { weightedLoss = (weightedLoss ?? 0) + weighted * Double(samples) }
    count += samples
  }

  /// The loss and the metrics of all samples since the beginning.
  var measurements: Measurements { measurements(of: sums, hasWeightedLoss: weightedLoss != nil) }

  /// All that is added up, to be added to that of other samples: losses, samples, the metrics' states.
  var sums: [Double] { [loss, weightedLoss ?? 0, Double(count)] + states.joined().joined() }

  /// The number of ``sums``.
  var sumCount: Int { 3 + states.joined().map(\.count).reduce(0, +) }

  /// The loss and the metrics of what has such sums.
  func measurements(of sums: [Double], hasWeightedLoss: Bool) -> Measurements {
    let count = max(sums[2], 1)
    var values = [(name: "loss", value: sums[0] / count)]
    if hasWeightedLoss { values.append(("weighted_loss", sums[1] / count)) }
    var place = 3
    for (metric, states) in zip(metrics, states) {
      let own = states.map { state in
        defer { place += state.count }
        return Array(sums[place..<place + state.count])
      }
      values.append((metric.name, metric.metric.result(own)))
    }
    return Measurements(values)
  }
}
