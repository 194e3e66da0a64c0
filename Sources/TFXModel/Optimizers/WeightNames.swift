import TFXCore
import TFXGraph

/// Weights that a configuration names by regular expressions, of which one matches somewhere in the
/// weight's name: `layer/weight`, or `weight` alone, which is what Keras's optimizers look at.
struct WeightNames {
  private let patterns: [(text: String, whole: RegularExpression)]

  /// - Throws: `RegexError` if a text is no regular expression.
  init(_ texts: [String]) throws(RegexError) {
    var patterns: [(text: String, whole: RegularExpression)] = []
    for text in texts {
      // By itself, so that the message shows what was written.
      _ = try RegularExpression(text)
      patterns.append((text, try RegularExpression("(?s).*(?:\(text)).*")))
    }
    self.patterns = patterns
  }

  /// Whether a weight is meant.
  func contains(_ name: String) -> Bool {
    patterns.contains { WeightNames.matches($0.whole, name) }
  }

  /// The texts that mean none of some weights.
  func idle(among names: [String]) -> [String] {
    patterns.filter { pattern in
      !names.contains { WeightNames.matches(pattern.whole, $0) }
    }.map(\.text)
  }

  private static func matches(_ whole: RegularExpression, _ name: String) -> Bool {
    let own = name.split(separator: "/").last.map(String.init) ?? name
    return whole.matchesAll(Array(name.utf8)) || whole.matchesAll(Array(own.utf8))
  }

  /// What is wrong with a field of such texts.
  static func problems(_ field: String, _ texts: [String]) -> [FieldProblem] {
    do {
      _ = try WeightNames(texts)
      return []
    } catch {
      return [FieldProblem(field, "expected regular expressions: \(error.message)")]
    }
  }
}
