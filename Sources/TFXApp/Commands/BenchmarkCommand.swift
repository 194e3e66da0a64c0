import TFXCore
import TFXData
import TFXModel
import TFXRuntime
import TFXTrain

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `tfx benchmark`: how fast a configuration trains and predicts, and where the time goes. Nothing
/// is written but what is asked for.
package struct BenchmarkCommand {
  package var config: String
  package var overrides: [String] = []
  package var json = false
  /// A file to write one training step to, in Chrome's trace format.
  package var trace: String?

  /// Seconds to train for, and to predict for, at least.
  package var seconds = 2.0

  package init(config: String) { self.config = config }

  package func run(_ console: Console) throws {
    let experiment = try Experiment(config, overrides: overrides)
    let options = experiment.config
    let start = ContinuousClock.now
    let data = try PreparedData.prepare(
      options.data, as: options.compile.loss.value.target.kind, seed: options.seed)
    let readSeconds = start.duration(to: .now).seconds
    let model = try experiment.model(for: DataParts(data))
    let trained = try trainingRate(model, data.train, options.fit)
    let predicted = try predictionRate(model, data.train.inputs)
    let (kernels, arena) = try model.profileTraining(
      data.train, batchSize: options.fit.batchSize, runs: 50)
    if let trace { try FileAccess.write(Array(TraceText.trace(kernels).utf8), to: trace) }
    let report = BenchmarkReport(
      name: options.name, batchSize: min(options.fit.batchSize, data.train.count),
      threads: Session.threads, kernels: kernels, layers: try model.graph.layers.map(\.name),
      peak: Session.matrixProductPeak(), trainSamplesPerSecond: trained,
      predictSamplesPerSecond: predicted, arenaByteCount: arena,
      peakByteCount: BenchmarkCommand.peakMemory, readSeconds: readSeconds)
    try console.result(json ? report.json + "\n" : report.text)
  }

  /// Samples a second in training: the median of the epochs behind the first.
  private func trainingRate(
    _ model: Sequential, _ data: Dataset, _ fit: FitOptions
  ) throws -> Double {
    let watch = EpochWatch(seconds: seconds)
    var options = fit
    options.epochs = 1_000_000
    try model.fit(data, options, callbacks: [watch])
    return median(watch.rates.count > 1 ? Array(watch.rates.dropFirst()) : watch.rates)
  }

  /// Samples a second in prediction: the median of passes behind the first.
  private func predictionRate(_ model: Sequential, _ inputs: Tensor) throws -> Double {
    let clock = ContinuousClock()
    let begin = clock.now
    var rates: [Double] = []
    repeat {
      let start = clock.now
      _ = try model.predict(inputs)
      rates.append(Double(inputs.shape[0]) / start.duration(to: clock.now).seconds)
    } while begin.duration(to: clock.now).seconds < seconds || rates.count < 4
    return median(Array(rates.dropFirst()))
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
  }

  /// The most memory that the program has had, in bytes.
  private static var peakMemory: Int {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #else
      // Linux counts in units of 1,024 bytes.
      getrusage(RUSAGE_SELF.rawValue, &usage)
      return Int(usage.ru_maxrss) * 1024
    #endif
  }
}

/// Takes the rate of each epoch, and stops when it has watched long enough.
private final class EpochWatch: Callback {
  private(set) var rates: [Double] = []
  private let seconds: Double
  private let begin = ContinuousClock.now

  init(seconds: Double) { self.seconds = seconds }

  func epochEnds(_ log: EpochLog) { rates.append(log.samplesPerSecond) }

  var wantsStop: Bool {
    rates.count >= 4 && begin.duration(to: .now).seconds >= seconds
  }
}
