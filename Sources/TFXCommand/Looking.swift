import ArgumentParser
import TFXApp

struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Show the layers of a model, with parameters and floating-point operations.",
    discussion: """
      Of a configuration, for which its data are read, as they decide the inputs; or of a checkpoint.
      """)

  @OptionGroup var source: ModelSource

  @Flag(help: "Print a JSON document.")
  var json = false

  func run() throws {
    var command = SummaryCommand(model: source.model)
    command.overrides = source.set
    command.json = json
    try Tfx.perform { try command.run($0) }
  }
}

struct Graph: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Show what a model computes.",
    discussion: """
      text: the operations, a line each; dot: the same for Graphviz; pbtxt: TensorFlow's GraphDef; \
      svg: a picture of the layers.

      tfx graph configs/mnist_cnn.yaml --format svg > layers.svg
      tfx graph configs/iris.yaml --format dot | dot -Tsvg > operations.svg
      """)

  @OptionGroup var source: ModelSource

  @Option(help: ArgumentHelp("text, dot, svg or pbtxt.", valueName: "format"))
  var format = GraphCommand.Format.text

  @Flag(help: "A step of training instead of a prediction.")
  var training = false

  @Flag(help: "The plan that is run, in its order, instead of the operations that were asked for.")
  var plan = false

  func run() throws {
    var command = GraphCommand(model: source.model)
    command.overrides = source.set
    command.format = format
    command.training = training
    command.plan = plan
    try Tfx.perform { try command.run($0) }
  }
}

extension GraphCommand.Format: ExpressibleByArgument {}

/// A model to look at.
struct ModelSource: ParsableArguments {
  @Argument(
    help: "A configuration file, or a run such as iris/001, a checkpoint, or latest.",
    completion: .run)
  var model: String

  @Option(
    help: ArgumentHelp(
      "Override a key of a configuration. May be repeated.", valueName: "key=value"),
    completion: .settings)
  var set: [String] = []
}
