import ArgumentParser
import TFXApp

struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "See how a training goes that runs elsewhere on this machine.",
    discussion: "Tells each epoch that is done, and ends with the training.")

  @Argument(
    help: ArgumentHelp(
      "A run's directory, the name of runs, of which the newest is meant, or latest.",
      valueName: "run"), completion: .run)
  var name = "latest"

  @OptionGroup var appearance: Appearance

  func run() throws {
    let command = WatchCommand(run: name)
    try Tfx.perform(threads: nil, appearance) { try command.run($0) }
  }
}
