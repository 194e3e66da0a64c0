import ArgumentParser
import TFXApp

struct Importance: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "importance",
    abstract: "Tell how much a model needs each column.",
    discussion: """
      A column's values are shuffled among the rows that were held back from training: what the model \
      loses so is what it takes from the column.
      """)

  @Argument(
    help: "A run such as runs/iris/001 or iris/001, a checkpoint, or latest for the newest run.")
  var checkpoint: String

  @Option(
    help: ArgumentHelp(
      "Look at these rows instead of those that were held back: a source as evaluate takes it.",
      valueName: "source"))
  var data: String?

  @Flag(help: "Tell too what the model says on average as a column changes.")
  var partial = false

  @OptionGroup var threading: Threading

  @Flag(help: "Print a JSON document.")
  var json = false

  func run() throws {
    var command = ImportanceCommand(checkpoint: checkpoint)
    command.data = data
    command.partial = partial
    command.json = json
    try Tfx.perform(threads: threading.threads) { try command.run($0) }
  }
}
