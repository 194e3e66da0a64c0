import ArgumentParser
import TFXApp

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict from a file.",
    discussion: """
      Writes CSV: the row's number or id, the prediction, and the probability of each class; the truth \
      before them and the loss behind them if the file has the target, which may be missing. Columns \
      are found by name.
      """)

  @Argument(
    help:
      "A CSV file, - for standard input, an IDX, .npy or .npz file, an image or a folder of them.",
    completion: .file())
  var input: String

  @Option(
    help: ArgumentHelp(
      "A run, a checkpoint, or latest; if left out, the newest run that takes these inputs.",
      valueName: "run"), completion: .run)
  var checkpoint: String?

  @Option(
    help: ArgumentHelp("Where to write; standard output if left out.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var threading: Threading

  @OptionGroup var appearance: Appearance

  @Flag(help: "Write a JSON object on a line for each row.")
  var json = false

  @Flag(help: "Fail if the file is not like the training data.")
  var strict = false

  func validate() throws {
    if output?.isEmpty == true { throw ValidationError("--output needs a file.") }
  }

  func run() throws {
    var command = PredictCommand(input: input)
    command.checkpoint = checkpoint
    command.output = output
    command.json = json
    command.strict = strict
    try Tfx.perform(threads: threading.threads, appearance) { try command.run($0) }
  }
}
