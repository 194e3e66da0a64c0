public import TFXCore

/// Which column is to be predicted, written `species` or `{column: species, type: classification}`.
public struct TargetConfig: Configurable, FieldValue, Hashable {
  /// The two kinds of targets.
  public enum Kind: String, Choice {
    /// One of several classes.
    case classification
    /// A number.
    case regression
  }

  /// The column's name.
  public var column = ""
  /// Its kind; nil to go by the loss.
  public var type: Kind?

  public init() {}

  /// The column of a name.
  public init(_ column: String, type: Kind? = nil) {
    self.column = column
    self.type = type
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("column", &column, "name of the column to predict")
    f.optional("type", &type, "`classification` or `regression`; by default as the loss needs it")
  }

  public static var expectation: String { "a column's name or {column: name, type: …}" }

  /// Reads a name, or the fields.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> TargetConfig? {
    switch node.content {
    case .scalar(let column, _): TargetConfig(column)
    case .mapping:
      FieldReader.read(from: node, owner: "the target", at: node.span, &diagnostics)
    case .null, .sequence: mismatch(node, &diagnostics)
    }
  }

  /// The name alone if there is no more to say.
  public func write() -> ConfigNode {
    type == nil ? column.write() : FieldWriter.write(self)
  }
}
