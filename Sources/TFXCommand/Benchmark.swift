import ArgumentParser
import TFXApp

struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Measure how fast a configuration trains and predicts.",
    discussion: """
      Trains for a few seconds, writes no run, and prints the time of each layer, forward and \
      backward, with its share of the step and its rate beside that of a large matrix product.
      """)

  @Argument(help: "The configuration file; - for standard input.", completion: .config)
  var config: String

  @Option(
    help: ArgumentHelp(
      "Override a key, as in --set fit.batch_size=64. May be repeated.", valueName: "key=value"),
    completion: .settings)
  var set: [String] = []

  @OptionGroup var threading: Threading

  @OptionGroup var appearance: Appearance

  @Option(
    help: ArgumentHelp("Write one step's kernels in Chrome's trace format.", valueName: "file"))
  var trace: String?

  @Flag(help: "Print a JSON object.")
  var json = false

  func run() throws {
    var command = BenchmarkCommand(config: config)
    command.overrides = set
    command.trace = trace
    command.json = json
    try Tfx.perform(threads: threading.threads, appearance) { try command.run($0) }
  }
}
