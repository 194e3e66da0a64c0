public import TFXCore

/// What is to be predicted: a column, written `species` or `{column: species, type: classification}`,
/// several columns in a list, or the model's own `input`.
public struct TargetConfig: Configurable, FieldValue, Hashable {
  /// The kinds of targets.
  public enum Kind: String, Choice {
    /// One of several classes.
    case classification
    /// A number.
    case regression
    /// One of several classes that have an order.
    case ordinal
  }

  /// How numbers are scaled, by the numbers of the training part; predictions are scaled back.
  public enum Normalization: String, Choice {
    /// As they are.
    case none
    /// To mean 0 and population standard deviation 1.
    case zscore
    /// To the range from 0 to 1.
    case minmax
  }

  /// What becomes of a row without a target.
  public enum Missing: String, Choice, Codable {
    /// It is an error.
    case error
    /// It is left out.
    case drop
  }

  /// How classes become numbers.
  public enum Encoding: String, Choice {
    /// A row of as many numbers as there are classes, with a 1 in the place of the class, for any
    /// loss between rows of numbers.
    case toCategorical = "to_categorical"
  }

  /// The names of the columns: one, or several of numbers or of labels, 0 and 1.
  public var columns: [String] = []
  /// Its kind; nil to go by the loss.
  public var type: Kind?
  /// Steps that change the values first.
  public var transform: ColumnTransform?
  /// How numbers are scaled.
  public var normalize = Normalization.none
  /// How classes become numbers; nil to go by the loss.
  public var encode: Encoding?
  /// What stands between several labels in one text; nil if a text is one class.
  public var separator: String?
  /// The classes in their order; nil for that of the alphabet, or of numbers.
  public var order: [String]?
  /// What becomes of a row without a target.
  public var missing = Missing.error

  public init() {}

  /// The columns of the given names.
  public init(_ columns: String..., type: Kind? = nil) {
    self.columns = columns
    self.type = type
  }

  /// Whether the targets are the inputs, as autoencoders have them: the word `input`, unless that is
  /// a column of the file.
  package func isInput(among names: [String]) -> Bool {
    columns == ["input"] && !names.contains { $0.isWritten("input") }
  }

  /// The columns of a file with the given names; none if the targets are the inputs.
  package func columns(among names: [String]) -> [String] {
    isInput(among: names) ? [] : columns
  }

  /// The form that targets have under a loss that wants `kind`.
  func kind(for kind: TargetKind) -> TargetKind {
    encode == .toCategorical && kind != .classIndices ? .oneHotClasses : kind
  }

  /// The columns whose values must be read as they are written: classes that are declared as such, and
  /// texts that steps change.
  var textColumns: [String] {
    let areClasses = type == .classification || !classOptions.isEmpty
    return areClasses || transform?.input == .text ? columns : []
  }

  /// Whether a row can be without a target: not of labels, of which it may have none, unless it is
  /// to be left out then.
  var hasMissing: Bool { separator == nil || missing == .drop }

  /// The options that are given for classes alone.
  var classOptions: [String] {
    let given = [
      ("encode", encode != nil), ("separator", separator != nil), ("order", order != nil),
      ("type", type == .ordinal),
    ]
    return given.filter(\.1).map(\.0)
  }

  /// The options that are given for numbers alone.
  var scaleOptions: [String] {
    (normalize != .none ? ["normalize"] : []) + (transform?.output == .numbers ? ["transform"] : [])
  }

  /// The target's columns of a table, transformed.
  func transformed(_ table: Table) throws(DataError) -> Table {
    guard let transform else { return table }
    return try TableTransform(columns.map { ($0, transform) }).ofTargets(table)
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    var names = ColumnNames(columns)
    f.required("column", &names, "name of the column to predict, or a list of names")
    columns = names.names
    f.optional(
      "type", &type,
      "`classification`, `regression` or `ordinal`; by default as the loss needs it")
    f.optional(
      "transform", &transform,
      "steps that change values first, and are undone in predictions and metrics: `log`, `log1p`, "
        + "`to_number`; steps for text")
    f.optional(
      "normalize", &normalize,
      "for numbers: `none`, `zscore` or `minmax`; undone in predictions and metrics")
    f.optional(
      "encode", &encode, "`to_categorical` makes rows of classes, for any loss between such rows")
    f.optional(
      "separator", &separator, in: Limits.notEmpty("at least one character").orNone,
      "what stands between several labels in one text, such as `|`")
    f.optional("order", &order, "the classes in their order")
    f.optional("missing", &missing, "`error`, or `drop` to leave out rows without a target")
  }

