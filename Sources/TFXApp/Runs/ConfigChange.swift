import TFXConfig
import TFXCore
import TFXTrain

/// A place at which two configurations differ.
struct ConfigChange {
  /// The keys down to the place, with an item's number of a list in brackets: `layers`, `[0]`, `Dense`.
  var path: [String]
  var old: ConfigNode?
  var new: ConfigNode?

  /// All places at which the second configuration is not the first, in its order.
  static func all(from old: ExperimentConfig, to new: ExperimentConfig) -> [ConfigChange] {
    changes(FieldWriter.write(old), FieldWriter.write(new), at: [])
  }

  private static func changes(
    _ old: ConfigNode?, _ new: ConfigNode?, at path: [String]
  ) -> [ConfigChange] {
    guard let old, let new else { return [ConfigChange(path: path, old: old, new: new)] }
    if old.isSame(as: new) { return [] }
    switch (old.content, new.content) {
    case (.mapping(let entries), .mapping(let others)) where isSameType(entries, others):
      let gone = entries.filter { entry in !others.contains { $0.key.isWritten(entry.key) } }
      return (others + gone).flatMap { changes(old[$0.key], new[$0.key], at: path + [$0.key]) }
    case (.sequence(let items), .sequence(let others)) where items.count == others.count:
      return zip(items, others).enumerated().flatMap { index, pair in
        changes(pair.0, pair.1, at: path + ["[\(index)]"])
      }
    default: return [ConfigChange(path: path, old: old, new: new)]
    }
  }

  /// Whether two mappings have fields of the same thing, and are not `{Adam: …}` and `{SGD: …}`.
  private static func isSameType(
    _ entries: [ConfigNode.Entry], _ others: [ConfigNode.Entry]
  ) -> Bool {
    !isNamed(entries) && !isNamed(others) || entries.map(\.key) == others.map(\.key)
  }

  private static func isNamed(_ entries: [ConfigNode.Entry]) -> Bool {
    entries.count == 1 && entries[0].key.first?.isUppercase == true
  }

  /// The place as `--set` takes it.
  var place: String {
    path.reduce("") { $0 + ($0.isEmpty || $1.hasPrefix("[") ? $1 : ".\($1)") }
  }

  /// `fit.batch_size: 8 → 4`.
  var line: String { "\(place): \(ConfigChange.text(old)) → \(ConfigChange.text(new))" }

  private static func text(_ node: ConfigNode?) -> String {
    guard let node else { return "nothing" }
    // Of two types, the names say it.
    if case .mapping(let entries) = node.content, isNamed(entries) { return entries[0].key }
    let text = YAMLWriter.flow(node)
    return text.count > 60 ? text.prefix(59) + "…" : text
  }

  /// Whether a run can be gone on with under the change: what is learned from what stays.
  var isAllowed: Bool {
    switch path.first {
    case "name", "fit": true
    case "compile": isAllowedInCompile
    case "data": ["augment", "shuffle_buffer"].contains(path.dropFirst().first)
    default: false
    }
  }

  /// Another optimizer knows nothing of what the old one keeps, and another loss is another task; but
  /// their numbers may change.
  private var isAllowedInCompile: Bool {
    switch path.dropFirst().first {
    case "metrics", "weighted_metrics", "winograd": true
    case "optimizer", "loss": path.count > 3
    default: false
    }
  }

  /// Whether it is of the optimizer.
  var isOptimizer: Bool { path.starts(with: ["compile", "optimizer"]) }

  /// Whether it is another learning rate.
  var isLearningRate: Bool { isOptimizer && path.dropFirst(3).first == "learning_rate" }

  /// Whether another value, or another direction of it, decides which epoch is the best.
  var isMonitor: Bool { path == ["fit", "monitor"] || path == ["fit", "mode"] }
}
