import TFXCore

/// A transform in a checkpoint is its configuration as JSON:
/// `[{"clip": {"max": 100, "min": null}}, "log1p"]`.
extension ColumnTransform: Codable {
  /// Throws `DecodingError` for a transform that no configuration could have.
  public init(from decoder: any Decoder) throws {
    let node = try StoredNode(from: decoder).node
    var diagnostics = Diagnostics()
    guard let transform = ColumnTransform.read(node, &diagnostics) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: diagnostics.all.first?.message ?? "no transform"))
    }
    self = transform
  }

  public func encode(to encoder: any Encoder) throws {
    try StoredNode(node: write()).encode(to: encoder)
  }
}

/// A node as JSON: lists, objects, and numbers, truths and texts.
private struct StoredNode: Codable {
  let node: ConfigNode

  init(node: ConfigNode) { self.node = node }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if var items = try? decoder.unkeyedContainer() {
      var nodes: [ConfigNode] = []
      while !items.isAtEnd { nodes.append(try items.decode(StoredNode.self).node) }
      node = ConfigNode(.sequence(nodes))
    } else if let fields = try? decoder.container(keyedBy: Key.self) {
      node = ConfigNode(
        .mapping(
          try fields.allKeys.map { key in
            ConfigNode.Entry(key.stringValue, try fields.decode(StoredNode.self, forKey: key).node)
          }))
    } else {
      node = try StoredNode.scalar(try decoder.singleValueContainer())
    }
  }

  private static func scalar(_ value: any SingleValueDecodingContainer) throws -> ConfigNode {
    if value.decodeNil() { return ConfigNode(.null) }
    if let truth = try? value.decode(Bool.self) { return truth.write() }
    if let number = try? value.decode(Int.self) { return .plain(String(number)) }
    if let number = try? value.decode(UInt64.self) { return number.write() }
    if let number = try? value.decode(Double.self) { return number.write() }
    return .plain(try value.decode(String.self))
  }

  func encode(to encoder: any Encoder) throws {
    switch node.content {
    case .null:
      var value = encoder.singleValueContainer()
      try value.encodeNil()
    case .scalar(let text, let isQuoted):
      var value = encoder.singleValueContainer()
      if !isQuoted, let truth = Bool(text) {
        try value.encode(truth)
      } else if !isQuoted, let number = Int(text) {
        try value.encode(number)
      } else if !isQuoted, let number = UInt64(text) {
        try value.encode(number)
      } else if !isQuoted, let number = Double(text), number.isFinite {
        try value.encode(number)
      } else {
        try value.encode(text)
      }
    case .sequence(let items):
      var list = encoder.unkeyedContainer()
      for item in items { try list.encode(StoredNode(node: item)) }
    case .mapping(let entries):
      var fields = encoder.container(keyedBy: Key.self)
      for entry in entries {
        try fields.encode(StoredNode(node: entry.value), forKey: Key(entry.key))
      }
    }
  }
}
