import TFXCore

/// Names of commands.
package enum CommandNames {
  /// What to say of a name that no command has.
  package static func unknown(_ name: String, known: [String]) -> String {
    let help = Spelling.suggestion(for: name, among: known + ["help"])
    let list = known.joined(separator: ", ")
    return "There is no command '\(name)'; " + (help ?? "the commands are \(list).")
  }
}
