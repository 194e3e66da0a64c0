public import TFXCore

/// What is to be predicted: a column, written `species` or `{column: species, type: classification}`,
/// several columns in a list, or the model's own `input`.
public struct TargetConfig: Configurable, FieldValue, Hashable {
  /// The two kinds of targets.
  public enum Kind: String, Choice {
    /// One of several classes.
    case classification
    /// A number.
    case regression
  }

  /// The names of the columns: one, or several of numbers or of labels, 0 and 1.
  public var columns: [String] = []
  /// Its kind; nil to go by the loss.
  public var type: Kind?

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

  public mutating func fields(_ f: inout some FieldVisitor) {
    var names = ColumnNames(columns)
    f.required("column", &names, "name of the column to predict, or a list of names")
    columns = names.names
    f.optional("type", &type, "`classification` or `regression`; by default as the loss needs it")
  }

  public static var expectation: String {
    "a column's name, a list of names, or {column: name, type: …}"
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
    type == nil ? ColumnNames(columns).write() : FieldWriter.write(self)
  }
}

/// The name of a column, or several in a list.
struct ColumnNames: FieldValue {
  var names: [String]

  init(_ names: [String]) { self.names = names }

  static var expectation: String { "a column's name or a list of names" }

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
