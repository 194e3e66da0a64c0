import ArgumentParser
import TFXApp

struct Threshold: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "threshold",
    abstract: "Choose from which probability on one of two classes is said.",
    discussion: """
      Chosen on the rows of predictions/validation.csv, kept in the run's best checkpoint, and told on \
      the test rows beside what came of 0.5. evaluate, predict and report go by it.

      tfx threshold loans/001 --metric f1
      tfx threshold loans/001 --recall 0.9
      tfx threshold loans/001 --cost fp=1,fn=20 --class default
      """)

  @Argument(
    help: ArgumentHelp("A run such as runs/iris/001 or iris/001, or latest.", valueName: "run"))
  var name: String

  @Option(
    help: ArgumentHelp(
      "The threshold of the greatest accuracy, balanced_accuracy, f1, f2 or mcc.", valueName: "name"
    ))
  var metric: String?

  @Option(
    help: ArgumentHelp(
      "Of thresholds that find at least this share, that of the greatest precision.",
      valueName: "share"))
  var recall: Double?

  @Option(
    help: ArgumentHelp(
      "Of thresholds of at least this precision, that which finds most.", valueName: "share"))
  var precision: Double?

  @Option(
    help: ArgumentHelp(
      "The threshold of the least cost of mistakes: fp=1,fn=20 for false positives and negatives.",
      valueName: "costs"))
  var cost: String?

  @Flag(help: "Say the likelier class again.")
  var reset = false

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp(
      "The class that is looked for; the second of the two if left out.", valueName: "name"))
  var positive: String?

  @Flag(help: "Print a JSON document.")
  var json = false

  func run() throws {
    var command = ThresholdCommand(run: name)
    command.metric = metric
    command.recall = recall
    command.precision = precision
    command.cost = cost
    command.reset = reset
    command.positive = positive
    command.json = json
    try Tfx.perform { try command.run($0) }
  }
}
