public import TFXCore

/// After which epochs a model is validated: Keras's `validation_freq`.
public enum ValidationFrequency: FieldValue, Hashable, ExpressibleByIntegerLiteral {
  /// After each so many epochs.
  case every(Int)
  /// After these, counted from 1.
  case epochs([Int])

  public init(integerLiteral epochs: Int) { self = .every(epochs) }

  /// Whether an epoch, counted from 1, is validated.
  public func contains(_ epoch: Int) -> Bool {
    switch self {
    case .every(let count): epoch.isMultiple(of: count)
    case .epochs(let epochs): epochs.contains(epoch)
    }
  }

  public static var expectation: String { "a whole number or a list of epochs" }

  public static var schema: ValueSchema { .oneOrList(.integer) }

  public static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> ValidationFrequency? {
    if case .sequence = node.content {
      return [Int].read(node, &diagnostics).map { .epochs($0) }
    }
    var findings = Diagnostics()
    guard let count = Int.read(node, &findings) else {
      return mismatch(node, &diagnostics, help: findings.all.first?.help)
    }
    return .every(count)
  }

  public func write() -> ConfigNode {
    switch self {
    case .every(let count): count.write()
    case .epochs(let epochs): epochs.write()
    }
  }
}

extension Limits<ValidationFrequency> {
  /// Numbers of epochs, which are counted from 1.
  static var counted: Limits {
    Limits(
      "at least 1, or a list of epochs from 1 on", bounds: ValueBounds(minimum: 1, isNotEmpty: true)
    ) {
      switch $0 {
      case .every(let count): count >= 1
      case .epochs(let epochs): !epochs.isEmpty && epochs.allSatisfy { $0 >= 1 }
      }
    }
  }
}
