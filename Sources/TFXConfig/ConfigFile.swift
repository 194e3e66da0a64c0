package import TFXCore

/// Why there is no configuration.
package enum ConfigError: Error, CustomStringConvertible {
  /// The file cannot be read; the reason follows "cannot read 'path': ".
  case unreadable(path: String, reason: String)
  /// The file was read and is wrong; users see `rendered`.
  case invalid(Diagnostics, rendered: String)

  /// The text that users see.
  package var description: String {
    switch self {
    case .unreadable(let path, let reason): "error: cannot read '\(path)': \(reason)"
    case .invalid(_, let rendered): rendered
    }
  }
}

/// A configuration file, read into located values, with the overrides given to it.
package struct ConfigFile: Sendable {
  /// Larger files are refused: no configuration is that large.
  package static let mostBytes = 16 << 20
  /// How many findings are shown at once.
  package static let mostShown = 50

  /// The file as the user named it; `-` is the standard input.
  package let path: String
  /// The file's content.
  package let text: String
  /// The values of the file with the overrides.
  package private(set) var root: ConfigNode
  /// The lines of the file and of each override, to be shown below messages.
  private var lines: [String: [String]]

  /// Reads the file at `path`, or the standard input if that is `-`.
  package static func load(_ path: String) throws(ConfigError) -> ConfigFile {
    let bytes = try contents(path)
    let name = path == "-" ? "stdin" : path
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw notText(bytes, name)
    }
    return try ConfigFile(path: path, name: name, text: text)
  }

  /// A configuration that is not in a file; messages call it `path`.
  package init(path: String, text: String) throws(ConfigError) {
    try self.init(path: path, name: path, text: text)
  }

  private init(path: String, name: String, text: String) throws(ConfigError) {
    let source = SourceText(file: name, text: text)
    self.path = path
    self.text = source.text
    lines = [name: source.lines]
    do {
      root = try YAMLParser.parse(source)
    } catch {
      throw .invalid(error, rendered: ConfigFile.render(error, lines))
    }
  }

  /// Applies `--set KEY=VALUE`.
  ///
  /// - Parameter isSame: Whether two names mean the same type.
  package mutating func set(
    _ argument: String, isSame: @escaping Override.NameComparison = { $0 == $1 }
  ) throws(ConfigError) {
    do {
      let override = try Override(argument)
      lines[override.file] = [argument]
      root = try override.applied(to: root, isSame: isSame)
    } catch {
      lines[error.all.first?.span?.file ?? "--set"] = [argument]
      throw .invalid(error, rendered: render(error))
    }
  }

  /// Throws the findings if there is an error among them.
  package func check(_ diagnostics: Diagnostics) throws(ConfigError) {
    if diagnostics.hasErrors { throw .invalid(diagnostics, rendered: render(diagnostics)) }
  }

  /// The findings as users read them, in the order of the source, each with its line, and their
  /// number if there are several. There is no line end after the last.
  package func render(_ diagnostics: Diagnostics) -> String {
    ConfigFile.render(diagnostics, lines)
  }

  private static func render(_ diagnostics: Diagnostics, _ lines: [String: [String]]) -> String {
    let sorted = diagnostics.sorted
    var parts = sorted.prefix(mostShown).map {
      $0.rendered(lines: $0.span.flatMap { lines[$0.file] } ?? [])
    }
    if sorted.count > 1 {
      let errors = sorted.count { $0.severity == .error }
      let warnings = sorted.count - errors
      let counts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
      let total = counts.map { $0.0 == 1 ? "1 \($0.1)" : "\($0.0) \($0.1)s" }
      let rest = sorted.count > mostShown ? "; the first \(mostShown) are shown" : ""
      parts.append(total.joined(separator: ", ") + rest)
    }
    return parts.joined(separator: "\n")
  }

  /// The error about bytes that are not UTF-8: their encoding if it is known, and the first of them.
  private static func notText(_ bytes: [UInt8], _ name: String) -> ConfigError {
    var diagnostics = Diagnostics()
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      diagnostics.error(
        at: SourceSpan(file: name, line: 1, column: 1), "expected UTF-8 text, found UTF-16",
        help: "save the file as UTF-8")
      return .invalid(diagnostics, rendered: render(diagnostics, [:]))
    }
    let valid = validPrefix(bytes)
    let source = SourceText(
      file: name, text: String(decoding: bytes[..<valid], as: UTF8.self))
    let line = source.lines.count
    let column = (source.lines.last?.count ?? 0) + 1
    let hex = String(bytes[valid], radix: 16, uppercase: true)
    diagnostics.error(
      at: SourceSpan(file: name, line: line, column: column),
      "expected UTF-8 text, found the byte 0x\(hex)", help: "save the file as UTF-8")
    return .invalid(diagnostics, rendered: render(diagnostics, [:]))
  }

  /// How many bytes at the beginning are UTF-8.
  private static func validPrefix(_ bytes: [UInt8]) -> Int {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var count = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      count += UTF8.width(scalar)
    }
    return min(count, bytes.count - 1)
  }

  private static func contents(_ path: String) throws(ConfigError) -> [UInt8] {
    do {
      return try FileBytes(path: path, limit: mostBytes).copy
    } catch {
      let reason =
        switch error.kind {
        case .missing: "there is no such file"
        case .directory: "it is a directory"
        case .device: "it is a device"
        case .tooLarge: "it is larger than \(mostBytes >> 20) MiB"
        case .unreadable(let reason), .unwritable(let reason): reason
        }
      throw .unreadable(path: path, reason: reason)
    }
  }
}