  public func problems() -> [FieldProblem] {
    scaleProblems() + classProblems() + orderProblems()
  }

  /// Steps and scales that cannot be undone, or that do not fit the rest.
  private func scaleProblems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if let step = transform?.lasting {
      problems.append(
        FieldProblem(
          "transform",
          "'\(step)' cannot be undone, so that predictions would not be in the target's own unit",
          help: "a target takes log, log1p, to_number and the steps for text"))
    }
    let areClasses = type == .classification || type == .ordinal || separator != nil
    if normalize != .none, areClasses || transform?.output == .text {
      problems.append(
        FieldProblem(
          "normalize",
          "'normalize: \(normalize.rawValue)' is for numbers, but the target is "
            + (areClasses ? "classes" : "text"), help: "take it out"))
    }
    if areClasses, transform?.output == .numbers {
      problems.append(
        FieldProblem(
          "transform", "'\(transform?.lastKind ?? "")' gives numbers, but the target is classes",
          help: "take it out"))
    }
    return problems
  }

  /// Ways to say what classes are that exclude each other.
  private func classProblems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    let given = classOptions
    if type == .regression, let field = given.first {
      problems.append(
        FieldProblem(
          field, "'\(field)' is for classes, but 'type' is regression", help: "take it out"))
    } else if columns.count > 1, let field = given.first {
      problems.append(
        FieldProblem(
          field, "'\(field)' is for one column of classes, but there are \(columns.count)",
          help: "name one column"))
    }
    if separator != nil, let other = given.first(where: { $0 == "encode" || $0 == "type" }) {
      problems.append(
        FieldProblem(
          other, "'separator' is for several labels, '\(other)' for one class of a row",
          help: "leave out one of them"))
    } else if encode != nil, type == .ordinal {
      problems.append(
        FieldProblem(
          "encode", "'type: ordinal' and 'encode: to_categorical' are two encodings",
          help: "leave out one of them"))
    }
    return problems
  }

  private func orderProblems() -> [FieldProblem] {
    guard let order else { return [] }
    if order.count < 2 {
      return [FieldProblem("order", "'order' needs at least 2 classes, found \(order.count)")]
    }
    var seen: Set<ExactText> = []
    for name in order where !seen.insert(ExactText(name)).inserted {
      return [FieldProblem("order", item: name, "'\(name)' stands in 'order' twice")]
    }
    return []
  }

  public static var expectation: String {
    "a column's name, a list of names, or {column: name, type: …}"
  }

  public static var schema: ValueSchema {
    .either(ColumnNames.schema, .fields("target", TargetConfig.self))
  }

  /// Reads a name, or the fields.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> TargetConfig? {
    switch node.content {
    case .scalar, .sequence:
      ColumnNames.read(node, &diagnostics).map { names in
        var target = TargetConfig()
        target.columns = names.names
        return target
      }
    case .mapping:
      FieldReader.read(from: node, owner: "the target", at: node.span, &diagnostics)
    case .null: mismatch(node, &diagnostics)
    }
  }

  /// The name alone if there is no more to say.
  public func write() -> ConfigNode {
    var plain = TargetConfig()
    plain.columns = columns
    return self == plain ? ColumnNames(columns).write() : FieldWriter.write(self)
  }
}

/// The name of a column, or several in a list.
struct ColumnNames: FieldValue {
  var names: [String]

  init(_ names: [String]) { self.names = names }

  static var expectation: String { "a column's name or a list of names" }

  static var schema: ValueSchema { .oneOrList(.text, count: 1...Int.max) }

  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ColumnNames? {
    guard case .sequence = node.content else {
      guard case .scalar(let name, _) = node.content else { return mismatch(node, &diagnostics) }
      return ColumnNames([name])
    }
    guard let names = [String].read(node, &diagnostics) else { return nil }
    if names.isEmpty { return mismatch(node, &diagnostics, help: "name a column") }
    return ColumnNames(names)
  }

  func write() -> ConfigNode { names.count == 1 ? names[0].write() : names.write() }
}
