import TFXConfig
import TFXCore
import TFXData

/// One thing that was looked at before a training, and what came of it.
package struct Finding: Sendable {
  /// How much it matters, from least to most.
  package enum Level: String, Comparable, Sendable {
    /// As it should be.
    case ok
    /// Worth knowing.
    case note
    /// Most likely not what is wanted.
    case warning
    /// Training is not possible.
    case error

    package static func < (left: Level, right: Level) -> Bool {
      let all: [Level] = [.ok, .note, .warning, .error]
      return all.firstIndex(of: left)! < all.firstIndex(of: right)!
    }
  }

  package let level: Level
  /// What was looked at, for programs: `leak`.
  package let check: String
  /// `file:line:column`, or as much of it as there is.
  package let place: String?
  /// The column that it is about.
  package let column: String?
  package let message: String

  /// The finding on a line.
  package var line: String {
    (place.map { $0 + ": " } ?? "") + "\(level.rawValue): " + message
  }

  var json: JSON {
    .object([
      ("level", .string(level.rawValue)), ("check", .string(check)),
      ("place", place.map { .string($0) } ?? .null),
      ("column", column.map { .string($0) } ?? .null), ("message", .string(message)),
    ])
  }
}

/// All that was found before a training.
struct CheckReport {
  private(set) var findings: [Finding] = []
  /// What was reckoned, for programs.
  private(set) var facts: [(key: String, value: JSON)] = []

  mutating func add(
    _ level: Finding.Level, _ check: String, at place: String? = nil, column: String? = nil,
    _ message: String
  ) {
    findings.append(
      Finding(level: level, check: check, place: place, column: column, message: message))
  }

  mutating func add(_ key: String, _ value: JSON) { facts.append((key, value)) }

  /// The mistakes that an error tells of.
  mutating func add(_ error: any Error) {
    switch error {
    case ConfigError.invalid(let diagnostics, _):
      for one in diagnostics.sorted where one.severity == .error {
        add(one, check: "configuration")
      }
    case let error as DataError:
      for one in error.all { add(one.diagnostic, check: "data", column: one.columnName) }
    default:
      let message = Failure(error).message
      add(.error, "training", message.replacing("error: ", with: "").replacing("\n  ", with: "; "))
    }
  }

  private mutating func add(_ one: Diagnostic, check: String, column: String? = nil) {
    let help = one.help.map { "; \($0)" } ?? ""
    add(.error, check, at: one.span?.place, column: column, one.message + help)
  }

  /// The worst of all levels.
  var level: Finding.Level { findings.map(\.level).max() ?? .ok }

  /// More lines of columns that are as they should be than this are left out of the text.
  private static let columnLimit = 40

  var text: String {
    var (lines, columns) = ([String](), 0)
    for finding in findings {
      if finding.level == .ok, finding.check == "column" {
        columns += 1
        if columns > CheckReport.columnLimit { continue }
      }
      lines.append(finding.line)
    }
    if columns > CheckReport.columnLimit {
      let rest = NumberFormat.count(columns - CheckReport.columnLimit)
      lines.append("ok: \(rest) more columns, which --json has")
    }
    return lines.map { $0 + "\n" }.joined() + verdict + "\n"
  }

  /// How many findings of each level there are.
  private var verdict: String {
    let counts = [Finding.Level.warning, .note].compactMap { level in
      let count = findings.count { $0.level == level }
      return count == 0 ? nil : "\(count) \(level.rawValue)\(count == 1 ? "" : "s")"
    }
    return counts.isEmpty ? "nothing to complain of" : counts.joined(separator: ", ")
  }

  var json: JSON {
    .object(
      [("schema", .string("tfx.check/1")), ("level", .string(level.rawValue))] + facts
        + [("findings", .array(findings.map(\.json)))])
  }
}

extension SourceSpan {
  var place: String { "\(file):\(line):\(column)" }
}

extension DataError {
  /// Where it is, as far as it is known.
  var place: String {
    guard let row else { return file }
    return "\(file):\(row)" + (column.map { ":\($0)" } ?? "")
  }
}
