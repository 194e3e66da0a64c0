public import TFXCore
import TFXModel

/// A value of the logs that tells how good an epoch is.
public struct Monitor: Hashable, Sendable {
  /// Its name: `val_loss`.
  public var name: String
  /// Whether more is better.
  public var isHigherBetter: Bool

  /// The value of a name, and its direction.
  public init(_ name: String, isHigherBetter: Bool = false) {
    self.name = name
    self.isHigherBetter = isHigherBetter
  }

  /// Whether `value` is better than `other` by more than `delta`.
  public func isBetter(_ value: Double, than other: Double, by delta: Double = 0) -> Bool {
    isHigherBetter ? value - delta > other : value + delta < other
  }
}

/// Whether less or more of a value is better.
public enum MonitorMode: String, Choice {
  /// As the metric says; less, for a loss.
  case auto
  case min, max
}

/// A value of the logs as a configuration names it.
public struct WatchedValue: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// Its direction.
  public var mode: MonitorMode

  /// The value of the given name.
  public init(_ name: String, _ mode: MonitorMode = .auto) {
    self.name = name
    self.mode = mode
  }

  /// The value with its direction.
  ///
  /// - Parameters:
  ///   - owner: Who watches it, for messages.
  ///   - metrics: Those of the model.
  ///   - hasValidation: Whether there is a validation part.
  /// - Throws: ``TrainError/monitor(owner:name:known:hasValidation:)`` if the logs have no such value.
  func monitor(
    for owner: String, _ metrics: [MetricField], hasValidation: Bool
  ) throws(TrainError) -> Monitor {
    let isValidation = name.hasPrefix("val_")
    let base = isValidation ? String(name.dropFirst(4)) : name
    let metric = metrics.first { $0.name == base }
    if metric == nil && base != "loss" || isValidation && !hasValidation {
      let names = ["loss"] + metrics.map(\.name)
      throw .monitor(
        owner: owner, name: name, known: names + (hasValidation ? names.map { "val_\($0)" } : []),
        hasValidation: hasValidation)
    }
    return switch mode {
    case .auto: Monitor(name, isHigherBetter: metric?.value.isHigherBetter ?? false)
    case .min: Monitor(name)
    case .max: Monitor(name, isHigherBetter: true)
    }
  }
}
