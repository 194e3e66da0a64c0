public import TFXCore

/// Extents of which some are found elsewhere: a whole number, or a list of them and nulls.
public struct PartialShape: FieldValue, Hashable {
  /// The extents; nil for those that are found elsewhere.
  public var extents: [Int?]

  /// The given extents.
  public init(_ extents: [Int?]) { self.extents = extents }

  public static var expectation: String { "a whole number or a list of them, null for any" }

  public static var schema: ValueSchema {
    .either(.integer, .list(.either(.integer, .null)))
  }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> PartialShape? {
    if case .sequence = node.content {
      return [Int?].read(node, &diagnostics).map { PartialShape($0) }
    }
    guard case .scalar = node.content else { return mismatch(node, &diagnostics) }
    return Int.read(node, &diagnostics).map { PartialShape([$0]) }
  }

  public func write() -> ConfigNode {
    extents.count == 1 ? extents[0].write() : extents.write()
  }
}

extension Limits<PartialShape> {
  /// One extent or more, each at least 1 or null.
  static var extents: Limits {
    Limits(
      "one extent or more, each at least 1 or null",
      bounds: ValueBounds(minimum: 1, isNotEmpty: true)
    ) { shape in
      !shape.extents.isEmpty && shape.extents.allSatisfy { $0.map { $0 >= 1 } ?? true }
    }
  }
}
