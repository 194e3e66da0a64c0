import TFXCore
public import TFXGraph
import TFXKernels

/// y = x / (1 − rate) with probability 1 − rate, else 0, independently for each element.
/// x: [d…], step: int64 [] → y: [d…].   ∂x = the same of ∂y.
///
/// What is dropped is a function of seed, stream, step and the element's place, so that the gradient
/// can draw it again, and a step can be computed again. Srivastava et al., 2014.
struct Dropout: FloatingOp {
  static let nodeForm = NodeForm.training

  var rate = 0.0
  var seed: UInt64 = 0
  var stream: UInt32 = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("rate", &rate, "the share of elements that become 0")
    f.seed(&seed, stream: stream)
  }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) {
    (seed, stream) = graph.randomKey(seed, name)
  }

  var inPlaceInputs: [Int] { [0] }
  var isFoldable: Bool { false }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.floating(0, "x")
    try inputs.expectPlacedStep(1)
    if !(0..<1).contains(rate) {
      throw ShapeError("rate", expected: "from 0 to less than 1", found: "\(rate)")
    }
    return [x]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let definition = DropoutGrad(dropout: self)
    return [try dy.graph.add(definition, [dy, node[1], node.output(0)]).output(0), nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let rate = T(rate)
    let draws = PlacedDraws(site, seed: seed, stream: stream, step: 1)
    let x = site.input(0, type)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { Kernels.dropout(x, y, count, draws.key, offset: draws.offset, rate: rate) }
  }
}

/// ∂x = the dropout of ∂y.   ∂y: [d…], step: int64 [], y: [d…] → ∂x: [d…].
/// Of y, the dropout's result, only the shape is read: it tells which dropout it is the gradient of.
struct DropoutGrad: FloatingOp {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var dropout = Dropout()

  mutating func fields(_ f: inout some FieldVisitor) { dropout.fields(&f) }

  var inPlaceInputs: [Int] { [0] }
  var shapeOnlyInputs: Set<Int> { [2] }
  var isFoldable: Bool { false }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let dx = try dropout.infer(InputSpecs([inputs[0], inputs[1]]))
    try inputs.expectSpec(dx[0], 2, "y")
    return dx
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    return [try d.graph.add(self, [d, node[1], node[2]]).output(0), nil, nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    dropout.kernel(site, type)
  }
}

extension Graph {
  /// `x` with each element set to 0 with probability `rate`, the others divided by `1 - rate`.
  ///
  /// - Parameters:
  ///   - x: A tensor of a floating type.
  ///   - rate: From 0 to less than 1.
  ///   - step: An `int64` scalar; each step drops other elements. Or a pair, the step and the place of
  ///     the first row in a batch of which `x` is a part.
  ///   - seed: The graph's seed if nil.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another rate or type.
  public func dropout(
    _ x: Output, rate: Double, step: Output, seed: UInt64? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let stream = randomStream(name ?? Dropout.type)
    let definition = Dropout(rate: rate, seed: seed ?? self.seed, stream: stream)
    return try add(definition, [x, step], name: name).output(0)
  }
}
