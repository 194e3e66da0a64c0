import ArgumentParser
import TFXApp
import TFXRuntime

/// Commands state their names: to make them of the types' names takes ArgumentParser a sixth of the
/// time of `tfx --help`.
@main
struct Tfx: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tfx",
    abstract: "Trains neural networks from a YAML file.",
    discussion: """
      tfx init data.csv              write a configuration for data
      tfx check CONFIG               what can be known before a training
      tfx train configs/iris.yaml    train as the file says, and write a run
      tfx evaluate CHECKPOINT        loss and metrics of what was trained
      tfx predict INPUT              what it makes of new data
      tfx report RUN                 a page about a run
      tfx watch RUN                  how a training goes that runs elsewhere
      tfx runs                       runs with their best values
      tfx diff RUN RUN               two runs, and whether their difference is chance
      tfx explain Conv2D             what a configuration can name
      tfx run GRAPH                  evaluate a graph of operations once
      tfx server                     run graphs that TensorFlow's clients send
      """,
    version: ProgramVersion.text,
    subcommands: [
      Init.self, Check.self, Train.self, Evaluate.self, Predict.self, Report.self, Watch.self,
      Runs.self, Diff.self, Plot.self,
      Benchmark.self, Summary.self, Graph.self, List.self, Explain.self, Schema.self,
      Completion.self, Run.self, Server.self,
    ])

  /// Says which command is meant by a name that none has: ArgumentParser takes it for an argument.
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst().prefix(2))
    let name = words.first == "help" ? words.dropFirst().first : words.first
    let known = configuration.subcommands.compactMap { $0.configuration.commandName }
    if let name, !name.hasPrefix("-"), name != "help", !known.contains(name) {
      exit(withError: ValidationError(CommandNames.unknown(name, known: known)))
    }
    main(nil)
  }

  /// Runs work that may fail, and has the program exit with the code of the failure.
  static func perform(
    threads: Int? = nil, _ appearance: Appearance? = nil, _ work: (Console) throws -> Void
  ) throws {
    let console = Console.standard(color: appearance?.color ?? .auto)
    if let threads { Session.threads = threads }
    do {
      try work(console)
    } catch {
      let failure = Failure(error)
      // A rank that is not the first leaves it to that one to speak.
      if !failure.message.isEmpty { console.say(failure.message) }
      throw ExitCode(failure.exitCode)
    }
  }
}
