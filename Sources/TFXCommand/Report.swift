import ArgumentParser
import TFXApp

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page about a run: how good it is, where it fails, what it uses.",
    discussion: """
      One HTML file that needs no network and no script. train writes it at its end; this does it \
      again, or for other data with --data.
      """)

  @Argument(
    help: "A run such as runs/iris/001 or iris/001, a checkpoint, or latest for the newest run.",
    completion: .run)
  var checkpoint: String

  @Option(
    help: ArgumentHelp(
      "Look at these rows instead of those that were held back: a source as evaluate takes it.",
      valueName: "source"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "The page's file; report.html in the run, or here with --data.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var output: String?

  @OptionGroup var threading: Threading

  func run() throws {
    var command = ReportCommand(checkpoint: checkpoint)
    command.data = data
    command.output = output
    try Tfx.perform(threads: threading.threads) { try command.run($0) }
  }
}
