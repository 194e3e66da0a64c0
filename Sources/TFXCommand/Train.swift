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

  @Argument(help: "The configuration file; - for standard input.")
  var config: String

  @Option(
    help: ArgumentHelp(
      "Override a key, as in --set fit.epochs=3. May be repeated.", valueName: "key=value"))
  var set: [String] = []

  @Option(
    help: ArgumentHelp(
      "The run's directory, instead of the next one under runs/.", valueName: "dir"))
  var output: String?

  @Flag(help: "Go on with the latest run of this configuration, or that in --output.")
  var resume = false

  @Flag(help: "Go on although the data has changed since, with --resume.")
  var acceptChanges = false

  @Option(
    help: ArgumentHelp(
      "Start from the weights in a safetensors file, or of a run's best.", valueName: "file"))
  var weights: String?

  @Flag(help: "Take those of the weights that fit, and list the others.")
  var partial = false

  @OptionGroup var threading: Threading

  @Flag(help: "Say nothing but the results.")
  var quiet = false

  @Flag(help: "Leave out the page about the run, report.html.")
  var noReport = false

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
    var command = TrainCommand(config: config)
    command.overrides = set
    command.output = output
    command.resume = resume
    command.acceptChanges = acceptChanges
    command.weights = weights
    command.partial = partial
    command.quiet = quiet
    command.report = !noReport
    command.threads = threading.threads
    command.program = CommandLine.arguments.first ?? "tfx"
    try Tfx.perform(threads: threading.threads) { console in
      try Ranks.run(console) { try command.run(console, on: $0) }
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
