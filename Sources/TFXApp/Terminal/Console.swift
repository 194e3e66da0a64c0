import TFXCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where the program speaks: results on one stream, everything else on the other, of which a log
/// keeps plain lines.
package final class Console {
  /// Takes bytes; returns false if they cannot be written.
  package typealias Sink = (String) -> Bool

  /// Whether the diagnostics are read by somebody at a terminal.
  package let isTerminal: Bool
  /// The columns of that terminal.
  package let columns: Int

  private let out: Sink
  private let err: Sink
  private var log: Sink?
  private var hasLiveLine = false

  /// A console on the given sinks.
  package init(out: @escaping Sink, err: @escaping Sink, isTerminal: Bool, columns: Int = 80) {
    self.out = out
    self.err = err
    self.isTerminal = isTerminal
    self.columns = columns
  }

  /// The program's own standard output and error.
  package static func standard() -> Console {
    var size = winsize()
    let hasSize = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return Console(
      out: { Console.write($0, to: STDOUT_FILENO) }, err: { Console.write($0, to: STDERR_FILENO) },
      isTerminal: isatty(STDERR_FILENO) == 1 && !isDumb, columns: hasSize ? Int(size.ws_col) : 80)
  }

  /// A console that says nothing.
  package static var silent: Console {
    Console(out: { _ in true }, err: { _ in true }, isTerminal: false)
  }

  /// A result.
  ///
  /// - Throws: ``Failure`` if it cannot be written.
  package func result(_ text: String) throws {
    endLiveLine()
    // The log first: it has the results even if nobody reads them.
    _ = log?(text)
    if !out(text) {
      throw Failure("error: cannot write the results: \(FileAccess.reason)", exitCode: .ioError)
    }
  }

  /// A line of progress or a message.
  package func say(_ line: String) {
    endLiveLine()
    _ = err(line + "\n")
    _ = log?(line + "\n")
  }

  /// A line for the log alone.
  package func note(_ line: String) { _ = log?(line + "\n") }

  /// A line that the next one replaces; nothing where that is not possible.
  package func live(_ line: String) {
    guard isTerminal else { return }
    hasLiveLine = true
    _ = err("\r\(line.prefix(max(columns - 1, 1)))\u{1B}[K")
  }

  /// Keeps what is said from now on in a file, behind what it has.
  package func keepLog(at path: String) {
    log = { (try? FileAccess.append(Array($0.utf8), to: path)) != nil }
    _ = log?("")
  }

  private func endLiveLine() {
    if hasLiveLine { _ = err("\r\u{1B}[K") }
    hasLiveLine = false
  }

  private static var isDumb: Bool {
    guard let term = getenv("TERM") else { return true }
    return String(cString: term) == "dumb"
  }

  /// Writes all of a text; whether that went well.
  private static func write(_ text: String, to file: Int32) -> Bool {
    FileAccess.writeAll(Array(text.utf8), to: file)
  }
}
