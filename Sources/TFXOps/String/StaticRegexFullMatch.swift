import TFXCore
public import TFXGraph

/// y = whether the whole of x matches a regular expression.   x: string [d…] → y: bool [d…].
/// No gradient.
struct StaticRegexFullMatch: StringMapOp {
  static let nodeForm = NodeForm("StaticRegexFullMatch", "RegexFullMatch")

  let pattern: String
  private let regex: Result<RegularExpression, RegexError>

  init(pattern: String) {
    self.pattern = pattern
    do throws(RegexError) {
      regex = .success(try RegularExpression(pattern))
    } catch {
      regex = .failure(error)
    }
  }

  init() { self.init(pattern: "") }

  mutating func fields(_ f: inout some FieldVisitor) {
    var pattern = pattern
    f.required("pattern", &pattern, "a regular expression, as RE2 has them")
    if pattern != self.pattern { self = Self(pattern: pattern) }
  }

  func check() throws(ShapeError) { _ = try regex.checked(pattern) }

  func map(_ text: ByteString) -> Bool {
    guard case .success(let regex) = regex else {
      preconditionFailure("the pattern '\(pattern)' passed inference")
    }
    return regex.matchesAll(text.bytes)
  }
}

extension Graph {
  /// Whether strings match a regular expression from beginning to end.
  ///
  /// - Parameters:
  ///   - input: Strings of UTF-8.
  ///   - pattern: An expression in [RE2's syntax](https://github.com/google/re2/wiki/Syntax).
  ///   - name: The operation's name.
  /// - Returns: `bool` in the shape of `input`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a pattern that is wrong.
  public func regexFullMatch(
    _ input: Output, pattern: String, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(StaticRegexFullMatch(pattern: pattern), [input], name: name).output(0)
  }
}
