import TFXCore
import TFXData
import TFXModel
import TFXRuntime
import TFXTrain

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
    let data = try experiment.prepareData()
    let prepareSeconds = start.duration(to: .now).seconds
    let model = try experiment.model(for: data)
    let trained = try trainingRate(model, data.train, options.fit)
    let sampleByteCount = 4 * data.inputSpec.shape.withoutBatch.elementCount
    let predicted = try predictionRate(
      model, try samples(data.train, max(1, (1 << 24) / sampleByteCount)).inputs)
    let (kernels, arena) = try model.profileTraining(
      try samples(data.train, options.fit.batchSize), batchSize: options.fit.batchSize, runs: 50)
    let peakByteCount = Machine.peakMemorySize
    if let trace { try FileAccess.write(Array(ChromeTrace(kernels).text.utf8), to: trace) }
    let report = BenchmarkReport(
      name: options.name, batchSize: min(options.fit.batchSize, data.train.count),
      threads: Session.threads, kernels: kernels, layers: try model.graph.layers.map(\.name),
      peak: Session.matrixProductPeak(), trainSamplesPerSecond: trained,
      predictSamplesPerSecond: predicted, arenaByteCount: arena,
      peakByteCount: peakByteCount, prepareSeconds: prepareSeconds,
      readSeconds: try readSeconds(options.data))
    try console.result(json ? report.json + "\n" : report.text)
  }

  /// The reading of the training data's CSV file into typed columns, in seconds: the median of a
  /// few, behind the first; nil for what is streamed or no file of that kind.
  private func readSeconds(_ data: DataConfig) throws -> Double? {
    guard let paths = data.train.tablePaths, paths != ["-"], !data.streaming else { return nil }
    let begin = ContinuousClock.now
    var times: [Double] = []
    repeat {
      let start = ContinuousClock.now
      _ = try data.table()
      times.append(start.duration(to: .now).seconds)
    } while times.count < 6 && (times.count < 2 || begin.duration(to: .now).seconds < seconds)
    return median(Array(times.dropFirst()))
  }

  /// The first samples of streamed data, which is not in memory; all of a `Dataset`.
  private func samples(_ data: any BatchSource, _ count: Int) throws -> Dataset {
    if let data = data as? Dataset { return data }
    let pass = data.pass(batchSize: count, shuffle: false, seed: 0, epoch: 0)
    guard let batch = try pass.next() else { throw TrainError.noSamples }
    return batch.samples.selecting(Array(batch.rows))
  }

  /// Samples a second in training: the median of the epochs behind the first; of all steps, where
  /// there was no time for two epochs.
  private func trainingRate(
    _ model: Sequential, _ data: any BatchSource, _ fit: FitOptions
  ) throws -> Double {
    let watch = EpochWatch(seconds: seconds, batchSize: min(fit.batchSize, data.count))
    var options = fit
    options.epochs = 1_000_000
    try model.fit(data, options, callbacks: [watch])
    return watch.rates.count > 1 ? median(Array(watch.rates.dropFirst())) : watch.rate
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
}

/// Takes the rate of each epoch, and stops when it has watched long enough: for four epochs, or in
/// the middle of one where they are too long.
private final class EpochWatch: Callback {
  /// Samples a second of each epoch.
  private(set) var rates: [Double] = []
  private let seconds: Double
  private let batchSize: Int
  private let begin = ContinuousClock.now
  /// Steps behind the first, for which the plan is made.
  private var steps = -1
  private var firstStep = ContinuousClock.now
  private var lastStep = ContinuousClock.now

  init(seconds: Double, batchSize: Int) {
    self.seconds = seconds
    self.batchSize = batchSize
  }

  /// Samples a second of all steps but the first.
  var rate: Double { Double(steps * batchSize) / firstStep.duration(to: lastStep).seconds }

  func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) {
    steps += 1
    lastStep = .now
    if steps == 0 { firstStep = lastStep }
  }

  func epochEnds(_ log: EpochLog) { rates.append(log.samplesPerSecond) }

  var wantsStop: Bool {
    let elapsed = begin.duration(to: .now).seconds
    return elapsed >= seconds && (rates.count >= 4 || elapsed >= 10 * seconds)
  }
}
