import TFXCore
public import TFXGraph

/// y = x with matches of a regular expression replaced.   x: string [d…] → y: string [d…].
/// No gradient.
struct StaticRegexReplace: StringMapOp {
  static let functions = ["regex_replace"]
  static let nodeForm = NodeForm("StaticRegexReplace", "RegexReplace")

  let pattern: String
  let rewrite: String
  let replaceGlobal: Bool
  private let regex: Result<RegularExpression, RegexError>
  /// Nil for a rewrite that is wrong.
  private let replacement: RegexRewrite?

  init(pattern: String, rewrite: String, replaceGlobal: Bool) {
    self.pattern = pattern
    self.rewrite = rewrite
    self.replaceGlobal = replaceGlobal
    do throws(RegexError) {
      regex = .success(try RegularExpression(pattern))
    } catch {
      regex = .failure(error)
    }
    replacement = RegexRewrite(rewrite)
  }

  init() { self.init(pattern: "", rewrite: "", replaceGlobal: true) }

  mutating func fields(_ f: inout some FieldVisitor) {
    var (pattern, rewrite, replaceGlobal) = (pattern, rewrite, replaceGlobal)
    f.required("pattern", &pattern, "a regular expression, as RE2 has them")
    f.required("rewrite", &rewrite, "what stands in for a match; `\\\\1` for its first group")
    f.optional("replace_global", &replaceGlobal, "whether all matches go, rather than the first")
    if (pattern, rewrite, replaceGlobal) != (self.pattern, self.rewrite, self.replaceGlobal) {
      self = Self(pattern: pattern, rewrite: rewrite, replaceGlobal: replaceGlobal)
    }
  }

  func check() throws(ShapeError) {
    let groups = try regex.checked(pattern).groupCount
    guard let replacement else {
      throw ShapeError(
        "rewrite", expected: "a digit or a backslash behind each backslash", found: "'\(rewrite)'")
    }
    if replacement.lastGroup > groups {
      throw ShapeError(
        "rewrite", expected: "references to groups up to \(groups) of '\(pattern)'",
        found: "\\\(replacement.lastGroup)")
    }
  }

  func map(_ text: ByteString) -> ByteString {
    guard case .success(let regex) = regex, let replacement else {
      preconditionFailure("the pattern '\(pattern)' and '\(rewrite)' passed inference")
    }
    return ByteString(regex.replacing(in: text.bytes, with: replacement, all: replaceGlobal))
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
  ///   - pattern: An expression in [RE2's syntax](https://github.com/google/re2/wiki/Syntax).
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
