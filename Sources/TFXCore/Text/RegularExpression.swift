/// A regular expression with the meaning that RE2 gives it: of all matches the leftmost, of those the
/// one that comes first in the order of the expression, as in Perl.
///
/// It follows all ways through the expression at once, a character at a time, so that its time is
/// bounded by the lengths of expression and text: no pattern of a user hangs a run.
/// Pike's machine: https://swtch.com/~rsc/regexp/regexp2.html
package struct RegularExpression: Sendable {
  private enum Instruction: Sendable {
    case scalar(RegexSet)
    case assertion(RegexAssertion)
    /// Goes on at both; what comes from the first is preferred.
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case match
  }

  /// The number of groups in parentheses.
  package let groupCount: Int
  private var program: [Instruction] = []

  /// Throws if the pattern is none of RE2's syntax.
  package init(_ pattern: String) throws(RegexError) {
    let (node, groupCount) = try RegexParser.parse(pattern)
    self.groupCount = groupCount
    try compile(.capture(node, 0))
    program.append(.match)
  }

  private mutating func compile(_ node: RegexNode) throws(RegexError) {
    if program.count > 20_000 { throw RegexError("pattern too large - compile failed") }
    switch node {
    case .empty: break
    case .scalar(let set): program.append(.scalar(set))
    case .assertion(let assertion): program.append(.assertion(assertion))
    case .capture(let inner, let group):
      program.append(.save(2 * group))
      try compile(inner)
      program.append(.save(2 * group + 1))
    case .sequence(let nodes):
      for node in nodes { try compile(node) }
    case .alternatives(let nodes): try compileAlternatives(nodes)
    case .repetition(let inner, let least, let most, let isGreedy):
      for _ in 0..<least { try compile(inner) }
      guard let most else { return try compileLoop(inner, isGreedy) }
      // x{0,2} is (x(x)?)?: every way out leads behind the last.
      var exits: [Int] = []
      for _ in least..<most {
        exits.append(program.count)
        program.append(.match)
        try compile(inner)
      }
      for exit in exits { program[exit] = split(exit + 1, program.count, isGreedy) }
    }
  }

  private func split(_ into: Int, _ past: Int, _ isGreedy: Bool) -> Instruction {
    isGreedy ? .split(into, past) : .split(past, into)
  }

  private mutating func compileLoop(_ inner: RegexNode, _ isGreedy: Bool) throws(RegexError) {
    let start = program.count
    program.append(.match)
    try compile(inner)
    program.append(.jump(start))
    program[start] = split(start + 1, program.count, isGreedy)
  }

  private mutating func compileAlternatives(_ nodes: [RegexNode]) throws(RegexError) {
    var exits: [Int] = []
    for (index, node) in nodes.enumerated() {
      if index == nodes.count - 1 {
        try compile(node)
        break
      }
      let choice = program.count
      program.append(.match)
      try compile(node)
      exits.append(program.count)
      program.append(.match)
      program[choice] = .split(choice + 1, program.count)
    }
    for exit in exits { program[exit] = .jump(program.count) }
  }

  /// Whether the whole text matches.
  package func matchesAll(_ text: [UInt8]) -> Bool { match(text, from: 0, isWhole: true) != nil }

  /// The first match at or behind a place: begin and end of all, then of each group, −1 where a
  /// group took no part. Nil if there is none.
  package func firstMatch(_ text: [UInt8], from start: Int) -> [Int]? {
    match(text, from: start, isWhole: false)
  }

  /// The ways that are open at a place, the preferred first.
  private struct Ways {
    var places: [(instruction: Int, captures: [Int])] = []
    var seen: [Bool]

    mutating func clear() {
      places.removeAll(keepingCapacity: true)
      for index in seen.indices { seen[index] = false }
    }
  }

  private func match(_ text: [UInt8], from start: Int, isWhole: Bool) -> [Int]? {
    var now = Ways(seen: Array(repeating: false, count: program.count))
    var then = now
    var found: [Int]?
    let none = Array(repeating: -1, count: 2 * groupCount + 2)
    var place = start
    while true {
      // A way that begins later is worth less than all others, and nothing once there is a match.
      if found == nil && (!isWhole || place == start) { add(0, none, text, place, to: &now) }
      if now.places.isEmpty && (found != nil || isWhole) { break }
      let (scalar, count) = UTF8Reader.read(text, place)
      for way in now.places {
        switch program[way.instruction] {
        case .scalar(let set):
          if let scalar, set.contains(scalar) {
            add(way.instruction + 1, way.captures, text, place + count, to: &then)
          }
          continue
        case .match where !isWhole || place == text.count: found = way.captures
        default: continue
        }
        // What is left is worth less than this match.
        break
      }
      if place >= text.count { break }
      place += count
      swap(&now, &then)
      then.clear()
    }
    return found
  }

  /// Adds what can be reached from an instruction without reading a character.
  private func add(
    _ instruction: Int, _ captures: [Int], _ text: [UInt8], _ place: Int, to ways: inout Ways
  ) {
    var open = [(instruction, captures)]
    while let (instruction, captures) = open.popLast() {
      if ways.seen[instruction] { continue }
      ways.seen[instruction] = true
      switch program[instruction] {
      case .jump(let target): open.append((target, captures))
      case .split(let first, let second):
        open.append((second, captures))
        open.append((first, captures))
      case .save(let slot):
        var captures = captures
        captures[slot] = place
        open.append((instruction + 1, captures))
      case .assertion(let assertion):
        if assertion.holds(text, place) { open.append((instruction + 1, captures)) }
      case .scalar, .match: ways.places.append((instruction, captures))
      }
    }
  }
}

extension RegexAssertion {
  /// Whether it holds in front of a byte.
  fileprivate func holds(_ text: [UInt8], _ place: Int) -> Bool {
    func isWord(_ place: Int) -> Bool {
      text.indices.contains(place) && RegexSet.words.contains(UInt32(text[place]))
    }
    return switch self {
    case .beginText: place == 0
    case .endText: place == text.count
    case .beginLine: place == 0 || text[place - 1] == 10
    case .endLine: place == text.count || text[place] == 10
    case .wordBoundary: isWord(place - 1) != isWord(place)
    case .noWordBoundary: isWord(place - 1) == isWord(place)
    }
  }
}

/// Reads code points from bytes that need not be UTF-8.
enum UTF8Reader {
  /// The code point at a place, and its length; nil and 1 for a byte that begins none, or at the end.
  static func read(_ text: [UInt8], _ place: Int) -> (UInt32?, Int) {
    guard place < text.count else { return (nil, 1) }
    let first = text[place]
    let count: Int
    let least: UInt32
    var value: UInt32
    switch first {
    case 0..<0x80: return (UInt32(first), 1)
    case 0xC2..<0xE0: (count, value, least) = (2, UInt32(first & 0x1F), 0x80)
    case 0xE0..<0xF0: (count, value, least) = (3, UInt32(first & 0x0F), 0x800)
    case 0xF0..<0xF5: (count, value, least) = (4, UInt32(first & 0x07), 0x1_0000)
    default: return (nil, 1)
    }
    guard place + count <= text.count else { return (nil, 1) }
    for byte in text[(place + 1)..<(place + count)] {
      guard byte.isUTF8Continuation else { return (nil, 1) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let isSurrogate = (0xD800..<0xE000).contains(value)
    return value < least || value > 0x10_FFFF || isSurrogate ? (nil, 1) : (value, count)
  }
}
