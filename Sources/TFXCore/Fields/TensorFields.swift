extension DType: FieldValue {
  public static var expectation: String { "an element type, such as float32" }

  public static var schema: ValueSchema {
    .words(allCases.filter { $0 != .resource }.map(\.rawValue))
  }

  /// A type by TensorFlow's name, or as `tf.float32`.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> DType? {
    guard case .scalar(let text, _) = node.content else { return mismatch(node, &diagnostics) }
    let name = text.hasPrefix("tf.") ? String(text.dropFirst(3)) : text
    if let type = DType(rawValue: name), type != .resource { return type }
    let others = ["float": "float32", "double": "float64", "half": "float32", "int": "int32"]
    let known = allCases.filter { $0 != .resource }.map(\.rawValue)
    return mismatch(
      node, &diagnostics,
      help: others[name].map { "write \($0)" } ?? Spelling.suggestion(for: name, among: known)
        ?? "known: \(known.joined(separator: ", "))")
  }

  public func write() -> ConfigNode { .plain(rawValue) }

  public var attributeValue: AttributeValue? { .type(self) }

  public static func read(_ attribute: AttributeValue) -> DType? {
    if case .type(let value) = attribute { value } else { nil }
  }
}

extension Shape: FieldValue {
  public static var expectation: String { "a shape, such as [null, 4]" }

  public static var schema: ValueSchema { .list(.either(.integer, .null)) }

  /// A list of extents, `null` or -1 for one that is not known.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Shape? {
    guard case .sequence(let items) = node.content else {
      return mismatch(node, &diagnostics, help: "write [] for a scalar, [3] for a vector of 3")
    }
    var dimensions: [Int] = []
    for item in items {
      if case .null = item.content {
        dimensions.append(unknown)
        continue
      }
      guard let extent = Int.read(item, &diagnostics) else { return nil }
      if extent < unknown {
        diagnostics.error(
          at: item.span, "an extent must be 0 or more, found \(extent)",
          help: "null stands for an unknown one")
        return nil
      }
      dimensions.append(extent)
    }
    return Shape(dimensions)
  }

  public func write() -> ConfigNode {
    ConfigNode(
      .sequence(
        dimensions.map { $0 == Shape.unknown ? ConfigNode(.null) : .plain(String($0)) }))
  }

  public var attributeValue: AttributeValue? { .shape(self) }

  /// A shape, or its extents.
  public static func read(_ attribute: AttributeValue) -> Shape? {
    switch attribute {
    case .shape(let value): value
    case .ints(let extents): Shape(extents)
    default: nil
    }
  }
}
