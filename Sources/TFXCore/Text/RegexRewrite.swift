/// What stands in for matches of a regular expression, as RE2 writes it: `\0` is the match, `\1` to
/// `\9` are its groups, `\\` is a backslash.
package struct RegexRewrite: Sendable {
  private enum Part: Sendable {
    case byte(UInt8)
    case group(Int)
  }

  private let parts: [Part]

  /// The largest group that it refers to.
  package let lastGroup: Int

  /// Nil if a backslash stands before neither a digit nor another one.
  package init?(_ text: String) {
    var parts: [Part] = []
    var lastGroup = 0
    var bytes = text.utf8.makeIterator()
    while let byte = bytes.next() {
      if byte != UInt8(ascii: "\\") {
        parts.append(.byte(byte))
        continue
      }
      switch bytes.next() {
      case .some(let digit) where (48...57).contains(digit):
        parts.append(.group(Int(digit) - 48))
        lastGroup = max(lastGroup, Int(digit) - 48)
      case .some(UInt8(ascii: "\\")): parts.append(.byte(UInt8(ascii: "\\")))
      default: return nil
      }
    }
    self.parts = parts
    self.lastGroup = lastGroup
  }

  /// Adds what stands in for a match of `text`.
  fileprivate func append(to result: inout [UInt8], _ match: [Int], of text: [UInt8]) {
    for part in parts {
      switch part {
      case .byte(let byte): result.append(byte)
      case .group(let group):
        if match[2 * group] >= 0 { result += text[match[2 * group]..<match[2 * group + 1]] }
      }
    }
  }
}

extension RegularExpression {
  /// The text with all matches replaced, or only the first. The rewrite must not refer to groups that
  /// the expression has not.
  package func replacing(
    in text: [UInt8], with rewrite: RegexRewrite, all: Bool = true
  ) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    var lastEnd = -1
    while place <= text.count, let match = firstMatch(text, from: place) {
      let (begin, end) = (match[0], match[1])
      result += text[place..<begin]
      if begin == end && begin == lastEnd {
        // Nothing is replaced twice at one place: go past a character.
        guard begin < text.count else { return result }
        let count = UTF8Reader.read(text, begin).1
        result += text[begin..<begin + count]
        place = begin + count
        continue
      }
      rewrite.append(to: &result, match, of: text)
      (place, lastEnd) = (end, end)
      if !all { break }
    }
    return result + text[min(place, text.count)...]
  }
}
