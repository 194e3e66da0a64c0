public import TFXCore

/// How often checkpoints are written: Keras's `save_freq`, and epochs.
public enum SaveFrequency: FieldValue, Hashable {
  /// After each so many epochs.
  case epochs(Int)
  /// After each so many steps.
  case steps(Int)

  public static var expectation: String { "'epoch', '5 epochs' or a number of steps" }

  public static var schema: ValueSchema {
    .either(.integer, .text("^(epoch|[0-9]+ (epochs?|steps?))$"))
  }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> SaveFrequency? {
    guard case .scalar(let text, _) = node.content else { return mismatch(node, &diagnostics) }
    if text == "epoch" { return .epochs(1) }
    let words = text.split(separator: " ")
    guard let first = words.first, let count = Int(first), count <= Int32.max, words.count <= 2
    else { return mismatch(node, &diagnostics) }
    switch words.dropFirst().first {
    case nil, "step", "steps": return .steps(count)
    case "epoch", "epochs": return .epochs(count)
    default: return mismatch(node, &diagnostics)
    }
  }

  public func write() -> ConfigNode {
    switch self {
    case .epochs(1): .plain("epoch")
    case .epochs(let count): .plain("\(count) epochs")
    case .steps(let count): count.write()
    }
  }

  /// The number of epochs or steps.
  var count: Int {
    switch self {
    case .epochs(let count), .steps(let count): count
    }
  }
}
