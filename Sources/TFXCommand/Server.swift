import ArgumentParser
import TFXApp

struct Server: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "server",
    abstract: "Run graphs that TensorFlow's clients send.",
    discussion: "tfx server --help says more; see docs/server.md.")

  // The server reads them itself.
  @Argument(parsing: .captureForPassthrough, help: .hidden)
  var arguments: [String] = []

  func run() throws {
    try Tfx.perform { _ in throw ServerCommand(arguments: arguments).run() }
  }
}
