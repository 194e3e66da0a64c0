import Foundation

/// The manual of the program in mdoc(7), made from what `--experimental-dump-help` says of its commands.
struct ManPage {
  private let command: Command
  private var text = ""

  struct Document: Decodable {
    var command: Command
  }

  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var abstract: String?

    /// Options that every command has, which are told once.
    var isCommon: Bool { ["help", "version"].contains(names?.last?.name) }

    /// As a line of mdoc has it: `Fl -set Ar key=value`.
    var macro: String {
      let value = "Ar \(ManPage.word(valueName ?? ""))"
      let flags = (names ?? []).map { ($0.kind == "short" ? "" : "-") + $0.name }
      let flag = flags.map { "Fl \($0)" }.joined(separator: " , ")
      switch kind {
      case "positional": return value
      case "option": return "\(flag) \(value)"
      default: return flag
      }
    }

    /// The same in a synopsis.
    var synopsis: String {
      (isOptional ? ".Op " : ".") + macro + (isRepeating ? " ..." : "")
    }
  }

  /// The page of a dump of the help.
  static func text(of dump: String) throws -> String {
    let command = try JSONDecoder().decode(Document.self, from: Data(dump.utf8)).command
    var page = ManPage(command: command)
    page.write()
    return page.text
  }

  private init(command: Command) { self.command = command }

  private mutating func line(_ line: String) { text += line + "\n" }

  private mutating func write() {
    line(".\\\" Written by ManPageTests from the help of the commands.")
    line(".Dd November 29, 2026")
    line(".Dt TFX 1")
    line(".Os")
    line(".Sh NAME")
    line(".Nm tfx")
    line(".Nd trains neural networks from a YAML file")
    line(".Sh SYNOPSIS")
    let commands = (command.subcommands ?? []).filter {
      $0.shouldDisplay && $0.commandName != "help"
    }
    for command in commands {
      line(".Nm tfx")
      line(".Cm \(command.commandName)")
      for argument in arguments(of: command) { line(argument.synopsis) }
    }
    line(".Sh DESCRIPTION")
    write(command.discussion)
    line(".Sh COMMANDS")
    for command in commands {
      line(".Ss tfx \(command.commandName)")
      line(ManPage.escaped(command.abstract ?? ""))
      write(command.discussion)
      let arguments = arguments(of: command)
      if arguments.isEmpty { continue }
      line(".Bl -tag -width Ds")
      for argument in arguments {
        line(".It \(argument.macro)")
        line(ManPage.escaped(argument.abstract ?? ""))
      }
      line(".El")
    }
    line(".Sh OPTIONS")
    line("Every command has these too:")
    line(".Bl -tag -width Ds")
    line(".It Fl -version")
    line("Show the version.")
    line(".It Fl h , Fl -help")
    line("Show help information.")
    line(".El")
    line(".Sh EXIT STATUS")
    line("0 if all went well, 1 if tfx check has warned of something; else as in")
    line(".Xr sysexits 3 :")
    line("64 for a wrong command line, 65 for wrong data, 66 for a file that cannot be read,")
    line("73 for one that cannot be written, 78 for a wrong configuration.")
    line("130 and 143 after an interrupt and a request to end.")
  }

  private func arguments(of command: Command) -> [Argument] {
    (command.arguments ?? []).filter { $0.shouldDisplay && !$0.isCommon }
  }

  /// A text whose lines with several spaces in them, or with a command at their start, stay as they are.
  private mutating func write(_ discussion: String?) {
    guard let discussion, !discussion.isEmpty else { return }
    for paragraph in discussion.components(separatedBy: "\n\n") {
      line(".Pp")
      let isLiteral = paragraph.hasPrefix("tfx ") || paragraph.contains("  ")
      if isLiteral { line(".Bd -literal -offset indent") }
      for text in paragraph.split(separator: "\n") { line(ManPage.escaped(String(text))) }
      if isLiteral { line(".Ed") }
    }
  }

  /// A word in a line of macros: one that would be a macro, or a mark that belongs to the text, is escaped.
  static func word(_ text: String) -> String {
    escaped(text).replacing("[", with: "\\&[").replacing("]", with: "\\&]")
  }

  /// A text in which nothing is a command of roff's; what ASCII lacks has its names.
  private static func escaped(_ text: String) -> String {
    var result = text.replacing("\\", with: "\\e").replacing("'", with: "\\(aq")
      .replacing("-", with: "\\-").replacing("…", with: "...").replacing("`", with: "\\(ga")
    if result.hasPrefix(".") { result = "\\&" + result }
    return result
  }
}
