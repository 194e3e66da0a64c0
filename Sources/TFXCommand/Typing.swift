import ArgumentParser
import TFXApp

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List what a configuration can name.",
    discussion: "tfx explain NAME says what one of them is and what arguments it takes.")

  @Argument(
    help: "layers, losses, metrics, optimizers, …; all lists with their lengths if left out.",
    completion: .list(ListCommand.names))
  var name: String?

  @Flag(help: "Print a JSON document, with every argument.")
  var json = false

  func run() throws {
    var command = ListCommand(name: name)
    command.json = json
    try Tfx.perform { try command.run($0) }
  }
}

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a layer, a loss, a key, or anything else that a configuration has.",
    discussion: """
      tfx explain Conv2D          what it computes, and its arguments with their defaults
      tfx explain fit.batch_size  a key, with what it may be
      tfx explain data            a section with its keys
      tfx explain tf.matmul       an operation of a graph's file, with its attributes
      """)

  @Argument(
    help: ArgumentHelp(
      "A name such as Conv2D or mse, a key such as fit.batch_size, or an operation such as MatMul."),
    completion: .custom { _, _, prefix in
      ExplainCommand.names.filter { $0.hasPrefix(prefix) }
    })
  var name: String

  func run() throws {
    try Tfx.perform { try ExplainCommand(name: name).run($0) }
  }
}

struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of configurations.",
    discussion: """
      With it an editor completes and explains keys, and marks mistakes. Write it beside the \
      configuration, and name it in the configuration's first line:

      tfx schema > tfx.schema.json
      # yaml-language-server: $schema=tfx.schema.json
      """)

  func run() throws {
    try Tfx.perform { try $0.result(ConfigSchema.text) }
  }
}

struct Completion: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion",
    abstract: "Print a shell's script that completes commands, options, and keys of --set.",
    discussion: """
      bash   tfx completion bash > ~/.local/share/bash-completion/completions/tfx
      zsh    tfx completion zsh > DIR/_tfx, for a DIR of $fpath
      fish   tfx completion fish > ~/.config/fish/completions/tfx.fish
      """)

  @Argument(help: "bash, zsh or fish.", completion: .list(["bash", "zsh", "fish"]))
  var shell: String

  @Argument(help: .hidden)
  var typed: String?

  func validate() throws {
    if shell != "values", CompletionShell(rawValue: shell) == nil {
      throw ValidationError("There are scripts for bash, zsh and fish, found '\(shell)'.")
    }
  }

  func run() throws {
    // What the script of bash asks for.
    if shell == "values" {
      let answers = ConfigKeys.completions(of: typed ?? "")
      return try Tfx.perform { try $0.result(answers.map { $0 + "\n" }.joined()) }
    }
    guard let known = CompletionShell(rawValue: shell) else { return }
    let script = CompletionScript.text(Tfx.completionScript(for: known), for: shell)
    try Tfx.perform { try $0.result(script) }
  }
}

extension CompletionKind {
  /// Keys of a configuration with their values.
  static var settings: CompletionKind {
    .custom { _, _, prefix in ConfigKeys.completions(of: prefix) }
  }

  /// A run, or a checkpoint's file.
  static var run: CompletionKind { .custom { _, _, prefix in RunNames.completions(of: prefix) } }

  /// A configuration's file.
  static var config: CompletionKind { .file(extensions: ["yaml", "yml"]) }
}
