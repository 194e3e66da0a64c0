import ArgumentParser
import TFXApp

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Evaluate a graph that a file describes, once.",
    discussion: """
      The file names placeholders, constants, variables and TensorFlow's operations: see \
      docs/graphs.md. Results are printed, or written in the format that a file's ending says: \
      .csv, .json, .npy or .png.

      tfx run configs/graphs/softmax.yaml --feed 'x=[[5.1, 3.5, 1.4, 0.2]]'
      tfx run graph.yaml --feed x=x.npy --fetch y=y.csv --fetch loss
      """)

  @Argument(help: "The graph's file; - for standard input.", completion: .config)
  var graph: String

  @Option(
    help: ArgumentHelp(
      "A placeholder's value: a .csv, .json, .npy or .png file, - or itself. May be repeated.",
      valueName: "name=file"))
  var feed: [String] = []

  @Option(
    help: ArgumentHelp(
      "What is wanted, and where to write it; else what the file says. May be repeated.",
      valueName: "name[=file]"))
  var fetch: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where to write; standard output if left out. Several results go into a .json file.",
      valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Override a key, as in --set constants.k=2. May be repeated.", valueName: "key=value"))
  var set: [String] = []

  @OptionGroup var threading: Threading

  @OptionGroup var appearance: Appearance

  @Flag(help: "Print a JSON object.")
  var json = false

  func validate() throws {
    if output?.isEmpty == true { throw ValidationError("--output needs a file.") }
  }

  func run() throws {
    var command = RunCommand(graph: graph)
    command.overrides = set
    command.feeds = feed
    command.fetches = fetch
    command.output = output
    command.json = json
    try Tfx.perform(threads: threading.threads, appearance) { try command.run($0) }
  }
}
