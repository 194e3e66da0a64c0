#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Whether to write in colours, as `--color` says.
package enum ColorChoice: String, CaseIterable, Sendable { case auto, always, never }

/// What a stream can show, by what it is and by the variables of the environment.
///
/// The order of the variables for colour is CMake's: `NO_COLOR` (https://no-color.org), `CLICOLOR_FORCE`,
/// `CLICOLOR` (https://bixense.com/clicolors). An empty variable counts as none.
package struct TerminalTraits: Hashable, Sendable {
  /// Whether a line may be drawn over.
  package var hasLiveLine = false
  package var hasColor = false
  /// Whether it shows more than ASCII.
  package var isUnicode = true
  /// Whether it shows progress in its tab or in the bar of tasks (`OSC 9;4`). Elsewhere the sequence may be
  /// taken for a notification.
  package var showsProgress = false
  /// How to have the user look: `OSC 777` or `OSC 9` with a text where these are known, else a bell.
  package var notice = Notice.bell

  package enum Notice: Hashable, Sendable { case bell, osc777, osc9 }

  /// A stream that nobody looks at: a file, or a pipe.
  package static let plain = TerminalTraits()

  private init() {}

  /// A stream in the given environment.
  package init(_ environment: [String: String], isTerminal: Bool, color: ColorChoice = .auto) {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    let isDumb = (value("TERM") ?? "dumb") == "dumb"
    hasLiveLine = isTerminal && !isDumb && value("CI") == nil
    switch color {
    case .always: hasColor = true
    case .never: hasColor = false
    case .auto:
      if value("NO_COLOR") != nil {
        hasColor = false
      } else if let force = value("CLICOLOR_FORCE"), force != "0" {
        hasColor = true
      } else {
        hasColor = isTerminal && !isDumb && value("CLICOLOR") != "0"
      }
    }
    let locale = (value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? "").lowercased()
    isUnicode = locale.contains("utf-8") || locale.contains("utf8")
    let program = value("TERM_PROGRAM") ?? ""
    showsProgress =
      hasLiveLine
      && (value("WT_SESSION") != nil || value("ConEmuANSI") == "ON" || program == "ghostty")
    if program == "iTerm.app" || program == "ghostty" || program == "WezTerm" {
      notice = .osc9
    } else if value("VTE_VERSION") != nil || (value("TERM") ?? "").hasPrefix("rxvt") {
      notice = .osc777
    }
  }

  /// A text of the program's in characters that are shown.
  package func shown(_ text: String) -> String {
    if isUnicode { return text }
    let others = [
      ("─", "-"), ("…", "..."), ("→", "->"), ("↑", "^"), ("↓", "v"), ("−", "-"), ("–", "-"),
      ("×", "x"), ("±", "+-"), ("R²", "R^2"), ("√", "sqrt"),
    ]
    return others.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  private static let variables = [
    "TERM", "CI", "NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "LC_ALL", "LC_CTYPE", "LANG",
    "TERM_PROGRAM", "WT_SESSION", "ConEmuANSI", "VTE_VERSION",
  ]

  /// The standard error's.
  package static func ofStandardError(_ color: ColorChoice) -> TerminalTraits {
    var environment: [String: String] = [:]
    for name in variables { environment[name] = getenv(name).map { String(cString: $0) } }
    return TerminalTraits(environment, isTerminal: isatty(STDERR_FILENO) == 1, color: color)
  }

  /// The columns that standard error's terminal has at the moment: the system knows, else `COLUMNS` says so,
  /// else 80.
  package static func columnsOfStandardError() -> Int {
    columnsOfTerminal(STDERR_FILENO) ?? columnsByEnvironment
  }

  /// The columns of a terminal; nil if the file is none.
  package static func columnsOfTerminal(_ file: Int32) -> Int? {
    guard isatty(file) == 1 else { return nil }
    var size = winsize()
    if ioctl(file, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 { return Int(size.ws_col) }
    return columnsByEnvironment
  }

  private static var columnsByEnvironment: Int {
    getenv("COLUMNS").flatMap { Int(String(cString: $0)) }.map { max($0, 1) } ?? 80
  }
}

/// How a text looks where there are colours.
package enum TextStyle: String, Sendable {
  case error = "1;31"
  case warning = "1;33"
  case bar = "36"
  case dim = "2"

  package func callAsFunction(_ text: some StringProtocol, _ traits: TerminalTraits) -> String {
    traits.hasColor && !text.isEmpty ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : String(text)
  }
}
