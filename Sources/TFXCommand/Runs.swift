import ArgumentParser
import TFXApp

struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List runs with their best values.")

  @Argument(help: "Where the runs lie.")
  var dir = "runs"

  @Option(
    help: ArgumentHelp(
      "What to sort by: run, best, epochs, time, modified, or a value such as val_accuracy.",
      valueName: "key"))
  var sort = "run"

  @Flag(help: "The other way round.")
  var reverse = false

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    var command = RunsCommand(folder: dir)
    command.sort = sort
    command.reverse = reverse
    command.json = json
    try Tfx.perform { try command.run($0) }
  }
}
