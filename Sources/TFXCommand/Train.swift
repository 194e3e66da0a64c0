import ArgumentParser
import TFXApp

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model as a configuration file says.",
    discussion: """
      Writes a run directory, runs/NAME/001, 002, …: config.yaml with every default written out, \
      metrics.csv with a row an epoch, checkpoints/best.safetensors and last.safetensors, \
      predictions/test.csv with a row for each that was tested, and report.html.
      """)

  @Argument(help: "The configuration file; - for standard input.", completion: .config)
  var config: String

  @Option(
    help: ArgumentHelp(
      "Override a key, as in --set fit.epochs=3. May be repeated.", valueName: "key=value"),
    completion: .settings)
  var set: [String] = []

  @Option(
    help: ArgumentHelp(
      "The run's directory, instead of the next one under runs/.", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Flag(help: "Go on with the latest run of this configuration, or that in --output.")
  var resume = false

  @Flag(help: "Go on although the data has changed since, with --resume.")
  var acceptChanges = false

  @Option(
    help: ArgumentHelp(
      "Start from the weights in a safetensors file, or of a run's best.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var weights: String?

  @Flag(help: "Take those of the weights that fit, and list the others.")
  var partial = false

  @OptionGroup var threading: Threading

  @Flag(help: "Say nothing but the results; train.log has everything.")
  var quiet = false

  @Flag(help: "Leave out the page about the run, report.html.")
  var noReport = false

  @Option(
    help: ArgumentHelp(
      "text, or json: an object on a line of standard output for each event.", valueName: "form"))
  var log = LogForm.text

  @Flag(help: "Have the terminal call you at the end.")
  var notify = false

  @Option(
    help: ArgumentHelp(
      "Run a command at the end, with TFX_RUN, TFX_STATUS, TFX_METRIC, … set, and the result as JSON on its "
        + "standard input.", valueName: "command"))
  var onFinish: String?

  @Flag(help: "Write files for TensorBoard into the run, as fit.tensorboard does.")
  var tensorboard = false

  @OptionGroup var appearance: Appearance

  enum LogForm: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Flag(
    help: "Print the configuration with all defaults and where each value is from; no training.")
  var printConfig = false

  func validate() throws {
    if output?.isEmpty == true { throw ValidationError("--output needs a directory.") }
    if resume && weights != nil {
      throw ValidationError("--resume goes on with the run's own weights; leave out --weights.")
    }
    if acceptChanges && !resume {
      throw ValidationError("--accept-changes goes with --resume: a new run takes any data.")
    }
    if partial && weights == nil {
      throw ValidationError("--partial says how --weights are taken; name a file.")
    }
  }

  func run() throws {
    if printConfig {
      return try Tfx.perform { console in
        try console.result(try Experiment(config, overrides: set).listing)
      }
    }
    var command = TrainCommand(config: config)
    command.overrides = set + (tensorboard ? ["fit.tensorboard=true"] : [])
    command.output = output
    command.resume = resume
    command.acceptChanges = acceptChanges
    command.weights = weights
    command.partial = partial
    command.quiet = quiet
    command.report = !noReport
    command.threads = threading.threads
    command.program = CommandLine.arguments.first ?? "tfx"
    var hooks = FinishHooks()
    hooks.notifies = notify
    hooks.command = onFinish
    try Tfx.perform(threads: threading.threads, appearance) { [log] console in
      try Ranks.run(console) { try command.run(console, on: $0, json: log == .json, hooks) }
    }
  }
}

/// How many cores to use.
struct Threading: ParsableArguments {
  @Option(help: ArgumentHelp("How many threads to use; all cores if left out.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 || threads > 1024 {
      throw ValidationError("--threads must be from 1 to 1024, found \(threads).")
    }
  }
}

/// How what is said looks.
struct Appearance: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "auto, always or never; auto goes by the terminal and by NO_COLOR, CLICOLOR_FORCE, CLICOLOR.",
      valueName: "when"))
  var color = ColorChoice.auto
}

extension ColorChoice: ExpressibleByArgument {}
