public import TFXCore

/// Which runs of words are words too: 2 for single words and pairs, `[2, 3]` for runs of these lengths
/// alone.
public struct NgramWidths: FieldValue, Hashable, Codable {
  /// The lengths of runs, in order.
  public var widths: [Int]

  /// Runs of the given lengths.
  public init(_ widths: [Int]) { self.widths = widths }

  /// Longer runs are a mistake.
  private static let limit = 100

  static let allowed = Limits<NgramWidths>(
    "from 1 to \(limit)",
    bounds: ValueBounds(minimum: 1, maximum: Double(limit), isNotEmpty: true)
  ) { ngrams in
    !ngrams.widths.isEmpty && ngrams.widths.allSatisfy { (1...limit).contains($0) }
  }

  public static var expectation: String { "a whole number or a list of them" }

  public static var schema: ValueSchema { .oneOrList(.integer) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> NgramWidths? {
    if case .sequence = node.content {
      return [Int].read(node, &diagnostics).map { NgramWidths($0) }
    }
    guard let longest = Int.read(node, &diagnostics) else { return nil }
    // What is out of the limits is kept, for them to refuse.
    return NgramWidths((1...limit).contains(longest) ? Array(1...longest) : [longest])
  }

  public func write() -> ConfigNode {
    widths == Array(1...max(widths.count, 1)) ? widths.count.write() : widths.write()
  }

  /// The runs of some words, all of the first length before those of the second.
  func runs(of words: [String]) -> [String] {
    widths.flatMap { width -> [String] in
      if width == 1 { return words }
      if words.count < width { return [] }
      return (0...words.count - width).map { words[$0..<$0 + width].joined(separator: " ") }
    }
  }
}
