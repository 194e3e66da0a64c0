import TFXCore
public import TFXGraph

/// y = x with matches of a regular expression replaced.   x: string [d…] → y: string [d…].
/// No gradient.
struct StaticRegexReplace: StringMapOp {
  let pattern: String
  let rewrite: String
  let replaceGlobal: Bool
  private let regex: Result<RegularExpression, RegexError>
  /// The rewrite: bytes, and groups whose text stands in for them.
  private let parts: [Part]

  private enum Part: Sendable {
    case byte(UInt8)
    case group(Int)
  }

  init(pattern: String, rewrite: String, replaceGlobal: Bool) {
    self.pattern = pattern
    self.rewrite = rewrite
    self.replaceGlobal = replaceGlobal
    do throws(RegexError) {
      regex = .success(try RegularExpression(pattern))
    } catch {
      regex = .failure(error)
    }
    parts = Self.parts(rewrite) ?? []
  }

  init() { self.init(pattern: "", rewrite: "", replaceGlobal: true) }

  mutating func fields(_ f: inout some FieldVisitor) {
    var (pattern, rewrite, replaceGlobal) = (pattern, rewrite, replaceGlobal)
    f.required("pattern", &pattern, "a regular expression, as RE2 has them")
    f.required("rewrite", &rewrite, "what stands in for a match; `\\\\1` for its first group")
    f.optional("replace_global", &replaceGlobal, "whether all matches go, rather than the first")
    self = Self(pattern: pattern, rewrite: rewrite, replaceGlobal: replaceGlobal)
  }

  var attributes: [Attribute] {
    [
      Attribute("pattern", pattern), Attribute("rewrite", rewrite),
      Attribute("replace_global", replaceGlobal),
    ]
  }

  /// The parts of a rewrite; nil if a backslash stands before neither a digit nor another one.
  private static func parts(_ rewrite: String) -> [Part]? {
    var parts: [Part] = []
    var bytes = rewrite.utf8.makeIterator()
    while let byte = bytes.next() {
      if byte != UInt8(ascii: "\\") {
        parts.append(.byte(byte))
        continue
      }
      switch bytes.next() {
      case .some(let digit) where (48...57).contains(digit): parts.append(.group(Int(digit) - 48))
      case .some(UInt8(ascii: "\\")): parts.append(.byte(UInt8(ascii: "\\")))
      default: return nil
      }
    }
    return parts
  }

  func check() throws(ShapeError) {
    let groups = try regex.checked(pattern).groupCount
    guard let parts = Self.parts(rewrite) else {
      throw ShapeError(
        "rewrite", expected: "a digit or a backslash behind each backslash", found: "'\(rewrite)'")
    }
    for case .group(let group) in parts where group > groups {
      throw ShapeError(
        "rewrite", expected: "references to groups up to \(groups) of '\(pattern)'",
        found: "\\\(group)")
    }
  }

  func map(_ text: ByteString) -> ByteString {
    guard case .success(let regex) = regex else {
      preconditionFailure("the pattern '\(pattern)' passed inference")
    }
    let bytes = text.bytes
    var result: [UInt8] = []
    var place = 0
    var lastEnd = -1
    while place <= bytes.count, let match = regex.firstMatch(bytes, from: place) {
      let (begin, end) = (match[0], match[1])
      result += bytes[place..<begin]
      if begin == end && begin == lastEnd {
        // Nothing is replaced twice at one place: go past a character.
        guard begin < bytes.count else { return ByteString(result) }
        let count = UTF8Reader.read(bytes, begin).1
        result += bytes[begin..<begin + count]
        place = begin + count
        continue
      }
      for part in parts {
        switch part {
        case .byte(let byte): result.append(byte)
        case .group(let group):
          if match[2 * group] >= 0 { result += bytes[match[2 * group]..<match[2 * group + 1]] }
        }
      }
      (place, lastEnd) = (end, end)
      if !replaceGlobal { break }
    }
    return ByteString(result + bytes[min(place, bytes.count)...])
  }
}

extension Result<RegularExpression, RegexError> {
  /// The expression, or what is wrong with it in a graph.
  func checked(_ pattern: String) throws(ShapeError) -> RegularExpression {
    switch self {
    case .success(let regex): return regex
    case .failure(let error):
      throw ShapeError(
        "pattern", expected: "a regular expression of RE2", found: "'\(pattern)': \(error.message)")
    }
  }
}

extension Graph {
  /// Strings in which what matches a regular expression is replaced.
  ///
  /// - Parameters:
  ///   - input: Strings of UTF-8.
  ///   - pattern: An expression in [RE2's syntax](https://github.com/google/re2/wiki/Syntax), without
  ///     `\C` and the names of scripts in `\p`.
  ///   - rewrite: What stands in for a match; `\0` is the match, `\1` to `\9` are its groups.
  ///   - replaceGlobal: Whether all matches are replaced, or the first.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a pattern or a rewrite that is wrong.
  public func regexReplace(
    _ input: Output, pattern: String, rewrite: String, replaceGlobal: Bool = true,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = StaticRegexReplace(
      pattern: pattern, rewrite: rewrite, replaceGlobal: replaceGlobal)
    return try add(definition, [input], name: name).output(0)
  }
}
