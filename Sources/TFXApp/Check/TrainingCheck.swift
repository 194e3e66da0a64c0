import TFXConfig
import TFXCore
import TFXData
import TFXGraph
import TFXModel
import TFXRanks
import TFXRuntime
import TFXTrain

/// What a training will need: parameters, memory and time, and what more ranks would give.
struct TrainingCheck {
  let experiment: Experiment
  let data: PreparedData
  let model: Sequential
  /// Seconds that it took to read and prepare the data.
  let prepareSeconds: Double
  /// How many ranks are asked about, over which network; nil if none are.
  let ranks: (count: Int, bitsPerSecond: Double)?

  private var fit: FitOptions { experiment.config.fit }
  private var fitPlace: String? { place(of: "fit") }

  private func place(of section: String) -> String? {
    experiment.file.root[section]?.span?.place
  }

  func look(_ report: inout CheckReport) throws {
    try parameters(&report)
    try Session.openLibrary()
    let times = try model.timeSteps(data.train, fit, validation: data.validation)
    memory(times, &report)
    try time(times, &report)
    if let ranks { try speedUp(times, ranks.count, ranks.bitsPerSecond, &report) }
  }

  private func parameters(_ report: inout CheckReport) throws {
    let graph = try model.graph
    let all = graph.layers.reduce(0) { $0 + $1.parameterCount }
    let trained = graph.weights.filter(\.isTrainable).reduce(0) {
      $0 + $1.spec.shape.elementCount
    }
    report.add(
      .ok, "model", at: place(of: "model"),
      "\(ColumnGuess.count(graph.layers.count, "layer")), \(ColumnGuess.count(all, "parameter"))"
        + (trained == all ? "" : ", of which \(NumberFormat.count(trained)) are trained"))
    report.add(
      "model",
      .object([
        ("layers", .int(graph.layers.count)), ("parameters", .int(all)),
        ("trainable_parameters", .int(trained)),
      ]))
  }

  // MARK: Memory

  private func memory(_ times: StepTimes, _ report: inout CheckReport) {
    let parts = [data.train, data.validation, data.test].compactMap { $0 }
    let samples = experiment.config.data.streaming ? 0 : parts.reduce(0) { $0 + $1.byteCount }
    let (peak, machine) = (Machine.peakMemorySize, Machine.memorySize)
    let size = TrainingCheck.size
    report.add(
      peak > machine / 5 * 4 ? .warning : .ok, "memory", at: fitPlace,
      "about \(size(peak)) of memory, of \(size(machine)): \(size(times.arenaByteCount)) for a step, "
        + "\(size(times.stateByteCount)) for weights and what the optimizer keeps, "
        + (samples == 0 ? "no samples, which are streamed" : "\(size(samples)) for the samples"))
    report.add(
      "memory",
      .object([
        ("peak_bytes", .int(peak)), ("step_bytes", .int(times.arenaByteCount)),
        ("state_bytes", .int(times.stateByteCount)), ("sample_bytes", .int(samples)),
        ("machine_bytes", .int(machine)),
      ]))
  }

  /// Bytes as people read them: `720 B`, `20.4 KB`.
  static func size(_ bytes: Int) -> String {
    let text = NumberFormat.short(bytes)
    return text.contains(" ") ? text + "B" : text + " B"
  }

  // MARK: Time

