public import TFXCore

/// What the graph knows of a kind of operation: its type, its attributes, the shapes it makes and
/// its gradient. How it is computed is not the graph's business.
///
/// Attributes are its fields, under TensorFlow's names: one description reads them from a graph's
/// file, shows them in a dump, and lists them in the reference.
public protocol OpDefinition: Configurable {
  /// The operation's type as TensorFlow names it: `MatMul`.
  static var type: String { get }

  /// Why no graph's file can name it; nil if one can.
  static var unnamed: String? { get }

  /// TensorFlow's functions that make it, where their names are not its type's: `multiply` of `Mul`.
  static var functions: [String] { get }

  /// What it is in TensorFlow's files.
  static var nodeForm: NodeForm { get }

  /// The attributes, in the order of a dump: the fields, unless it says otherwise.
  var attributes: [Attribute] { get }

  /// Takes from the place where a file adds it what is no attribute, such as the stream of its
  /// random numbers, which is a function of its name.
  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) throws(ShapeError)

  /// Whether it does something besides computing its outputs (writes a variable), so that it must
  /// run even if nobody reads its outputs, and may not be merged with an equal one.
  var hasSideEffect: Bool { get }

  /// Whether an input may be of strings.
  var takesStrings: Bool { get }

  /// The tensor that it always makes, if it is one that is known when the graph is built.
  var constantValue: Tensor? { get }

  /// The specs of the outputs for inputs of the given specs; unknown extents stay unknown. The
  /// number of axes is always known.
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec]

  /// Whether no gradient flows through it, so that its inputs have none.
  static var stopsGradient: Bool { get }

  /// The gradients of a scalar with respect to each input, given its gradients with respect to
  /// each output (nil: zero). Nil for an input that has none.
  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?]

  /// The same, given that with respect to output 0, where no other counts.
  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?]
}

extension OpDefinition {
  // `String(describing:)` gives the same but first looks whether the type has a description of its
  // own: a search through all conformances of the program, a fifth of a small prediction's time.
  public static var type: String {
    let name = _typeName(Self.self, qualified: false)
    // A private type, as tests have them: `(Fickle in _0B48…)`.
    return name.hasPrefix("(") ? String(describing: Self.self) : name
  }
  public static var unnamed: String? { nil }
  public static var functions: [String] { [] }
  public static var nodeForm: NodeForm { NodeForm() }

  public mutating func fields(_ f: inout some FieldVisitor) {}

  // Here too, so that the operations' files need not import the module that has it.
  public func problems() -> [FieldProblem] { [] }

  public var attributes: [Attribute] { fieldAttributes }

  /// The fields as attributes, in their order.
  package var fieldAttributes: [Attribute] {
    // A visitor may change what it goes to; this one does not.
    var visited = self
    var collector = AttributeCollector()
    visited.fields(&collector)
    return collector.attributes
  }

  public mutating func settle(
    in graph: Graph, _ inputs: [Output], name: String
  ) throws(ShapeError) {}

  public static var stopsGradient: Bool { false }
  public var hasSideEffect: Bool { false }
  public var takesStrings: Bool { true }
  public var constantValue: Tensor? { nil }

  public func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    if Self.stopsGradient { return node.inputs.map { _ in nil } }
    // At least one is not zero.
    guard let dy = outputGradients.first ?? nil else {
      throw .noGradient(op: Self.type, node: node.name)
    }
    return try gradient(node, dy)
  }

  public func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    throw .noGradient(op: Self.type, node: node.name)
  }
}

extension Graph {
  /// Adds an operation whose fields were read from a file.
  package func add(
    settling definition: some OpDefinition, _ inputs: [Output], name: String,
    controlInputs: [Operation] = []
  ) throws(GraphError) -> Operation {
    var settled = definition
    do throws(ShapeError) {
      try settled.settle(in: self, inputs, name: name)
    } catch {
      throw .invalid(op: type(of: definition).type, node: name, error)
    }
    return try add(settled, inputs, name: name, controlInputs: controlInputs)
  }
}

/// The specs of an operation's inputs, with the checks that shape inference needs.
public struct InputSpecs: Sendable {
  /// The specs in order.
  public let all: [TensorSpec]

  /// The values of the inputs that are known already, in order; empty if none is.
  private let values: [Tensor?]

  /// The given specs, with the values of those inputs that are known already.
  public init(_ all: [TensorSpec], values: [Tensor?] = []) {
    self.all = all
    self.values = values
  }

  /// The value of an input, if it is known already: it is a constant, or a run has come to it.
  public func value(_ index: Int) -> Tensor? {
    values.indices.contains(index) ? values[index] : nil
  }

  /// The whole numbers of an input that must be of `int32` or `int64`; nil if not known yet.
  public func integers(_ index: Int, _ argument: String) throws(ShapeError) -> [Int]? {
    if all[index].dtype != .int32, all[index].dtype != .int64 {
      throw ShapeError(argument, expected: "int32 or int64", found: "\(all[index])")
    }
    return value(index)?.integers()
  }

  /// The number of inputs.
  public var count: Int { all.count }

  /// The spec of one input.
  public subscript(index: Int) -> TensorSpec { all[index] }

  /// The only input's spec.
  public func only() throws(ShapeError) -> TensorSpec {
    try expect(1)
    return all[0]
  }

  /// The only input's spec, which must be of a floating type.
  public func onlyFloating() throws(ShapeError) -> TensorSpec {
    try expect(1)
    return try floating(0, "x")
  }

  /// Throws unless there are `count` inputs.
  public func expect(_ count: Int) throws(ShapeError) {
    if all.count != count {
      throw ShapeError("inputs", expected: "\(count)", found: "\(all.count)")
    }
  }

  /// The spec of an input that must be of a floating type.
  public func floating(_ index: Int, _ argument: String) throws(ShapeError) -> TensorSpec {
    let spec = all[index]
    if !spec.dtype.isFloating {
      throw ShapeError(argument, expected: "float32 or float64", found: "\(spec)")
    }
    return spec
  }

  /// The spec of an input that must have the given number of axes.
  public func ranked(
    _ index: Int, _ rank: Int, _ argument: String
  ) throws(ShapeError) -> TensorSpec {
    let spec = all[index]
    if spec.shape.rank != rank {
      throw ShapeError(argument, expected: "a tensor of rank \(rank)", found: "\(spec)")
    }
    return spec
  }

  /// Throws unless two inputs have the same element type.
  public func sameType(_ first: Int, _ second: Int, _ argument: String) throws(ShapeError) {
    if all[first].dtype != all[second].dtype {
      throw ShapeError(argument, expected: "\(all[first].dtype)", found: "\(all[second])")
    }
  }

  /// The one spec that two inputs agree on; an extent unknown in one is taken from the other.
  public func agreeing(
    _ first: Int, _ second: Int, _ argument: String
  ) throws(ShapeError) -> TensorSpec {
    try sameType(first, second, argument)
    guard let shape = all[first].shape.merged(with: all[second].shape) else {
      throw ShapeError(argument, expected: "\(all[first])", found: "\(all[second])")
    }
    return TensorSpec(shape, all[first].dtype)
  }
}

extension Shape {
  /// The shape that both could have: unknown extents filled from the other; nil if they differ.
  public func merged(with other: Shape) -> Shape? {
    guard rank == other.rank else { return nil }
    var merged = self
    for (axis, extent) in other.dimensions.enumerated() {
      if merged[axis] == Shape.unknown {
        merged[axis] = extent
      } else if extent != Shape.unknown && extent != merged[axis] {
        return nil
      }
    }
    return merged
  }
}
