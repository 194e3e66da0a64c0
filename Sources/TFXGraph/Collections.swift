/// The names of TensorFlow's collections.
public enum GraphKeys {
  /// All variables.
  public static let globalVariables = "variables"
  /// The variables that optimizers change.
  public static let trainableVariables = "trainable_variables"
  /// Terms to be added to a loss.
  public static let losses = "losses"
  /// Operations to be run with a training step.
  public static let updateOps = "update_ops"
  /// The number of steps done.
  public static let globalStep = "global_step"
  /// Runners that fill queues.
  public static let queueRunners = "queue_runners"
}

/// Something in a collection of a graph.
public enum CollectionItem: Hashable, Sendable {
  case variable(Variable)
  case output(Output)
  case operation(Operation)
  case text(String)

  /// The variable, if it is one.
  public var variable: Variable? {
    if case .variable(let variable) = self { variable } else { nil }
  }

  /// The output, if it is one.
  public var output: Output? {
    if case .output(let output) = self { output } else { nil }
  }

  /// The operation, if it is one.
  public var operation: Operation? {
    if case .operation(let operation) = self { operation } else { nil }
  }
}

extension Graph {
  /// The variables that optimizers change.
  public var trainableVariables: [Variable] {
    collection(GraphKeys.trainableVariables).compactMap(\.variable)
  }
}
