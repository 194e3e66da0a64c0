/// Reads a regular expression in the syntax of RE2.
struct RegexParser {
  /// What `(?ims-U)` switches.
  private struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesNewline = false
    var isUngreedy = false
  }

  private let pattern: [Unicode.Scalar]
  private var place = 0
  private var flags = Flags()
  private var depth = 0
  private(set) var groupCount = 0

  private init(_ pattern: String) { self.pattern = Array(pattern.unicodeScalars) }

  /// The expression and the number of its groups.
  static func parse(_ pattern: String) throws(RegexError) -> (RegexNode, groupCount: Int) {
    var parser = RegexParser(pattern)
    let node = try parser.alternatives()
    if parser.next != nil { throw RegexError("unexpected ): \(pattern)") }
    return (node, parser.groupCount)
  }

  private var next: Unicode.Scalar? { place < pattern.count ? pattern[place] : nil }

  private func text(from start: Int) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: pattern[start..<min(place, pattern.count)])
    return String(text)
  }

  /// Goes past a text if it comes next.
  private mutating func take(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    guard pattern[place...].starts(with: scalars) else { return false }
    place += scalars.count
    return true
  }

  private mutating func alternatives() throws(RegexError) -> RegexNode {
    var nodes = [try sequence()]
    while take("|") { nodes.append(try sequence()) }
    return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
  }

  private mutating func sequence() throws(RegexError) -> RegexNode {
    var nodes: [RegexNode] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      if take("\\Q") {
        while let quoted = next, !take("\\E") {
          nodes.append(literal(quoted))
          place += 1
        }
        if let last = nodes.popLast() { nodes.append(try repeated(last)) }
        continue
      }
      if let node = try atom() { nodes.append(try repeated(node)) }
    }
    return nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private func literal(_ scalar: Unicode.Scalar) -> RegexNode {
    .scalar(folded(.ranges([scalar.value...scalar.value])))
  }

  private func folded(_ set: RegexSet) -> RegexSet { flags.ignoresCase ? set.ignoringCase : set }

  /// A node with the repetition that follows it.
  private mutating func repeated(_ node: RegexNode) throws(RegexError) -> RegexNode {
    let start = place
    guard let (least, most) = try counts() else { return node }
    let isLazy = take("?")
    if try counts() != nil {
      throw RegexError("bad repetition operator: \(text(from: start))")
    }
    return .repetition(
      node, least: least, most: most, isGreedy: isLazy == flags.isUngreedy)
  }

  /// How often something is repeated, if a repetition comes next.
  private mutating func counts() throws(RegexError) -> (least: Int, most: Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    let start = place
    guard take("{"), let least = number() else {
      place = start
      return nil
    }
    var most: Int? = least
    if take(",") { most = number() }
    guard take("}") else {
      // As in Perl, what is no repetition stands for itself.
      place = start
      return nil
    }
    if least > 1000 || most ?? least > 1000 || most ?? least < least {
      throw RegexError("invalid repetition size: \(text(from: start))")
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    let start = place
    while let scalar = next, ("0"..."9").contains(scalar) { place += 1 }
    return place == start ? nil : Int(text(from: start)) ?? Int.max
  }

  /// One character, set, assertion or group; nil for what only switches flags.
  private mutating func atom() throws(RegexError) -> RegexNode? {
    let start = place
    let scalar = pattern[place]
    place += 1
    switch scalar {
    case "(": return try group(start)
    case "[": return .scalar(try bracket(start))
    case ".":
      return .scalar(flags.dotMatchesNewline ? .everything : .not(.newline))
    case "^": return .assertion(flags.isMultiline ? .beginLine : .beginText)
    case "$": return .assertion(flags.isMultiline ? .endLine : .endText)
    case "*", "+", "?":
      throw RegexError("no argument for repetition operator: \(scalar)")
    case "\\": return try escape(start)
    default: return literal(scalar)
    }
  }

  private mutating func group(_ start: Int) throws(RegexError) -> RegexNode? {
    let outer = flags
    var index: Int?
    if take("?P<") {
      let name = place
      while let scalar = next, scalar.properties.isAlphabetic || scalar == "_" || isDigit(scalar) {
        place += 1
      }
      if place == name || !take(">") {
        place = min(place + 1, pattern.count)
        throw RegexError("invalid named capture group: \(text(from: start))")
      }
      groupCount += 1
      index = groupCount
    } else if take("?") {
      if try switchFlags(start) { return nil }
    } else {
      groupCount += 1
      index = groupCount
    }
    depth += 1
    // The parser calls itself, on a stack that ends.
    if depth > 200 { throw RegexError("expression nests too deeply: \(text(from: 0))") }
    let node = try alternatives()
    depth -= 1
    if !take(")") { throw RegexError("missing ): \(text(from: 0))") }
    flags = outer
    return index.map { .capture(node, $0) } ?? .sequence([node])
  }

  private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// Reads `ims-U)`, which holds until the enclosing group ends, or `ims-U:`, which holds within the
  /// group that it begins. Returns whether it was the first.
  private mutating func switchFlags(_ start: Int) throws(RegexError) -> Bool {
    var value = true
    while let flag = next {
      place += 1
      switch flag {
      case "i": flags.ignoresCase = value
      case "m": flags.isMultiline = value
      case "s": flags.dotMatchesNewline = value
      case "U": flags.isUngreedy = value
      case "-" where value: value = false
      case ")": return true
      case ":": return false
      default: throw RegexError("invalid perl operator: \(text(from: start))")
      }
    }
    throw RegexError("missing ): \(text(from: 0))")
  }

  /// What a backslash, already read, and what follows it stand for.
  private mutating func escape(_ start: Int) throws(RegexError) -> RegexNode {
    if let set = try escapedSet(start) { return .scalar(set) }
    if take("b") { return .assertion(.wordBoundary) }
    if take("B") { return .assertion(.noWordBoundary) }
    if take("A") { return .assertion(.beginText) }
    if take("z") { return .assertion(.endText) }
    if take("C") { throw RegexError("\\C, a single byte, is not supported: \(text(from: start))") }
    return literal(try escapedScalar(start))
  }

  /// `\d`, `\pL` and their like, if one of them follows the backslash.
  private mutating func escapedSet(_ start: Int) throws(RegexError) -> RegexSet? {
    let classes: [(String, RegexSet)] = [
      ("d", .digits), ("D", .not(.digits)), ("s", .spaces), ("S", .not(.spaces)), ("w", .words),
      ("W", .not(.words)),
    ]
    for (letter, set) in classes where take(letter) { return folded(set) }
    var isNegated = false
    if take("P") {
      isNegated = true
    } else if !take("p") {
      return nil
    }
    var name = ""
    if take("{") {
      if take("^") { isNegated.toggle() }
      let begin = place
      while let scalar = next, scalar != "}" { place += 1 }
      name = text(from: begin)
      if !take("}") { throw RegexError("invalid character class range: \(text(from: start))") }
    } else if let scalar = next {
      place += 1
      name = String(Character(scalar))
    }
    guard let set = RegexSet.category(name) else {
      throw RegexError(
        "only general categories of characters are supported: \(text(from: start))")
    }
    return isNegated ? .not(set) : set
  }

  /// The one character that an escape stands for.
  private mutating func escapedScalar(_ start: Int) throws(RegexError) -> Unicode.Scalar {
    guard let scalar = next else { throw RegexError("trailing \\ at end of expression") }
    place += 1
    switch scalar {
    case "a": return "\u{7}"
    case "f": return "\u{C}"
    case "t": return "\t"
    case "n": return "\n"
    case "r": return "\r"
    case "v": return "\u{B}"
    case "0"..."7":
      // Octal; a single digit but 0 would be a reference to a group, which RE2 has not.
      if scalar != "0", !(next.map { ("0"..."7").contains($0) } ?? false) { break }
      var value = scalar.value - 48
      var count = 1
      while count < 3, let digit = next, ("0"..."7").contains(digit) {
        value = value * 8 + digit.value - 48
        place += 1
        count += 1
      }
      return Unicode.Scalar(value) ?? "\0"
    case "x":
      let isBraced = take("{")
      let begin = place
      while let digit = next, digit.properties.isASCIIHexDigit, isBraced || place < begin + 2 {
        place += 1
      }
      if let value = UInt32(text(from: begin), radix: 16), let named = Unicode.Scalar(value),
        isBraced ? take("}") : place == begin + 2
      {
        return named
      }
    default:
      let isLetterOrDigit = scalar.properties.isAlphabetic || isDigit(scalar)
      if scalar.isASCII && !isLetterOrDigit { return scalar }
    }
    throw RegexError("invalid escape sequence: \(text(from: start))")
  }

  /// A set in brackets, of which the first is already read.
  private mutating func bracket(_ start: Int) throws(RegexError) -> RegexSet {
    let isNegated = take("^")
    var sets: [RegexSet] = []
    var isFirst = true
    while isFirst || next != "]" {
      guard next != nil else { throw RegexError("missing ]: \(text(from: start))") }
      isFirst = false
      sets.append(try bracketItem())
    }
    place += 1
    return isNegated ? .not(.union(sets)) : .union(sets)
  }

  private mutating func bracketItem() throws(RegexError) -> RegexSet {
    let start = place
    if take("[:") {
      let isNegated = take("^")
      let begin = place
      while let scalar = next, scalar != ":", scalar != "]" { place += 1 }
      let name = text(from: begin)
      guard take(":]"), let set = RegexSet.named[name] else {
        throw RegexError("invalid character class: \(text(from: start))")
      }
      return isNegated ? .not(folded(set)) : folded(set)
    }
    if next == "\\" {
      place += 1
      if let set = try escapedSet(start) { return set }
      place = start
    }
    let low = try bracketScalar()
    guard next == "-", place + 1 < pattern.count, pattern[place + 1] != "]" else {
      return folded(.ranges([low.value...low.value]))
    }
    place += 1
    let high = try bracketScalar()
    if high < low { throw RegexError("invalid character class range: \(text(from: start))") }
    return folded(.ranges([low.value...high.value]))
  }

  private mutating func bracketScalar() throws(RegexError) -> Unicode.Scalar {
    let start = place
    guard let scalar = next else { throw RegexError("missing ]: \(text(from: 0))") }
    place += 1
    return scalar == "\\" ? try escapedScalar(start) : scalar
  }
}
