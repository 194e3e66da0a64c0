import TFXCore
import TFXGraph

/// What an equation such as `bij,bjk->bik` says: an axis of a tensor a letter.
struct EinsumEquation: Hashable, Sendable, CustomStringConvertible {
  /// The letters of each input.
  var inputs: [[Character]]
  /// The letters of the output.
  var output: [Character]

  init(inputs: [[Character]], output: [Character]) {
    self.inputs = inputs
    self.output = output
  }

  /// Reads an equation for tensors of the given ranks. `...` stands for the axes that have no
  /// letter, counted from the last; without `->` the output has the letters that stand once, in the
  /// order of the alphabet, behind the axes of `...`.
  init(_ text: String, ranks: [Int]) throws(ShapeError) {
    func fail(_ expected: String) -> ShapeError {
      ShapeError("equation", expected: expected, found: text)
    }
    let sides = text.filter { $0 != " " }.components(of: "->")
    guard sides.count <= 2 else { throw fail("at most one ->") }
    let terms = sides[0].components(of: ",")
    guard terms.count == ranks.count else { throw fail("\(ranks.count) terms, one an input") }

    // Letters for the axes of `...`, the same from the last one back in all terms.
    let free = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".filter { !text.contains($0) }
    var letters = Array(free)
    var longest = 0
    for (term, rank) in zip(terms, ranks) where term.contains("...") {
      longest = max(longest, rank - (term.count - 3))
    }
    if longest > letters.count { throw fail("fewer letters") }
    letters = Array(letters.prefix(longest))

    func labels(_ term: String, _ hidden: Int) throws(ShapeError) -> [Character] {
      let parts = term.components(of: "...")
      if parts.count > 2 { throw fail("... once in a term") }
      let first = Array(parts[0])
      let labels = parts.count == 1 ? first : first + letters.suffix(max(0, hidden)) + parts[1]
      if !labels.allSatisfy({ $0.isLetter && $0.isASCII }) {
        throw fail("letters from a to z or A to Z")
      }
      return labels
    }
    var inputs: [[Character]] = []
    for (term, rank) in zip(terms, ranks) {
      let found = try labels(term, rank - (term.count - 3))
      if found.count != rank {
        throw fail("as many letters as axes, \(ranks.map(String.init).joined(separator: ", "))")
      }
      inputs.append(found)
    }
    self.inputs = inputs
    if sides.count == 2 {
      output = try labels(sides[1], longest)
    } else {
      let all = inputs.joined()
      let single = Set(all).subtracting(letters).filter { letter in all.count { $0 == letter } == 1
      }
      output = letters + single.sorted()
    }
    if let missing = output.first(where: { letter in !inputs.joined().contains(letter) }) {
      throw fail("letters of the inputs in the output, not '\(missing)'")
    }
  }

  var description: String {
    inputs.map { String($0) }.joined(separator: ",") + "->" + String(output)
  }

  /// The letters of an input that neither the output nor another input has, each once.
  func lost(_ index: Int) -> [Character] {
    let others = Set(inputs.indices.filter { $0 != index }.flatMap { inputs[$0] } + output)
    return EinsumEquation.distinct(inputs[index]).filter { !others.contains($0) }
  }

  /// Letters without those that stand before: the axes of the diagonal, where some stand twice.
  static func distinct(_ labels: [Character]) -> [Character] {
    labels.indices.filter { labels.firstIndex(of: labels[$0]) == $0 }.map { labels[$0] }
  }
}

extension String {
  /// The parts between each occurrence of a separator.
  fileprivate func components(of separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
