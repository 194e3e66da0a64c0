import TFXCore
public import TFXGraph
import TFXKernels

/// y = a block of x at a random place.   value: [d…], step: int64 [] → y: [size…].
/// ∂value = ∂y at that place, else 0.
struct RandomCrop: Op {
  static let nodeForm = NodeForm.training

  var size: [Int] = []
  var seed: UInt64 = 0
  var stream: UInt32 = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.numbers("size", &size, "the extents of the block")
    f.seed(&seed, stream: stream)
  }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) {
    (seed, stream) = graph.randomKey(seed, name)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.oneOf(imageTypes + [.bool], 0, "value")
    try inputs.expectStep(1)
    let fits =
      size.count == x.shape.rank
      && zip(size, x.shape.dimensions).allSatisfy { $0 >= 0 && ($1 == Shape.unknown || $0 <= $1) }
    if !fits {
      throw ShapeError("size", expected: "a block within \(x)", found: "\(size)")
    }
    return [TensorSpec(Shape(size), x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let gradient = RandomCropGrad(forward: self)
    return [try dy.graph.add(gradient, [dy, node[0], node[1]]).output(0), nil]
  }

  func lower(_ site: Site) -> Kernel? {
    kernel(site, whole: site.inputs[0], block: site.outputs[0], step: 1, isGradient: false)
  }

  /// Copies from the whole to the block, or back.
  fileprivate func kernel(
    _ site: Site, whole: Buffer, block: Buffer, step: Int, isGradient: Bool
  ) -> Kernel {
    let (seed, stream, size) = (seed, stream, size)
    let shape = whole.spec.shape.dimensions
    let bytes = whole.spec.dtype.byteCount
    let step = site.input(step, Int64.self)
    return {
      let key = RandomKey(seed: seed, stream: stream, step: UInt32(truncatingIfNeeded: step[0]))
      Kernels.randomBlock(
        whole.pointer, block.pointer, shape: shape, size: size, elementBytes: bytes, key,
        isGradient: isGradient)
    }
  }
}

/// dx = dy at the place of the block, else 0.
/// dy: [size…], value: [d…], step: int64 [] → dx: [d…].
struct RandomCropGrad: Op {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var forward = RandomCrop()

  mutating func fields(_ f: inout some FieldVisitor) { forward.fields(&f) }

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    try inputs.expectShape(madeBy: forward, of: [inputs[1], inputs[2]], 0, "grads")
    return [TensorSpec(inputs[1].shape, inputs[0].dtype)]
  }

  func lower(_ site: Site) -> Kernel? {
    forward.kernel(site, whole: site.outputs[0], block: site.inputs[0], step: 2, isGradient: true)
  }
}

extension Graph {
  /// A block of a tensor at a random place, the same place along an axis for all others: to cut
  /// all images of a batch alike, give the whole extent of the batch and the channels.
  ///
  /// - Parameters:
  ///   - value: Numbers of any shape.
  ///   - size: The block's shape, of as many axes and within `value`.
  ///   - step: An `int64` scalar; each step has another place.
  ///   - seed: The graph's seed if nil.
  ///   - name: The operation's name, of which the place is a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another size or type.
  public func randomCrop(
    _ value: Output, size: [Int], step: Output, seed: UInt64? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = RandomCrop(
      size: size, seed: seed ?? self.seed, stream: randomStream(name ?? RandomCrop.type))
    return try add(definition, [value, step], name: name).output(0)
  }
}
