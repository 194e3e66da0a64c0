import TFXConfig
import TFXCore
import TFXData
import TFXModel
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
  /// A safetensors file to start from.
  package var weights: String?
  package var quiet = false
  /// How the user calls the program, to tell what to type next.
  package var program = "tfx"

  package init(config: String) { self.config = config }

  package func run(_ console: Console) throws {
    let experiment = try Experiment(config, overrides: overrides)
    let options = experiment.config
    let data = try experiment.prepareData()
    let model = try experiment.model(for: data)
    // Before there is a run on disk.
    try Session.openLibrary()
    let resolved = try experiment.resolved(model, data)
    let start = try start(model, options, resolved)
    if start.epoch >= options.fit.epochs {
      throw Failure(
        "error: \(start.run.path) has done \(start.epoch) of \(options.fit.epochs) epochs; "
          + "to go on, give more: --set fit.epochs=\(start.epoch * 2)", exitCode: .usage)
    }
    try FileAccess.write(Array(resolved.utf8), to: start.run.config)
    console.keepLog(at: start.run.log)
    ColumnTable.tell(data, quiet: quiet, on: console)
    for notice in data.notices { console.say("warning: \(notice)") }
    if !quiet { announce(console, model, data, start) }

    let interrupt = Interrupt()
    let writer = CheckpointWriter(
      start.run, model, config: resolved, preprocessing: data.preprocessing,
      monitor: try experiment.bestMonitor(data), best: start.best)
    var callbacks: [any Callback] = [
      interrupt, try MetricsLog(start.run.metrics, keeping: start.epoch), writer,
    ]
    if !quiet { callbacks.append(ProgressReporter(console)) }
    let logs: [EpochLog]
    do {
      logs = try model.fit(
        data.train, options.fit, validation: data.validation, initialEpoch: start.epoch,
        saved: start.saved, callbacks: callbacks)
    } catch TrainError.notFinite(let epoch, let step, let loss) {
      throw diverged(TrainError.notFinite(epoch: epoch, step: step, loss: loss), start.run, epoch)
    }
    if interrupt.wantsStop { throw interrupted(interrupt, start) }
    if writer.best == nil, let reason = writer.stopReason {
      throw Failure("error: \(reason), before an epoch was done", exitCode: .badData)
    }
    try conclude(
      console, start.run, model, writer.best, data, epochs: logs.last?.epoch ?? start.epoch)
  }

  /// Where a run begins: its directory, and what it has done already.
  private struct Start {
    var run: RunDirectory
    var epoch = 0
    var best: Checkpoint.Best?
    /// The tensors that the run goes on from.
    var saved: [String: Tensor] = [:]
  }

  private func start(
    _ model: Sequential, _ options: ExperimentConfig, _ resolved: String
  ) throws -> Start {
    if let weights {
      try model.setWeights(try Safetensors.read(weights).tensorsByName, from: weights)
    }
    if !resume {
      return Start(
        run: try output.map { (path) throws(FileError) in try RunDirectory.make(at: path) }
          ?? RunDirectory.next(name: options.name, root: runsRoot))
    }
    guard
      let run = output.map({ RunDirectory($0) })
        ?? RunDirectory.latest(name: options.name, root: runsRoot), FileAccess.exists(run.last)
    else {
      let place = output ?? "\(runsRoot)/\(options.name)/"
      throw Failure(
        "error: there is no run to resume in \(place)\n  leave out --resume to start one",
        exitCode: .noInput)
    }
    let checkpoint = try Checkpoint.read(run.last)
    try Resume.check(checkpoint.config, against: resolved, run: run)
    let saved = checkpoint.tensorsByName
    try model.setState(saved, from: run.last)
    return Start(run: run, epoch: checkpoint.epoch, best: checkpoint.best, saved: saved)
  }

  private func announce(
    _ console: Console, _ model: Sequential, _ data: PreparedData, _ start: Start
  ) {
    let parts = [
      "\(NumberFormat.count(data.train.count)) samples to train on",
      data.validation.map { "\(NumberFormat.count($0.count)) to validate" },
      data.test.map { "\(NumberFormat.count($0.count)) to test" },
    ].compactMap { $0 }
    if let summary = try? model.summary() {
      for line in summary.split(separator: "\n") { console.say(String(line)) }
    }
    console.say("Data: \(parts.joined(separator: ", "))")
    if data.preprocessing.targetScale != nil {
      let columns = data.preprocessing.targetColumns.joined(separator: ", ")
      console.say(
        "Target: \(columns), scaled for the loss; metrics and predictions are in its own unit")
    }
    let threads = Session.threads
    let resumed = start.epoch > 0 ? ", resumed after epoch \(start.epoch)" : ""
    console.say(
      "Run: \(start.run.path)\(resumed), \(threads) \(threads == 1 ? "thread" : "threads")")
  }

  /// Evaluates the best weights, and tells what there is and what to type next.
  private func conclude(
    _ console: Console, _ run: RunDirectory, _ model: Sequential, _ best: Checkpoint.Best?,
    _ data: PreparedData, epochs: Int
  ) throws {
    var text = ""
    if let best {
      text += "best epoch: \(best.epoch) of \(epochs)"
      text += " (\(best.name) \(NumberFormat.measurement(best.value)))\n"
    }
    if let test = data.test {
      try model.setWeights(try Safetensors.read(run.best).tensorsByName, from: run.best)
      let measurements = try model.evaluate(test)
      text += EvaluateCommand.line("test", measurements, samples: test.count)
    }
    text += "checkpoint: \(run.best)\n"
    if !quiet { console.say("") }
    try console.result(text)
    if quiet { return }
    console.say("")
    console.say("  \(program) evaluate \(run.best)")
    console.say("  \(program) predict \(example(data)) --checkpoint \(run.best)")
  }

  /// A file of the user's that the model can predict from.
  private func example(_ data: PreparedData) -> String {
    let file = (data.test ?? data.train).file
    return file == "<stdin>" ? "INPUT.csv" : file
  }

  private func diverged(_ error: TrainError, _ run: RunDirectory, _ epoch: Int) -> Failure {
    let failure = Failure(error)
    let kept = epoch > 1 ? "\n  \(run.last) holds the state after epoch \(epoch - 1)" : ""
    return Failure(failure.message + kept, exitCode: .badData)
  }

  private func interrupted(_ interrupt: Interrupt, _ start: Start) -> Failure {
    let done = (try? Checkpoint.read(start.run.last).epoch) ?? 0
    var message = "stopped after \(done) \(done == 1 ? "epoch" : "epochs")"
    if done > 0 {
      let place = output.map { " --output \($0)" } ?? ""
      let sets = overrides.map { " --set \(Resume.quoted($0))" }.joined()
      message += "; to go on:\n\n  \(program) train \(config)\(sets)\(place) --resume"
    }
    return Failure(message, exitCode: interrupt.exitCode)
  }
}
