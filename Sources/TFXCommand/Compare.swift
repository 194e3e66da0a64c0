import ArgumentParser
import TFXApp

struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two runs, and tell whether the difference may be chance.",
    discussion: """
      The lines of their configurations that differ, their data, their values side by side, and \
      the test rows that one names rightly and the other does not, with McNemar's test; of numbers \
      their errors, with an interval of the difference.
      """)

  @Argument(
    help: ArgumentHelp("A run such as runs/iris/001 or iris/001.", valueName: "run"))
  var first: String

  @Argument(help: ArgumentHelp("Another run.", valueName: "other"))
  var second: String

  @Flag(help: "Print a JSON document, with all rows that changed sides.")
  var json = false

  func run() throws {
    var command = DiffCommand(first, second)
    command.json = json
    try Tfx.perform { try command.run($0) }
  }
}

struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw a value of several runs over the epochs, in one picture.",
    discussion: """
      tfx plot iris/001 iris/002 --output loss.svg
      tfx plot iris/001 iris/002 --metric accuracy --output accuracy.svg

      Lines are of validation, dashed ones of training; a dot is the epoch whose weights are kept. \
      Runs that are still training are drawn as far as they are.
      """)

  @Argument(
    help: ArgumentHelp("Runs such as runs/iris/001 or iris/001, or latest.", valueName: "run"))
  var runs: [String]

  @Option(
    help: ArgumentHelp(
      "loss, accuracy, val_loss, …: a value of metrics.csv; if left out, what decides the best epoch.",
      valueName: "name"))
  var metric: String?

  @Option(
    help: ArgumentHelp("The picture, an .svg file.", valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var output: String

  func run() throws {
    var command = PlotCommand(runs, output: output)
    command.metric = metric
    try Tfx.perform { try command.run($0) }
  }
}
