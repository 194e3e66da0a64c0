import TFXConfig
import TFXTrain

/// What it takes to go on with a run.
enum Resume {
  /// Refuses to go on with a run under another configuration, but for the number of epochs and the
  /// time.
  static func check(_ old: String, against new: String, run: RunDirectory) throws {
    let before = lines(old)
    let now = lines(new)
    if before == now { return }
    let removed = before.filter { !now.contains($0) }
    let added = now.filter { !before.contains($0) }
    var message = "error: the configuration is not the one that \(run.path) was started with"
    for line in removed.prefix(5) { message += "\n  then: \(line.trimmed)" }
    for line in added.prefix(5) { message += "\n  now:  \(line.trimmed)" }
    message +=
      "\n  only fit.epochs and fit.max_time may change; leave out --resume to start a new run"
    throw Failure(message, exitCode: .badConfig)
  }

  /// A text as one word of a shell.
  static func quoted(_ text: String) -> String {
    let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "_-./=,:[]".contains($0) }
    return isPlain
      ? text
      : "'"
        + text.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
  }

  private static func lines(_ config: String) -> [String] {
    config.split(separator: "\n").map(String.init).filter {
      !$0.trimmed.hasPrefix("epochs:") && !$0.trimmed.hasPrefix("max_time:")
    }
  }
}

extension String {
  /// The text without spaces at its ends.
  fileprivate var trimmed: String {
    let first = firstIndex { $0 != " " } ?? endIndex
    return String(self[first...].reversed().drop { $0 == " " }.reversed())
  }
}
