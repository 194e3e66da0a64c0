import CRE2

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A regular expression of [RE2](https://github.com/google/re2/wiki/Syntax), the library that
/// TensorFlow's operations use. Its time is bounded by the lengths of expression and text: no pattern
/// of a user hangs a run.
package final class RegularExpression: Sendable {
  /// Nothing changes it once it is made.
  private nonisolated(unsafe) let regex: OpaquePointer

  /// Throws if the pattern is not in RE2's syntax.
  package init(_ pattern: String) throws(RegexError) {
    regex = Array(pattern.utf8).withChars { tfx_regex_new($0, $1) }
    if let error = tfx_regex_error(regex) { throw RegexError(message: String(cString: error)) }
  }

  deinit { tfx_regex_free(regex) }

  /// The number of groups in parentheses.
  package var groupCount: Int { Int(tfx_regex_group_count(regex)) }

  /// Whether the whole text matches.
  package func matchesAll(_ text: [UInt8]) -> Bool {
    text.withChars { tfx_regex_matches(regex, $0, $1) }
  }

  /// The text with all matches replaced, or only the first. The rewrite must not refer to groups that
  /// the expression does not have.
  package func replacing(
    in text: [UInt8], with rewrite: RegexRewrite, all: Bool = true
  ) -> [UInt8] {
    var count = 0
    let replaced = text.withChars { text, textCount in
      rewrite.bytes.withChars { rewrite, rewriteCount in
        tfx_regex_replace(regex, text, textCount, rewrite, rewriteCount, all, &count)
      }
    }
    guard let replaced else { return text }
    defer { free(replaced) }
    return Array(UnsafeRawBufferPointer(start: replaced, count: count))
  }
}

/// What is wrong with a regular expression, in the words of RE2.
package struct RegexError: Error, Hashable {
  package var message: String
}

/// What stands in for matches of a regular expression, as RE2 writes it: `\0` is the match, `\1` to
/// `\9` are its groups, `\\` is a backslash.
package struct RegexRewrite: Sendable {
  fileprivate let bytes: [UInt8]

  /// The largest group that it refers to.
  package let lastGroup: Int

  /// Nil if a backslash stands before neither a digit nor another one.
  package init?(_ text: String) {
    bytes = Array(text.utf8)
    var lastGroup = 0
    var rest = bytes.makeIterator()
    while let byte = rest.next() {
      if byte != UInt8(ascii: "\\") { continue }
      switch rest.next() {
      case .some(let digit) where (48...57).contains(digit):
        lastGroup = max(lastGroup, Int(digit) - 48)
      case .some(UInt8(ascii: "\\")): break
      default: return nil
      }
    }
    self.lastGroup = lastGroup
  }
}

extension [UInt8] {
  /// Calls `body` with the bytes as C's characters, and their number.
  fileprivate func withChars<Result>(_ body: (UnsafePointer<CChar>?, Int) -> Result) -> Result {
    withUnsafeBytes { body($0.assumingMemoryBound(to: CChar.self).baseAddress, $0.count) }
  }
}
