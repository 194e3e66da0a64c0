public import TFXCore

/// How much the samples of each class count in the loss of training: Keras's `class_weight`.
public enum ClassWeights: FieldValue, Hashable {
  /// As much as makes all classes count alike: samples / (classes · samples of the class).
  case balanced
  /// As much as is said of a class by its name; 1 for others.
  case table([Entry])

  /// What a class counts.
  public struct Entry: Hashable, Sendable {
    /// The class.
    public var name: String
    /// How much each of its samples counts.
    public var weight: Double

    /// A class with its weight.
    public init(_ name: String, _ weight: Double) {
      self.name = name
      self.weight = weight
    }
  }

  public static var expectation: String { "balanced, or the weight of each class by its name" }

  public static var schema: ValueSchema {
    .either(.words(["balanced"]), .names(.number.limited(by: ValueBounds(minimum: 0))))
  }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ClassWeights? {
    switch node.content {
    case .scalar("balanced", _): return .balanced
    case .mapping(let entries) where !entries.isEmpty:
      var table: [Entry] = []
      for entry in entries {
        let place = entry.value.orAt(entry.keySpan)
        guard let weight = Double.read(place, &diagnostics) else { return nil }
        if weight < 0 || !weight.isFinite {
          diagnostics.error(
            at: place.span, "'\(entry.key)' must be at least 0, found \(place.found)")
          return nil
        }
        table.append(Entry(entry.key, weight))
      }
      return .table(table)
    default: return mismatch(node, &diagnostics)
    }
  }

  public func write() -> ConfigNode {
    switch self {
    case .balanced: .plain("balanced")
    case .table(let entries):
      ConfigNode(.mapping(entries.map { ConfigNode.Entry($0.name, $0.weight.write()) }))
    }
  }

  /// The name of the table that is no class.
  package func stranger(among classes: [String]) -> String? {
    guard case .table(let entries) = self else { return nil }
    return entries.first { entry in !classes.contains { $0.isWritten(entry.name) } }?.name
  }

  /// The weight of each class.
  ///
  /// - Parameters:
  ///   - classes: The names of the classes, in the order of their numbers.
  ///   - counts: How many samples of each there are to train on.
  package func weights(of classes: [String], counts: [Int]) -> [Double] {
    switch self {
    case .balanced:
      let all = Double(counts.reduce(0, +))
      return counts.map { $0 == 0 ? 1 : all / (Double(classes.count) * Double($0)) }
    case .table(let entries):
      return classes.map { name in entries.first { $0.name.isWritten(name) }?.weight ?? 1 }
    }
  }
}
