import Synchronization
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

  /// What the stream of the diagnostics can show.
  package let traits: TerminalTraits
  /// Whether what is told of progress goes to the log alone.
  package var isQuiet = false

  /// The columns that the terminal has at the moment.
  private let columns: () -> Int
  /// The same where results go; nil where that is no terminal, and nothing need fit.
  private let resultColumns: () -> Int?
  /// Told the texts of warnings.
  package var warned: (String) -> Void = { _ in }

  private var out: Sink
  private let err: Sink
  private var log: Sink?
  private var hasLiveLine = false

  /// A console on the given sinks.
  package init(
    out: @escaping Sink, err: @escaping Sink, traits: TerminalTraits = .plain,
    columns: @escaping () -> Int = { 80 }, resultColumns: @escaping () -> Int? = { nil }
  ) {
    self.out = out
    self.err = err
    self.traits = traits
    self.columns = columns
    self.resultColumns = resultColumns
  }

  /// The program's own standard output and error.
  package static func standard(color: ColorChoice = .auto) -> Console {
    let traits = TerminalTraits.ofStandardError(color)
    return Console(
      out: { FileAccess.writeAll(Array($0.utf8), to: 1) },
      err: { FileAccess.writeAll(Array(traits.shown($0).utf8), to: 2) },
      traits: traits, columns: TerminalTraits.columnsOfStandardError,
      resultColumns: {
        traits.hasLiveLine ? TerminalTraits.columnsOfTerminal(STDOUT_FILENO) : nil
      })
  }

  /// A console that says nothing.
  package static var silent: Console { Console(out: { _ in true }, err: { _ in true }) }

  /// A result.
  ///
  /// - Throws: ``Failure`` if it cannot be written.
  package func result(_ text: String) throws {
    endLiveLine()
    // The log first: it has the results even if nobody reads them.
    _ = log?(text)
    try write(text)
  }

  /// A result that is made for people to read: in the characters that they see, and in lines that are broken
  /// at spaces where they are too long for the terminal.
  package func show(_ text: String) throws { try show { Console.lines(text, within: $0) } }

  /// The lines of a text, broken at spaces where they are too long for a width.
  package static func lines(_ text: String, within width: Int?) -> [String] {
    if text.isEmpty { return [] }
    return (text.hasSuffix("\n") ? text.dropLast() : text[...])
      .split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { width.map(String($0).wrapped) ?? [String($0)] }
  }

  /// A result in lines that are made for a width, or for any if that is nil, as the log keeps them.
  package func show(lines: (Int?) -> [String]) throws {
    endLiveLine()
    func text(_ width: Int?) -> String { lines(width).map { $0 + "\n" }.joined() }
    // The log first: it has the results even if nobody reads them.
    _ = log?(text(nil))
    try write(traits.shown(text(resultColumns())))
  }

  private func write(_ text: String) throws {
    if !out(text) {
      throw Failure("error: cannot write the results: \(FileAccess.reason)", exitCode: .ioError)
    }
  }

  /// Where results went until now, for something else that programs read; they are messages from now on.
  package func takeOutput() -> (String) -> Void {
    let taken = out
    out = err
    return { _ = taken($0) }
  }

  /// A message.
  package func say(_ line: String) {
    endLiveLine()
    if line.hasPrefix("warning: ") { warned(String(line.dropFirst("warning: ".count))) }
    _ = err(styled(line) + "\n")
    _ = log?(line + "\n")
  }

  /// A line of progress; for the log alone where the user wants quiet. A terminal that is too narrow gets
  /// several, broken at spaces.
  package func tell(_ line: String) { tell { width in width.map(line.wrapped) ?? [line] } }

  /// Lines of progress that are made for a width, or for any if that is nil, as the log keeps them.
  package func tell(lines: (Int?) -> [String]) {
    let whole = lines(nil)
    let width = columns()
    guard !isQuiet, traits.hasLiveLine, whole.contains(where: { $0.columns > width }) else {
      for line in whole { if isQuiet { note(line) } else { say(line) } }
      return
    }
    endLiveLine()
    for line in lines(width) { _ = err(styled(line) + "\n") }
    for line in whole { note(line) }
  }

  /// A command to type: where it is too long for the terminal, the shell's way of going on in the next line
  /// stands at the end of its lines.
  package func tell(command words: [String]) {
    tell { width in
      var lines = ["  " + words[0]]
      for word in words.dropFirst() {
        let longer = lines[lines.count - 1] + " " + word
        if let width, longer.columns + 2 > width {
          lines[lines.count - 1] += " \\"
          lines.append("    " + word)
        } else {
          lines[lines.count - 1] = longer
        }
      }
      return lines
    }
  }

  /// A line of progress that is made of pieces. A terminal that is too narrow gets several, of which the
  /// later ones begin at column `indent`, broken between pieces.
  package func tell(_ pieces: [String], indent: Int) {
    tell { width in
      guard let width else { return [pieces.joined(separator: "  ")] }
      let longest = pieces.map(\.columns).max() ?? 0
      let space = String(repeating: " ", count: max(0, min(indent, width - longest)))
      var lines: [String] = []
      for piece in pieces {
        if let last = lines.last, last.columns + 2 + piece.columns <= width {
          lines[lines.count - 1] = "\(last)  \(piece)"
        } else {
          lines.append((lines.isEmpty ? "" : space) + piece)
        }
      }
      return lines
    }
  }

  /// A line for the log alone.
  package func note(_ line: String) { _ = log?(line + "\n") }

  /// A line that the next one replaces; nothing where that is not possible.
  package func live(_ line: ProgressLine) {
    guard traits.hasLiveLine, !isQuiet else { return }
    setLiveLine(true)
    // The last column stays free: some terminals would go on to the next line. The cursor waits at the
    // beginning of the line: there it stays if a terminal that becomes narrower wraps the line, of which
    // the next one then clears all rows.
    _ = err("\r\(line.text(width: columns() - 1, traits))\(LiveLine.clear)\r")
    if traits.showsProgress {
      LiveLine.showsProgress.store(true, ordering: .relaxed)
      _ = err("\u{1B}]9;4;1;\(line.percent)\u{1B}\\")
    }
  }

  /// Progress is over.
  package func endProgress() {
    endLiveLine()
    if traits.showsProgress {
      LiveLine.showsProgress.store(false, ordering: .relaxed)
      _ = err(LiveLine.endsProgress)
    }
  }

  /// Has the user look at the terminal.
  package func notify(_ text: String) {
    let clean = text.filter { $0.columns > 0 && $0 != ";" }
    switch traits.notice {
    case .bell: _ = err("\u{07}")
    case .osc777: _ = err("\u{1B}]777;notify;tfx;\(clean)\u{1B}\\")
    case .osc9: _ = err("\u{1B}]9;\(clean)\u{1B}\\")
    }
  }

  /// Keeps what is said from now on in a file, behind what it has.
  package func keepLog(at path: String) {
    log = { (try? FileAccess.append(Array($0.utf8), to: path)) != nil }
    _ = log?("")
  }

  private func endLiveLine() {
    if hasLiveLine { _ = err("\r\(LiveLine.clear)") }
    setLiveLine(false)
  }

  private func setLiveLine(_ isThere: Bool) {
    if isThere != hasLiveLine { LiveLine.isThere.store(isThere, ordering: .relaxed) }
    hasLiveLine = isThere
  }

  /// A message whose first word stands out.
  private func styled(_ line: String) -> String {
    for (word, style) in [("error:", TextStyle.error), ("warning:", .warning)] {
      // At the beginning, or behind a place in a file.
      guard let range = line.firstRange(of: word),
        range.lowerBound == line.startIndex || line[..<range.lowerBound].hasSuffix(": ")
      else { continue }
      return line[..<range.lowerBound] + style(word, traits) + line[range.upperBound...]
    }
    return line
  }
}
