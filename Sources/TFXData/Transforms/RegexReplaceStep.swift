import TFXCore

/// Replaces matches of a regular expression, as `tf.strings.regex_replace`.
struct RegexReplaceStep: ColumnStep {
  static let kind = "regex_replace"
  static let input = ColumnContent.text
  let output = ColumnContent.text

  /// In RE2's syntax.
  var pattern = ""
  /// The text in place of a match; `\1` is its first group.
  var with = ""
  /// Whether all matches are replaced, or the first.
  var replaceGlobal = true

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("pattern", &pattern, "regular expression in RE2's syntax")
    f.required(
      "with", &with, "what stands in for a match; `\\0` is the match, `\\1` its first group")
    f.optional("replace_global", &replaceGlobal, "whether all matches are replaced, or the first")
  }

  func problems() -> [FieldProblem] {
    let regex: RegularExpression
    do throws(RegexError) {
      regex = try RegularExpression(pattern)
    } catch {
      return [
        FieldProblem(
          "pattern", "expected a regular expression of RE2, found '\(pattern)': \(error.message)",
          help: "in double quotes YAML wants a backslash doubled; in single quotes not")
      ]
    }
    guard let rewrite = RegexRewrite(with) else {
      return [
        FieldProblem(
          "with", "expected a digit or a backslash behind each backslash, found '\(with)'",
          help: "\\1 is the first group, \\\\ a backslash")
      ]
    }
    if rewrite.lastGroup > regex.groupCount {
      let found = regex.groupCount == 0 ? "has no group" : "has \(regex.groupCount) in all"
      return [
        FieldProblem(
          "with", "'\(with)' refers to group \(rewrite.lastGroup), but '\(pattern)' \(found)",
          help: "put parentheses around what is to be kept")
      ]
    }
    return []
  }

  var work: StepWork {
    guard let regex = try? RegularExpression(pattern), let rewrite = RegexRewrite(with),
      rewrite.lastGroup <= regex.groupCount
    else {
      preconditionFailure("regex_replace of '\(pattern)' with '\(with)'")
    }
    let all = replaceGlobal
    return .text { $0 = regex.replacing(in: $0, with: rewrite, all: all) }
  }
}
