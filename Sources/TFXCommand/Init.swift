import ArgumentParser
import TFXApp

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a configuration for data that nobody has described.",
    discussion: """
      Looks at every column of a CSV file and writes a configuration with comments: what each was taken \
      for and why, what is predicted, a model, a loss, and how rows are divided. From a file to \
      predictions:

      tfx init data.csv
      tfx train config.yaml
      tfx predict data.csv
      """)

  @Argument(
    help: "A CSV file, a folder of images with a folder for each class, an IDX, .npy or .npz file.",
    completion: .file())
  var data: String

  @Option(
    help: ArgumentHelp(
      "The column to predict; if left out, one whose name says so, or the last. May be repeated for "
        + "several numbers, or several labels of 0 and 1.",
      valueName: "column"))
  var target: [String] = []

  @Option(
    help: ArgumentHelp("The file to write; - for standard output.", valueName: "file"),
    completion: .config)
  var output = "config.yaml"

  @Flag(help: "Write over a file that is there.")
  var force = false

  @Flag(
    inversion: .prefixedNo,
    help: "Write tfx.schema.json beside it, by which editors complete and check.")
  var schema = true

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output needs a file.") }
  }

  func run() throws {
    var command = InitCommand(data: data)
    command.targets = target
    command.output = output
    command.overwrites = force
    command.writesSchema = schema
    try Tfx.perform { try command.run($0) }
  }
}
