/// `tfx server`: becomes the program `tfx-server`, so that all who need no network need not build one.
package struct ServerCommand {
  /// What was given after `server`.
  private let arguments: [String]

  package init(arguments: [String]) { self.arguments = arguments }

  /// Runs the server; returns only if there is none.
  package func run() -> Failure {
    Companion(name: "tfx-server", help: "scripts/tfx server builds it; see docs/server.md")
      .run(arguments)
  }
}
