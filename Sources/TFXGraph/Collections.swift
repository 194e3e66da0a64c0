/// The names of TensorFlow's collections.
public enum GraphKeys {
  /// All variables.
  public static let globalVariables = "variables"
  /// The variables that optimizers change.
  public static let trainableVariables = "trainable_variables"
  /// Variables of one process, such as counters, which no checkpoint holds.
  public static let localVariables = "local_variables"
  /// The variables that inference needs.
  public static let modelVariables = "model_variables"
  /// Variables of which averages are kept.
  public static let movingAverageVariables = "moving_average_variables"
  /// Terms to be added to a loss.
  public static let losses = "losses"
  /// Terms of a loss that depend on weights alone.
  public static let regularizationLosses = "regularization_losses"
  /// What layers make.
  public static let activations = "activations"
  /// The weights of layers.
  public static let weights = "weights"
  /// The biases of layers.
  public static let biases = "biases"
  /// What is to be logged.
  public static let summaries = "summaries"
  /// The operation that trains.
  public static let trainOp = "train_op"
  /// The operation that gives variables their first values.
  public static let initOp = "init_op"
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

extension CollectionItem {
  /// The name of what is in the collection; a text itself.
  public var name: String {
    switch self {
    case .variable(let variable): variable.name
    case .output(let output): output.name
    case .operation(let operation): operation.name
    case .text(let text): text
    }
  }
}

extension Graph {
  /// What has been put into a collection and has a name that begins with `scope`, in order.
  public func collection(_ name: String, scope: String) -> [CollectionItem] {
    collection(name).filter { $0.name.hasPrefix(scope) }
  }

  /// Puts something at the end of several collections.
  public func addToCollections(_ names: [String], _ item: CollectionItem) {
    for name in names { addToCollection(name, item) }
  }

  /// The variables that optimizers change.
  public var trainableVariables: [Variable] {
    collection(GraphKeys.trainableVariables).compactMap(\.variable)
  }
}
