import TFXConfig
import TFXCore
import TFXData
import TFXKernels
import TFXModel
import TFXReport
import TFXRuntime
import TFXTrain

/// `tfx check --self`: whether the program works on this machine. It tells what it is made of, and trains three
/// small models on made-up data.
package struct SelfCheck {
  package var json = false

  package init() {}

  /// Tells what was found.
  ///
  /// - Throws: ``Failure`` if a library is missing, or if a model does not learn what it must.
  package func run(_ console: Console) throws {
    var report = CheckReport()
    let failure = look(&report)
    try console.result(json ? report.json.text : report.text)
    if let failure { throw failure }
  }

  private func look(_ report: inout CheckReport) -> Failure? {
    report.add(
      .ok, "program", "tfx \(ProgramVersion.text), built for \(KernelLibraries.instructionSet)")
    report.add(
      .ok, "machine",
      "\(ColumnGuess.count(Machine.processorCount, "processor")), "
        + "\(ColumnGuess.count(Session.threads, "thread")), "
        + "\(TrainingCheck.size(Machine.memorySize)) of memory")
    report.add(
      "program",
      .object([
        ("version", .string(ProgramVersion.text)),
        ("instruction_set", .string(KernelLibraries.instructionSet)),
        ("processors", .int(Machine.processorCount)), ("threads", .int(Session.threads)),
        ("memory_bytes", .int(Machine.memorySize)),
      ]))
    if let failure = libraries(&report) { return failure }
    let peak = Session.matrixProductPeak()
    report.add(
      .ok, "speed",
      "\(NumberFormat.fixed(peak / 1e9, decimals: 0)) GFLOP/s in a large matrix product")
    report.add("gemm_peak_gflops", .double(peak / 1e9))
    var failure: Failure?
    for trial in Trial.all {
      do {
        let start = ContinuousClock.now
        let measured = try trial.train()
        let seconds = start.duration(to: .now).seconds
        let accuracy = measured["accuracy"] ?? .nan
        let isGood = measured.loss.isFinite && accuracy >= Trial.leastAccuracy
        let said =
          "\(trial.name): \(DataCheck.percent(accuracy)) of \(Trial.sampleCount) made-up "
          + "\(trial.noun) learned in \(NumberFormat.duration(seconds))"
        report.add(isGood ? .ok : .error, "training", said)
        if !isGood {
          failure = Failure(
            "error: a model of \(trial.name) does not learn what it must: this is a bug of tfx or of "
              + "a library", exitCode: .ourBug)
        }
      } catch {
        failure = Failure(error)
        report.add(error)
      }
    }
    return failure
  }

  private func libraries(_ report: inout CheckReport) -> Failure? {
    var versions: [(name: String, version: String)] = []
    var failure: Failure?
    for library in [MathLibrary.oneDNN, .openBLAS] {
      do throws(MissingLibraryError) {
        try library.load()
        versions.append((library.name, library.version ?? "of an unknown version"))
      } catch {
        report.add(.error, "libraries", "\(error); \(error.help)")
        failure = Failure("error: \(error)\n  \(error.help)", exitCode: .unavailable)
      }
    }
    versions.append((YAMLLibrary.name, YAMLLibrary.version))
    versions += CompressionLibraries.all + KernelLibraries.ofImages
    report.add(
      .ok, "libraries", versions.map { "\($0.name) \($0.version)" }.joined(separator: ", "))
    report.add(
      "libraries", .object(versions.map { (key: $0.name, value: .string($0.version)) }))
    return failure
  }
}

/// A model that must learn to tell classes of made-up samples.
private struct Trial {
  let name: String
  let noun: String
  let sampleShape: [Int]
  let layers: [any Layer]
  /// A sample's numbers, of a class, from random ones from −1 to 1.
  let value: @Sendable (_ kind: Int, _ place: Int, _ noise: Double) -> Double

  static let sampleCount = 240
  static let leastAccuracy = 0.95

  static let all = [
    Trial(
      name: "dense layers", noun: "rows", sampleShape: [8],
      layers: [Dense(16, activation: .relu), Dense(2, activation: .softmax)]
    ) { kind, place, noise in (kind == place % 2 ? 0.5 : -0.5) + noise },
    Trial(
      name: "convolutions", noun: "images", sampleShape: [8, 8, 1],
      layers: [
        Conv2D(8, 3, activation: .relu), MaxPooling2D(), Flatten(),
        Dense(2, activation: .softmax),
      ]
    ) { kind, place, noise in
      // Stripes that lie, or that stand.
      ((kind == 0 ? place / 8 : place % 8) % 2 == 0 ? 0.5 : -0.5) + 0.5 * noise
    },
    Trial(
      name: "recurrent layers", noun: "sequences", sampleShape: [12, 1],
      layers: [LSTM(8), Dense(2, activation: .softmax)]
    ) { kind, place, noise in
      // Numbers that rise, or that fall.
      (kind == 0 ? 1 : -1) * (Double(place) / 6 - 1) + 0.3 * noise
    },
  ]

  func train() throws -> Measurements {
    var random = SplitMix(7)
    let size = sampleShape.reduce(1, *)
    var inputs: [Float] = []
    var targets: [Int32] = []
    for sample in 0..<Trial.sampleCount {
      let kind = sample % 2
      targets.append(Int32(kind))
      for place in 0..<size {
        let noise = Double(random.integer(below: 2_000)) / 1_000 - 1
        inputs.append(Float(value(kind, place, noise)))
      }
    }
    let data = Dataset(
      inputs: Tensor(inputs, shape: Shape(sampleShape).batched(Trial.sampleCount)),
      targets: Tensor(targets))
    let model = Sequential(layers, seed: 1)
    try model.compile(
      optimizer: Adam(0.01), loss: SparseCategoricalCrossentropy(),
      metrics: [SparseCategoricalAccuracy()])
    try model.fit(data, FitOptions(epochs: 12, batchSize: 24))
    return Measurements(
      try model.evaluate(data).values.map { name, value in
        (name == "loss" ? name : "accuracy", value)
      })
  }
}
