import TFXConfig
import TFXCore
import TFXData
import TFXModel
package import TFXRanks
import TFXRuntime
import TFXTrain

/// `tfx train`: from a configuration file to a run directory.
package struct TrainCommand {
  package var config: String
  package var overrides: [String] = []
  /// The run's directory; the next one under `runs/` if nil.
  package var output: String?
  /// Where runs lie that have no directory of the user's choice.
  package var runsRoot = "runs"
  package var resume = false
  /// Whether a run is gone on with although its data has changed.
  package var acceptChanges = false
  /// A safetensors file to start from, or a run as `evaluate` takes it.
  package var weights: String?
  /// Whether the model starts from those weights that fit it.
  package var partial = false
  package var quiet = false
  /// Whether a page about the run is written at its end.
  package var report = true
  /// Who is told what happens, beside the user.
  package var events: TrainingEvents?
  /// How many threads each rank has; if nil, as many as it has processors.
  package var threads: Int?
  /// How the user calls the program, to tell what to type next.
  package var program = "tfx"

  package init(config: String) { self.config = config }

  /// Trains, alone or together with other ranks, of which the first alone writes and speaks.
  package func run(_ own: Console, on communicator: (any Communicator)? = nil) throws {
    let ranks = RankGroup(communicator)
    let console = ranks.isFirst ? own : .silent
    console.isQuiet = quiet
    var begun: ResumedRun?
    let experiment = try ranks.together {
      let experiment = try Experiment(config, overrides: overrides)
      try experiment.checkShards(ranks: ranks.size)
      if ranks.isFirst && resume { begun = try resumedRun(experiment) }
      return experiment
    }
    // A run that is gone on with decides by which encoders all ranks read.
    var known = try ranks.together { try begun?.prepare(experiment) }
    let fitted = try ranks.share(begun?.fitted)
    var outline: PreparedData.Outline?
    if ranks.size > 1, experiment.config.data.streaming {
      // One goes through the files before the first epoch, for all.
      let own = known
      known = try ranks.first { try own ?? experiment.prepareData(fitted: fitted) }
      outline = try ranks.share(known?.outline)
    }
    let (data, model, fingerprint) = try ranks.together {
      let data = try known ?? experiment.prepareData(fitted: fitted, outline: outline)
      let model = try experiment.model(for: data, ranks: ranks.size)
      // Before there is a run on disk.
      try Session.openLibrary()
      return (data, model, begun?.fingerprint(data) ?? experiment.fingerprint(data))
    }
    let options = experiment.config
    try ranks.compare(options, fingerprint)
    let begin = try ranks.together { () -> Start? in
      if !ranks.isFirst { return nil }
      return try begun.map { try goOn($0, experiment, model, data, fingerprint) }
        ?? self.begin(experiment, model, data, fingerprint)
    }
    guard let start = begin else { return try follow(ranks, own, model, data, options.fit) }
    defer { withExtendedLifetime(start.lock) {} }
    let interrupt = Interrupt()
    let monitor = try experiment.bestMonitor(data)
    let writer = CheckpointWriter(
      start.run, model, config: start.config, preprocessing: data.preprocessing,
      monitor: monitor, best: start.best)
    writer.data = start.data
    writer.told = { [events] in events?.saves($0, epoch: $1) }
    let logs: [EpochLog]
    do {
      logs = try ranks.guarded(own) {
        try ranks.send(model, epoch: start.epoch, start.saved)
        try FileAccess.write(Array(start.config.utf8), to: start.run.config)
        console.keepLog(at: start.run.log)
        ColumnTable.tell(data, on: console)
        let crowds = try ranks.settleThreads(threads)
        for notice in data.notices + crowds { console.say("warning: \(notice)") }
        announce(console, model, data, start, ranks)
        let tensorBoard =
          options.fit.tensorboard
          ? try TensorBoardLog(start.run.tensorBoard, model, config: start.config) : nil
        let watching: [(any Callback)?] = [
          interrupt, try MetricsLog(start.run.metrics, keeping: start.epoch), tensorBoard, events,
          writer, ProgressReporter(console, samples: data.train.count, monitor: monitor.name),
        ]
        let callbacks = watching.compactMap(\.self)
        tell(events, start, experiment, model, data, monitor.name)
        return try model.fit(
          data.train, options.fit, validation: data.validation, initialEpoch: start.epoch,
          saved: start.saved, callbacks: callbacks, on: communicator)
      }
    } catch TrainError.notFinite(let epoch, let step, let loss) {
      throw diverged(TrainError.notFinite(epoch: epoch, step: step, loss: loss), start.run, epoch)
    }
    if interrupt.wantsStop || interrupt.isForOthers {
      throw interrupted(interrupt, start, writer.best)
    }
    if writer.best == nil, let reason = writer.stopReason {
      throw Failure("error: \(reason), before an epoch was done", exitCode: .badData)
    }
    start.run.setDivergence(nil)
    try conclude(
      console, start, model, writer.best, data, options, logs, isStopped: writer.stopReason != nil)
  }

  /// Takes part as a rank that is not the first.
  private func follow(
    _ ranks: RankGroup, _ console: Console, _ model: Sequential, _ data: PreparedData,
    _ options: FitOptions
  ) throws {
    let interrupt = Interrupt()
    do {
      _ = try ranks.guarded(console) {
        let (epoch, saved) = try ranks.receive(model)
        _ = try ranks.settleThreads(threads)
        return try model.fit(
          data.train, options, validation: data.validation, initialEpoch: epoch, saved: saved,
          callbacks: [interrupt, NoStore()], on: ranks.communicator)
      }
    } catch TrainError.notFinite {
      // The first rank says so.
      throw Failure("", exitCode: .badData)
    }
  }

  /// The run that is gone on with.
  private func resumedRun(_ experiment: Experiment) throws -> ResumedRun {
    try ResumedRun(
      try runToResume(experiment.config.name), experiment.config.data, acceptChanges: acceptChanges)
  }

  /// Where a run begins: its directory, and what it has done already.
  private struct Start {
    var run: RunDirectory
    /// Keeps other processes out of the directory.
    var lock: FileLock
    /// The configuration with every default written out.
    var config: String
    var data: FingerprintTask
    var epoch = 0
    var best: Checkpoint.Best?
    /// The tensors that the run goes on from.
    var saved: [String: Tensor] = [:]
    /// What the user should know.
    var notes: [String] = []
  }

  /// Begins a run, from weights of a file if there is one.
  private func begin(
    _ experiment: Experiment, _ model: Sequential, _ data: PreparedData,
    _ fingerprint: FingerprintTask
  ) throws -> Start {
    let notes = try takeWeights(model)
    let run =
      try output.map { (path) throws(FileError) in try RunDirectory.make(at: path) }
      ?? RunDirectory.next(name: experiment.config.name, root: runsRoot)
    let lock = try run.lock()
    return Start(
      run: run, lock: lock,
      config: YAMLWriter.write(FieldWriter.write(try experiment.resolved(model, data, in: run))),
      data: fingerprint, notes: notes)
  }

  /// Gives the model the weights to start from, and says which it has none for.
  private func takeWeights(_ model: Sequential) throws -> [String] {
    guard let weights else { return [] }
    let path = try RunDirectory.requiredCheckpoint(weights, root: runsRoot)
    let tensors = try Safetensors.read(path).tensorsByName
    guard partial else {
      try model.setWeights(tensors, from: path)
      return []
    }
    let fitting = try model.setFittingWeights(tensors, from: path)
    return ["Weights: \(fitting.taken) of \(fitting.count) from \(path)"]
      + fitting.left.map { "  \($0)" }
  }

  /// The run of a name that is to be gone on with.
  private func runToResume(_ name: String) throws -> RunDirectory {
    let run = output.map { RunDirectory($0) } ?? RunDirectory.latest(name: name, root: runsRoot)
    if let run, FileAccess.exists(run.last) { return run }
    throw Failure(
      "error: there is no run to resume in \(output ?? "\(runsRoot)/\(name)/")\n"
        + "  leave out --resume to start one", exitCode: .noInput)
  }

  /// Goes on where a run has ended.
  private func goOn(
    _ begun: ResumedRun, _ experiment: Experiment, _ model: Sequential, _ data: PreparedData,
    _ fingerprint: FingerprintTask
  ) throws -> Start {
    var resumed = begun
    let run = resumed.run
    let config = try resumed.resolved(experiment, model, data)
    let changes = try resumed.changes(to: config)
    try resumed.check(data)
    let epoch = resumed.checkpoint.epoch
    if epoch >= config.fit.epochs {
      throw Failure(
        "error: \(run.path) has done \(epoch) of \(config.fit.epochs) epochs; "
          + "to go on, give more: --set fit.epochs=\(epoch * 2)", exitCode: .usage)
    }
    let saved = try resumed.restore(model, config, changes)
    return Start(
      run: run, lock: resumed.lock, config: YAMLWriter.write(FieldWriter.write(config)),
      data: resumed.data.map { FingerprintTask($0) } ?? fingerprint,
      epoch: epoch,
      // Values of another name, or of another direction, say nothing of those that come.
      best: changes.contains(where: \.isMonitor) ? nil : resumed.checkpoint.best, saved: saved,
      notes: resumed.notes(changes))
  }

  private func announce(
    _ console: Console, _ model: Sequential, _ data: PreparedData, _ start: Start,
    _ ranks: RankGroup
  ) {
    let parts = [
      "\(NumberFormat.count(data.train.count)) samples to train on",
      data.validation.map { "\(NumberFormat.count($0.count)) to validate" },
      data.test.map { "\(NumberFormat.count($0.count)) to test" },
    ].compactMap { $0 }
    if let graph = try? model.graph {
      console.tell { width in
        Console.lines(graph.summary(name: model.name, columns: [], width: width), within: width)
      }
    }
    console.tell("Data: \(parts.joined(separator: ", "))")
    if data.preprocessing.targetScale != nil {
      let columns = data.preprocessing.targetColumns.joined(separator: ", ")
      console.tell(
        "Target: \(columns), scaled for the loss; metrics and predictions are in its own unit")
    }
    let threads = Session.threads
    let resumed = start.epoch > 0 ? ", resumed after epoch \(start.epoch)" : ""
    let each = ranks.size > 1 ? "\(ranks.size) ranks, each with " : ""
    console.tell(
      "Run: \(start.run.path)\(resumed), \(each)\(threads) \(threads == 1 ? "thread" : "threads")")
    for note in start.notes { console.tell(note) }
  }

  /// Evaluates the best weights, and tells what there is and what to type next.
  private func conclude(
    _ console: Console, _ start: Start, _ model: Sequential, _ best: Checkpoint.Best?,
    _ data: PreparedData, _ config: ExperimentConfig, _ logs: [EpochLog], isStopped: Bool
  ) throws {
    let run = start.run
    let epochs = logs.last?.epoch ?? start.epoch
    if report { timeLayers(console, model, data.train, config.fit.batchSize, logs, in: run) }
    let kept = try Checkpoint.read(run.best)
    try model.setWeights(kept.tensorsByName, from: run.best)
    var text = ""
    var tested: Measurements?
    if let best {
      text += "best epoch: \(best.epoch) of \(epochs)"
      text += " (\(best.name) \(NumberFormat.measurement(best.value)))\n"
    }
    var preprocessing = data.preprocessing
    // Of a run that was gone on with, and whose best epoch was one of those before.
    preprocessing.outputs = kept.preprocessing?.outputs ?? OutputChoice()
    if config.fit.calibrate, let validation = data.validation {
      let calibration = try Calibration(model, validation, preprocessing)
      try calibration.keep(in: run.best, model, &preprocessing)
      text += calibration.text
    } else {
      try model.setTemperature(preprocessing.outputs.temperature)
    }
    let review = RunReview(model, preprocessing, on: console)
    if let test = data.test {
      let measurements = try review.evaluate(
        test, DataPart.test.rawValue, predictions: run.predictions(.test), isSubject: true)
      text += EvaluateCommand.line("test", measurements, samples: test.count)
      tested = measurements
    }
    text += "checkpoint: \(run.best)\n"
    events?.ends(isStopped ? .stopped : .completed, best: best, checkpoint: run.best, test: tested)
    console.tell("")
    try console.show(text)
    try review.conclude(
      data,
      ReportSubject(
        model: model, preprocessing: preprocessing, config: config, configText: start.config,
        run: run, checkpoint: run.best, best: best, fingerprint: start.data.value), report: report)
    console.tell("")
    console.tell(command: ["\(program) evaluate", run.best])
    console.tell(command: ["\(program) predict \(example(data))", "--checkpoint", run.best])
  }

  /// Measures what the layers take, for the page. The weights change; the best ones are read behind it.
  private func timeLayers(
    _ console: Console, _ model: Sequential, _ data: any BatchSource, _ batchSize: Int,
    _ logs: [EpochLog], in run: RunDirectory
  ) {
    do {
      try LayerTimes(model, data, batchSize: batchSize, logs)?.write(to: run.layerTimes)
    } catch {
      console.say("warning: the layers are not timed: \(Failure(error).message)")
    }
  }

  /// A file of the user's that the model can predict from.
  private func example(_ data: PreparedData) -> String {
    let file = (data.test ?? data.train).file
    return file == "<stdin>" ? "INPUT.csv" : file
  }

  private func tell(
    _ events: TrainingEvents?, _ start: Start, _ experiment: Experiment, _ model: Sequential,
    _ data: PreparedData, _ monitor: String
  ) {
    let parts = [("train", data.train), ("validation", data.validation), ("test", data.test)]
    events?.starts(
      start.run, name: experiment.config.name, config: config, epoch: start.epoch,
      of: experiment.config.fit.epochs,
      samples: parts.compactMap { part, samples in samples.map { (part, $0.count) } },
      parameters: (try? model.graph.layers.map(\.parameterCount).reduce(0, +)) ?? 0,
      monitor: monitor, threads: Session.threads)
  }

  private func diverged(_ error: TrainError, _ run: RunDirectory, _ epoch: Int) -> Failure {
    run.setDivergence("\(error)")
    let failure = Failure(error)
    let kept = epoch > 1 ? "\n  \(run.last) holds the state after epoch \(epoch - 1)" : ""
    return Failure(failure.message + kept, exitCode: .badData)
  }

  private func interrupted(
    _ interrupt: Interrupt, _ start: Start, _ best: Checkpoint.Best?
  ) -> Failure {
    let done = (try? Checkpoint.read(start.run.last).epoch) ?? 0
    events?.ends(.interrupted, best: best, checkpoint: best == nil ? nil : start.run.best)
    var message = "stopped after \(done) \(done == 1 ? "epoch" : "epochs")"
    if let best {
      message += "\nbest epoch: \(best.epoch) of \(done)"
      message += " (\(best.name) \(NumberFormat.measurement(best.value)))"
      message += "\ncheckpoint: \(start.run.best)"
    }
    if done > 0 {
      let place = output.map { " --output \(ShellWord.quoted($0))" } ?? ""
      let sets = overrides.map { " --set \(ShellWord.quoted($0))" }.joined()
      let command = "\(program) train \(ShellWord.quoted(config))\(sets)\(place) --resume"
      message += "\nto go on:\n\n  \(command)"
    }
    return Failure(message, exitCode: interrupt.exitCode)
  }
}
