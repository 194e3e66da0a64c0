public import TFXCore
public import TFXGraph
import TFXOps

/// One layer of a model: its fields, the weights that it needs, and its maths.
///
/// A layer is a value that describes; the weights live in a session. Shapes are those of a batch,
/// whose first extent is the number of samples.
///
/// Most layers make one value of one: they implement ``weights(for:)-(Shape)`` if they have weights,
/// and ``call(_:_:)-(Output,_)``. A layer that takes several inputs, knows of masks or holds other
/// layers implements the general forms instead, on ``LayerValue``s.
public protocol Layer: NamedConfigurable {
  /// The weights for inputs of the given shape, in Keras's order. This is also where a layer
  /// refuses a shape that it cannot take.
  func weights(for input: Shape) throws(LayerError) -> [WeightSpec]

  /// Adds the layer's maths to the graph.
  ///
  /// - Parameters:
  ///   - x: The layer's input, of a shape that `weights(for:)` accepted.
  ///   - context: The weights, and whether this is for training.
  func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output

  /// The weights for several inputs; those of the layers within it are their own.
  func weights(for inputs: [TensorSpec]) throws(LayerError) -> [WeightSpec]

  /// Adds the layer's maths to the graph, given several inputs with their masks.
  func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue

  /// Whether the mask of its input is that of what it makes, time step by time step: Keras's
  /// `supports_masking`. Otherwise the mask ends here.
  var passesMask: Bool { get }

  /// Whether its input is whole numbers, such as the ids of words.
  var takesWholeNumbers: Bool { get }

  /// The numbers that it can make, whatever comes in; nil if any.
  var outputRange: ClosedRange<Double>? { get }

  /// Whether numbers of any size become numbers around 1.
  var scalesInputs: Bool { get }
}

extension Layer {
  public var passesMask: Bool { false }
  public var takesWholeNumbers: Bool { false }
  public var outputRange: ClosedRange<Double>? { nil }
  public var scalesInputs: Bool { false }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] { [] }

  public func weights(for inputs: [TensorSpec]) throws(LayerError) -> [WeightSpec] {
    if inputs.count != 1 {
      throw LayerError(expected: "a single input, not \(inputs.count)", found: inputs[0].shape)
    }
    return try weights(for: inputs[0].shape)
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    preconditionFailure("\(kind) has no maths: it implements neither form of call")
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let output = try call(inputs[0].output, &context)
    return LayerValue(output, mask: passesMask ? inputs[0].mask : nil)
  }
}

/// What goes from layer to layer.
public struct LayerValue: Sendable {
  /// The numbers: `[batch, …]`.
  public var output: Output
  /// Which time steps count: bool `[batch, time]`; nil if all do.
  public var mask: Output?

  /// The given output, of which all time steps count unless there is a mask.
  public init(_ output: Output, mask: Output? = nil) {
    self.output = output
    self.mask = mask
  }
}

/// A weight that a layer asks for.
public struct WeightSpec: Sendable {
  /// Its name within the layer, as Keras has it: `kernel`.
  public var name: String
  /// Its shape.
  public var shape: Shape
  /// Its element type; that of the model's numbers if nil.
  public var dtype: DType?
  /// What its first value is.
  public var initializer: any Initializer
  /// What is added to the loss for it.
  public var regularizer: (any Regularizer)?
  /// Where it is moved back to after each update.
  public var constraint: (any Constraint)?
  /// Whether optimizers change it.
  public var isTrainable: Bool

  /// A weight of the given name, shape and first value.
  public init(
    _ name: String, _ shape: Shape, _ initializer: any Initializer, dtype: DType? = nil,
    regularizer: (any Regularizer)? = nil, constraint: (any Constraint)? = nil,
    isTrainable: Bool = true
  ) {
    self.name = name
    self.shape = shape
    self.dtype = dtype
    self.initializer = initializer
    self.regularizer = regularizer
    self.constraint = constraint
    self.isTrainable = isTrainable
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
  /// Throws unless the extents of a sample are known.
  func requireKnownSamples() throws(LayerError) {
    if !withoutBatch.isFullyKnown {
      throw LayerError(expected: "samples of a known shape", found: self)
    }
  }

  /// An axis counted from 0, given one that may be counted from the end; throws if there is none.
  func requireAxis(_ axis: Int) throws(LayerError) -> Int {
    if axis < -rank || axis >= rank {
      throw LayerError(expected: "a tensor that has an axis \(axis)", found: self)
    }
    return axis < 0 ? axis + rank : axis
  }

  /// The extent of an axis that is not the batch; throws if there is none or it is unknown.
  func requireExtent(ofAxis axis: Int) throws(LayerError) -> Int {
    let own = try requireAxis(axis)
    if own == 0 || self[own] == Shape.unknown {
      throw LayerError(
        expected: "an axis \(axis) of known extent that is not the batch", found: self)
    }
    return self[own]
  }

  /// The extent of the last axis; throws if there is none or it is unknown.
  func requireFeatures() throws(LayerError) -> Int {
    guard rank >= 2, self[-1] != Shape.unknown else {
      throw LayerError(expected: "[batch, …, features] with known features", found: self)
    }
    return self[-1]
  }
}
