import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A line on the terminal that will be drawn over, which nobody wants to keep when the program ends.
enum LiveLine {
  /// Whether it is there; a handler of signals reads it.
  static let isThere = Atomic<Bool>(false)

  /// Clears the screen from the cursor on.
  static let clear = "\u{1B}[J"

  /// The first signal ends the program, and the line with it.
  static func goesWithProgram() {
    for number in [SIGINT, SIGTERM] { signal(number, LiveLine.end) }
  }

  /// Whether the terminal shows progress elsewhere too.
  static let showsProgress = Atomic<Bool>(false)

  /// Has the terminal show no more progress.
  static let endsProgress = "\u{1B}]9;4;0\u{1B}\\"

  /// Ends the program by a signal, after it has cleared the line. Calls nothing that a handler may not: a
  /// string that is not static might need memory.
  static let end: @convention(c) (Int32) -> Void = { number in
    let (clear, endsProgress): (StaticString, StaticString) = (
      "\r\u{1B}[J", "\u{1B}]9;4;0\u{1B}\\"
    )
    if LiveLine.isThere.load(ordering: .relaxed) {
      _ = write(STDERR_FILENO, clear.utf8Start, clear.utf8CodeUnitCount)
    }
    if LiveLine.showsProgress.load(ordering: .relaxed) {
      _ = write(STDERR_FILENO, endsProgress.utf8Start, endsProgress.utf8CodeUnitCount)
    }
    signal(number, SIG_DFL)
    raise(number)
  }
}
