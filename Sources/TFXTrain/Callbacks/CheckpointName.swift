public import TFXCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The name of a checkpoint's file within the run's folder of them, in which values may stand, as
/// Python formats them: `{epoch:02d}-{val_loss:.2f}.safetensors`.
public struct CheckpointName: FieldValue, Hashable, ExpressibleByStringLiteral {
  /// The name as it is written.
  public let text: String
  private let parts: [Part]

  private enum Part: Hashable {
    case text(String)
    /// A value, with C's format of it; nil for the shortest that is exact.
    case value(name: String, format: String?)
  }

  /// Those that are whole numbers: `batch` is the step within the epoch.
  static let counters = ["epoch", "batch"]

  /// A name that is known to be right.
  public init(stringLiteral text: String) {
    guard let name = CheckpointName(text) else {
      preconditionFailure("'\(text)' names no checkpoint")
    }
    self = name
  }

  /// The name of the given form; nil if its braces or formats are wrong.
  public init?(_ text: String) {
    var parts: [Part] = []
    var plain = ""
    var rest = Substring(text)
    while let character = rest.first {
      rest = rest.dropFirst()
      if character != "{" && character != "}" || rest.first == character {
        if character == "{" || character == "}" { rest = rest.dropFirst() }
        plain.append(character)
        continue
      }
      guard character == "{", let end = rest.firstIndex(of: "}"),
        let part = CheckpointName.value(rest[..<end])
      else { return nil }
      if !plain.isEmpty { parts.append(.text(plain)) }
      plain = ""
      parts.append(part)
      rest = rest[rest.index(after: end)...]
    }
    if !plain.isEmpty { parts.append(.text(plain)) }
    self.text = text
    self.parts = parts
  }

  /// `epoch:02d`.
  private static func value(_ text: Substring) -> Part? {
    let pieces = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(pieces[0])
    if name.isEmpty || !name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) { return nil }
    guard pieces.count == 2 else { return .value(name: name, format: nil) }
    let type = pieces[1].last ?? " "
    let size = pieces[1].dropLast().split(separator: ".", omittingEmptySubsequences: false)
    let areDigits = size.allSatisfy { $0.count <= 2 && $0.allSatisfy { ("0"..."9").contains($0) } }
    let isWhole = type == "d" && counters.contains(name) && size.count <= 1
    let isReal = "feg".contains(type) && size.count <= 2 && (size.count < 2 || !size[1].isEmpty)
    if !areDigits || !(isWhole || isReal) { return nil }
    return .value(name: name, format: "%\(pieces[1])")
  }

  /// The values of the logs that stand in it.
  var names: [String] {
    parts.compactMap {
      if case .value(let name, _) = $0, !CheckpointName.counters.contains(name) {
        name
      } else {
        nil
      }
    }
  }

  /// The name with its values; those that are not known are not numbers.
  package func file(epoch: Int, batch: Int, _ value: (String) -> Double?) -> String {
    parts.map { part in
      switch part {
      case .text(let text): return text
      case .value(let name, let format):
        let counter = name == "epoch" ? epoch : name == "batch" ? batch : nil
        if let counter {
          guard let format, !format.hasSuffix("d") else {
            let digits = "\(counter)"
            let width = format.flatMap { Int($0.dropFirst().dropLast()) } ?? 0
            let fill = format?.hasPrefix("%0") ?? false ? "0" : " "
            return String(repeating: fill, count: max(0, width - digits.count)) + digits
          }
          return CheckpointName.formatted(Double(counter), format)
        }
        let number = value(name) ?? .nan
        return format.map { CheckpointName.formatted(number, $0) } ?? "\(number)"
      }
    }.joined()
  }

  private static func formatted(_ value: Double, _ format: String) -> String {
    var characters = [CChar](repeating: 0, count: 512)
    let count = withVaList([value]) { vsnprintf(&characters, characters.count, format, $0) }
    let bytes = characters.prefix(max(0, min(Int(count), characters.count - 1)))
    return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  public static var expectation: String {
    "a file name such as '{epoch:02d}-{val_loss:.2f}.safetensors'"
  }

  public static var schema: ValueSchema { .text("\\.safetensors$") }

  public static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> CheckpointName? {
    guard case .scalar(let text, _) = node.content, let name = CheckpointName(text) else {
      return mismatch(node, &diagnostics)
    }
    if let (problem, help) = name.problem {
      diagnostics.error(at: node.span, problem, help: help)
      return nil
    }
    return name
  }

  /// What is wrong with a name of the right form.
  private var problem: (message: String, help: String)? {
    if !text.hasSuffix(".safetensors") {
      let endings = [".weights.h5", ".keras", ".h5"]
      let stem = endings.first { text.hasSuffix($0) }.map { text.dropLast($0.count) } ?? text[...]
      return (
        "checkpoints are files of the safetensors format, found '\(text)'",
        "write \(stem).safetensors"
      )
    }
    if text.hasPrefix("/") || text.split(separator: "/").contains("..") {
      return (
        "expected a name within the run's folder 'checkpoints', found '\(text)'",
        "leave out the path: the folder is that of the run"
      )
    }
    if text == "best.safetensors" || text == "last.safetensors" {
      return (
        "the run itself writes '\(text)'",
        text.hasPrefix("b") ? "fit.monitor decides what it holds" : "choose another name"
      )
    }
    return nil
  }

  public func write() -> ConfigNode { ConfigNode(.scalar(text, isQuoted: true)) }
}
