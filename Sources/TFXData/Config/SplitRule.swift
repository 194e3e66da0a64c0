public import TFXCore

/// How rows get into the parts of a split: `random`, `time`, `{order: COLUMN}`, `{group: COLUMN}` or
/// `{stratify: true}`.
public enum SplitRule: FieldValue, Hashable {
  /// Each row by chance.
  case random
  /// Each row by chance, every class in proportion.
  case stratified
  /// The last rows are for the test, those before them for validation; by a column of numbers or dates,
  /// or in the order of the file; dates are written by `format`, or in a usual form.
  case time(order: String?, format: String? = nil)
  /// Rows that have one text in a column stay together.
  case group(String)

  public static var expectation: String {
    "random, time, {order: column}, {group: column} or {stratify: true}"
  }

  public static var schema: ValueSchema {
    .either(.words(["random", "time"]), .fields("split", SplitFields.self))
  }

  /// Reads a word, or a mapping of one key.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> SplitRule? {
    switch node.content {
    case .scalar("random", _): return .random
    case .scalar("time", _): return .time(order: nil)
    case .scalar(let text, _):
      let help = Spelling.suggestion(for: text, among: ["random", "time"])
      return mismatch(node, &diagnostics, help: help)
    case .null, .sequence: return mismatch(node, &diagnostics)
    case .mapping:
      return FieldReader.read(
        SplitFields.self, from: node, owner: "the split", at: node.span, &diagnostics)?.rule
    }
  }

  /// The word, or the mapping.
  public func write() -> ConfigNode {
    switch self {
    case .random: .plain("random")
    case .time(nil, _): .plain("time")
    case .stratified: ConfigNode(.mapping([ConfigNode.Entry("stratify", true.write())]))
    case .time(let order?, let format):
      ConfigNode(
        .mapping(
          [ConfigNode.Entry("order", order.write())]
            + (format.map { [ConfigNode.Entry("format", $0.write())] } ?? [])))
    case .group(let column): ConfigNode(.mapping([ConfigNode.Entry("group", column.write())]))
    }
  }

  /// The columns that it looks at, under the keys that name them.
  package var columns: [(key: String, column: String)] {
    switch self {
    case .random, .stratified, .time(nil, _): []
    case .time(let order?, _): [("order", order)]
    case .group(let column): [("group", column)]
    }
  }
}

/// The mapping form of a ``SplitRule``.
private struct SplitFields: Configurable {
  var order: String?
  var format: String?
  var group: String?
  var stratify = false

  /// The rule that the fields say.
  var rule: SplitRule {
    if let order { return .time(order: order, format: format) }
    if let group { return .group(group) }
    return stratify ? .stratified : .random
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("order", &order, "column of numbers or dates: the last rows are held back")
    f.optional(
      "format", &format, "how the dates of `order` are written, in the codes of strptime")
    f.optional("group", &group, "column whose equal values stay in one part")
    f.optional("stratify", &stratify, "each class in the same proportions")
  }

  func problems() -> [FieldProblem] {
    let given = [("order", order != nil), ("group", group != nil), ("stratify", stratify)]
      .filter(\.1).map(\.0)
    if given.count < 2 { return DateFormat.problems(format, order: order) }
    return [
      FieldProblem(
        given[1], "'\(given[0])' and '\(given[1])' are two ways to split",
        help: "leave out one of them")
    ]
  }
}
