public import TFXCore
package import TFXModel

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
  ///   - logs: The values that there are.
  /// - Throws: ``TrainError/monitor(owner:name:known:hasValidation:)`` if the logs have no such value.
  func monitor(
    for owner: String, in logs: LogValues
  ) throws(TrainError) -> Monitor {
    if !logs.names.contains(name) {
      throw .monitor(
        owner: owner, name: name, known: logs.names, hasValidation: logs.hasValidation)
    }
    let base = name.hasPrefix("val_") ? String(name.dropFirst(4)) : name
    let metric = logs.metrics.first { $0.name == base }
    return switch mode {
    case .auto: Monitor(name, isHigherBetter: metric?.value.isHigherBetter ?? false)
    case .min: Monitor(name)
    case .max: Monitor(name, isHigherBetter: true)
    }
  }
}

/// The values that the logs of a training have.
package struct LogValues: Sendable {
  let metrics: [MetricField]
  let hasValidation: Bool
  private let hasWeights: Bool

  /// Those of a model.
  ///
  /// - Parameters:
  ///   - options: How it is trained; nil before it is compiled.
  ///   - weighting: How much samples count: the loss of a validation is told with weights besides.
  ///   - hasValidation: Whether there is a validation part.
  package init(_ options: CompileOptions?, _ weighting: SampleWeighting, hasValidation: Bool) {
    metrics = options?.reported.map(\.field) ?? []
    hasWeights = weighting != SampleWeighting()
    self.hasValidation = hasValidation
  }

  /// Their names.
  var names: [String] {
    let names = ["loss"] + metrics.map(\.name)
    if !hasValidation { return names }
    return names + names.map { "val_\($0)" } + (hasWeights ? ["val_weighted_loss"] : [])
  }
}
