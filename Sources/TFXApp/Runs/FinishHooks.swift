import TFXTrain

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the user wants to happen when a training ends. Of the command line alone: a configuration that a
/// stranger has sent must not run programs.
package struct FinishHooks: Sendable {
  /// Whether the terminal is to call the user.
  package var notifies = false
  /// A command for the shell.
  package var command: String?

  package init() {}

  package func run(_ events: TrainingEvents, _ console: Console) {
    if notifies { console.notify("training \(events.status.rawValue)") }
    guard let command else { return }
    var variables = [
      ("TFX_STATUS", events.status.rawValue), ("TFX_EXIT_CODE", "\(events.exitCode)"),
      ("TFX_RUN", events.run ?? ""), ("TFX_CHECKPOINT", events.checkpoint ?? ""),
    ]
    if let best = events.best {
      variables += [
        ("TFX_METRIC_NAME", best.name), ("TFX_METRIC", "\(best.value)"),
        ("TFX_BEST_EPOCH", "\(best.epoch)"),
      ]
    }
    let exports = variables.map { "\($0.0)=\(ShellWord.quoted($0.1))" }.joined(separator: " ")
    // A command that does not read must not end the program.
    let before = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, before) }
    // What it says goes where messages go: standard output is for results.
    guard let pipe = popen("export \(exports)\n{ \(command)\n} 1>&2", "w") else {
      return console.say("warning: --on-finish cannot be started")
    }
    fputs(events.resultText + "\n", pipe)
    let status = pclose(pipe)
    if status != 0 {
      let code = status & 0x7F == 0 ? "exit code \(status >> 8)" : "signal \(status & 0x7F)"
      console.say("warning: --on-finish ended with \(code)")
    }
  }
}
