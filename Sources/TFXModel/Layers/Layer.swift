public import TFXCore
public import TFXGraph
import TFXOps

/// One layer of a model: its fields, the weights that it needs, and its maths.
///
/// A layer is a value that describes; the weights live in a session. Shapes are those of a batch,
/// whose first extent is the number of samples.
public protocol Layer: NamedConfigurable {
  /// The weights for inputs of the given shape, in Keras's order. This is also where a layer
  /// refuses a shape that it cannot take.
  func weights(for input: Shape) throws(LayerError) -> [WeightSpec]

  /// Adds the layer's maths to the graph.
  ///
  /// - Parameters:
  ///   - x: The layer's input, of a shape that ``weights(for:)`` accepted.
  ///   - context: The weights, and whether this is for training.
  func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output
}

extension Layer {
  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] { [] }
}

/// A weight that a layer asks for.
public struct WeightSpec: Sendable {
  /// Its name within the layer, as Keras has it: `kernel`.
  public var name: String
  /// Its shape.
  public var shape: Shape
  /// What its first value is.
  public var initializer: any Initializer
  /// What is added to the loss for it.
  public var regularizer: (any Regularizer)?
  /// Whether optimizers change it.
  public var isTrainable: Bool

  /// A weight of the given name, shape and first value.
  public init(
    _ name: String, _ shape: Shape, _ initializer: any Initializer,
    regularizer: (any Regularizer)? = nil, isTrainable: Bool = true
  ) {
    self.name = name
    self.shape = shape
    self.initializer = initializer
    self.regularizer = regularizer
    self.isTrainable = isTrainable
  }
}

/// What a layer finds around it while it adds its maths to a graph.
public struct LayerContext {
  /// Whether the maths is for training: dropout drops, and normalisation uses the batch.
  public let isTraining: Bool
  /// The number of training steps done, for random numbers: int64, of shape `[]`.
  public let step: Output
  /// Assignments to be made with every training step, such as moving averages.
  public internal(set) var updates: [Operation] = []

  let variables: [String: Variable]

  package init(isTraining: Bool, step: Output, variables: [String: Variable]) {
    self.isTraining = isTraining
    self.step = step
    self.variables = variables
  }

  /// The value of one of the layer's weights.
  public func weight(_ name: String) -> Output { variable(name).value }

  /// One of the layer's weights.
  public func variable(_ name: String) -> Variable {
    guard let variable = variables[name] else {
      preconditionFailure("weight '\(name)', of \(variables.keys.sorted())")
    }
    return variable
  }

  /// Has a weight assigned a new value with every training step.
  public mutating func update(_ name: String, to value: Output) throws(GraphError) {
    updates.append(try value.graph.assign(variable(name), value))
  }
}

/// A shape that a layer cannot take.
public struct LayerError: Error, Hashable, Sendable {
  /// What it takes: `images [batch, height, width, channels]`.
  public var expected: String
  /// The shape that comes in.
  public var found: Shape
  /// What to do about it.
  public var help: String?

  /// `found` comes in where `expected` is needed.
  public init(expected: String, found: Shape, help: String? = nil) {
    self.expected = expected
    self.found = found
    self.help = help
  }
}

extension Shape {
  /// Throws unless this is the shape of a batch of images.
  func requireImages() throws(LayerError) {
    if rank != 4 {
      throw LayerError(
        expected: "images [batch, height, width, channels]", found: self,
        help: "put a Reshape before it")
    }
  }

  /// The extent of the last axis; throws if there is none or it is unknown.
  func requireFeatures() throws(LayerError) -> Int {
    guard rank >= 2, self[-1] != Shape.unknown else {
      throw LayerError(expected: "[batch, …, features] with known features", found: self)
    }
    return self[-1]
  }
}
