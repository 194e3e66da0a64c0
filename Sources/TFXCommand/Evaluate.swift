import ArgumentParser
import TFXApp

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Print loss and metrics of a checkpoint.",
    discussion: """
      On the test part of the data that it was trained on; on the validation part if there is no \
      test part; on other data with --data.
      """)

  @Argument(
    help: "A run such as runs/iris/001 or iris/001, a checkpoint, or latest for the newest run.",
    completion: .run)
  var checkpoint: String

  @Option(
    help: ArgumentHelp(
      "A CSV or .npz file, a folder of images, or IDX or .npy files as IMAGES,LABELS.",
      valueName: "source"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "A CSV file for what the model makes of each row, beside the truth.", valueName: "file"))
  var predictions: String?

  @OptionGroup var threading: Threading

  @OptionGroup var appearance: Appearance

  @Flag(help: "Print a JSON object.")
  var json = false

  @Flag(help: "Fail if the data of --data is not like the training data.")
  var strict = false

  func run() throws {
    var command = EvaluateCommand(checkpoint: checkpoint)
    command.data = data
    command.json = json
    command.predictions = predictions
    command.strict = strict
    try Tfx.perform(threads: threading.threads, appearance) { try command.run($0) }
  }
}
