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
      tfx train configs/iris.yaml    train as the file says, and write a run
      tfx evaluate CHECKPOINT        loss and metrics of what was trained
      tfx predict INPUT              what it makes of new data
      tfx report RUN                 a page about a run
      tfx run GRAPH                  evaluate a graph of operations once
      tfx server                     run graphs that TensorFlow's clients send
      """,
    version: ProgramVersion.text,
    subcommands: [
      Train.self, Evaluate.self, Predict.self, Report.self, Benchmark.self, Run.self, Server.self,
    ])

  /// Runs work that may fail, and has the program exit with the code of the failure.
  static func perform(threads: Int? = nil, _ work: (Console) throws -> Void) throws {
    let console = Console.standard()
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