  private func time(_ times: StepTimes, _ report: inout CheckReport) throws {
    // Files that are streamed were gone through to fit encoders and to count the parts.
    let time = TrainingTime(
      times, samples: data.train.count, validation: data.validation?.count ?? 0, fit,
      readSeconds: experiment.config.data.streaming ? prepareSeconds / 2 : 0)
    let stops = fit.callbacks.contains { $0.value is EarlyStopping }
    var text = "training takes about \(NumberFormat.duration(time.seconds))"
    if time.isCut {
      text += ", when max_time is over"
    } else if stops {
      text += ", or less if it stops early"
    }
    text +=
      ": \(ColumnGuess.count(time.epochs, "epoch")) of \(ColumnGuess.count(time.steps, "step")) of "
    text += TrainingCheck.milliseconds(time.step)
    if times.evaluation != nil {
      text += ", each with \(TrainingCheck.milliseconds(time.validation)) to validate"
    }
    report.add(.ok, "time", at: fitPlace, text)
    report.add(
      "time",
      .object([
        ("seconds", .double(time.seconds)), ("epochs", .int(time.epochs)),
        ("steps", .int(time.steps)), ("step_seconds", .double(time.step)),
        ("first_step_seconds", .double(times.first)),
        ("validation_seconds", .double(time.validation)),
      ]))
  }

  /// A short time: `0.12 ms`, `8.6 ms`, `1.2 s`.
  static func milliseconds(_ seconds: Double) -> String {
    if seconds >= 0.995 { return NumberFormat.duration(seconds) }
    let value = seconds * 1e3
    let decimals = value < 0.0995 ? 3 : value < 0.995 ? 2 : value < 9.95 ? 1 : 0
    return NumberFormat.fixed(value, decimals: decimals) + " ms"
  }

  // MARK: Ranks

  private func speedUp(
    _ times: StepTimes, _ count: Int, _ bitsPerSecond: Double, _ report: inout CheckReport
  ) throws {
    let pass = data.train.pass(
      batchSize: fit.batchSize, shuffle: false, seed: model.seed, epoch: 0)
    guard let batch = try pass.next() else { throw TrainError.noSamples }
    let gradients = try model.gradientTimes(
      batch.samples.selecting(Array(batch.rows)), batchSize: fit.batchSize)
    let step = RankedStep(
      seconds: times.step,
      gradients: gradients.map {
        RankedStep.Gradients(byteCount: Double($0.byteCount), readyAt: $0.readyAt)
      })
    let network = Network(bitsPerSecond: bitsPerSecond)
    let shared = step.seconds(ranks: count, over: network, growsBatch: false)
    let (own, grown) = (
      step.efficiency(ranks: count, over: network, growsBatch: false),
      step.efficiency(ranks: count, over: network, growsBatch: true)
    )
    let speed = step.seconds / shared
    let batchSize = min(fit.batchSize, data.train.count)
    let what =
      speed >= 1
      ? "\(NumberFormat.fixed(speed, decimals: 1)) times as fast as one"
      : "\(NumberFormat.fixed(1 / speed, decimals: 1)) times as slow as one"
    var text =
      "\(ColumnGuess.count(count, "rank")), a host each, at \(TrainingCheck.bits(bitsPerSecond)): "
    text +=
      "a batch of \(NumberFormat.count(batchSize)) takes \(TrainingCheck.milliseconds(shared)), \(what) "
    text += "(\(DataCheck.percent(own)) of the \(count)-fold speed); with "
    text += "'batch_size: \(batchSize * count)' it is \(DataCheck.percent(grown)); "
    text += "\(TrainingCheck.size(Int(step.byteCount))) of gradients a step"
    report.add(speed >= 1 ? .ok : .note, "ranks", at: fitPlace, text)
    report.add(
      "ranks",
      .object([
        ("ranks", .int(count)), ("bits_per_second", .double(bitsPerSecond)),
        ("gradient_bytes", .double(step.byteCount)), ("step_seconds", .double(shared)),
        ("efficiency", .double(own)), ("efficiency_of_larger_batches", .double(grown)),
      ]))
  }

  /// A network's speed: `10 Gbit/s`.
  static func bits(_ perSecond: Double) -> String {
    let (value, unit) = perSecond >= 1e9 ? (perSecond / 1e9, "G") : (perSecond / 1e6, "M")
    return "\(ColumnGuess.number(value)) \(unit)bit/s"
  }
}

extension BatchSource {
  /// The bytes of all samples, as they are in memory.
  fileprivate var byteCount: Int {
    inputSpec.byteCount + (targetSpec?.byteCount ?? 0)
  }
}
