public import TFXCore

/// A time as a configuration gives it: `90s`, `10m`, `1h30m`.
public struct TimeSpan: FieldValue, Hashable, CustomStringConvertible {
  /// The time in seconds.
  public var seconds: Int

  /// A time of so many seconds.
  public init(seconds: Int) { self.seconds = seconds }

  private static let units: [(name: Character, seconds: Int)] = [
    ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
  ]

  /// The time that a text stands for: numbers with their units, each unit at most once and in falling
  /// order.
  public init?(_ text: String) {
    var (seconds, digits) = (0, "")
    var rest = TimeSpan.units[...]
    for character in text {
      if character.isASCII, character.isNumber {
        digits.append(character)
        continue
      }
      guard let place = rest.firstIndex(where: { $0.name == character }),
        let count = Int(digits), count <= 1_000_000
      else { return nil }
      seconds += count * rest[place].seconds
      rest = rest[(place + 1)...]
      digits = ""
    }
    if !digits.isEmpty || text.isEmpty { return nil }
    self.seconds = seconds
  }

  public var description: String {
    var (text, rest) = ("", seconds)
    for unit in TimeSpan.units where rest >= unit.seconds {
      text += "\(rest / unit.seconds)\(unit.name)"
      rest %= unit.seconds
    }
    return text.isEmpty ? "0s" : text
  }

  public static var expectation: String { "a time such as 90s, 10m or 1h30m" }

  public static var schema: ValueSchema {
    .text("^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$")
  }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> TimeSpan? {
    guard case .scalar(let text, _) = node.content, let time = TimeSpan(text) else {
      var help: String?
      if case .scalar(let text, _) = node.content, let number = Int(text), number > 0 {
        help = "write \(number)s for seconds, \(number)m for minutes"
      }
      return mismatch(node, &diagnostics, help: help)
    }
    return time
  }

  public func write() -> ConfigNode { .plain(description) }
}
