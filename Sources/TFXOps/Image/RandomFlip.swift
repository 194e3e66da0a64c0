import TFXCore
public import TFXGraph
import TFXKernels

/// y = images of which each is mirrored or not, with equal chances.
/// image: [h, w, c] or [b, h, w, c], step: int64 [] → y: as image.   ∂image = the same of ∂y.
struct RandomFlip: Op {
  static let nodeForm = NodeForm.training

  /// Whether up becomes down, rather than left right.
  var isVertical = false
  var seed: UInt64 = 0
  var stream: UInt32 = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    var direction = isVertical ? FlipDirection.upDown : .leftRight
    f.optional("direction", &direction, "which ends change places")
    isVertical = direction == .upDown
    f.seed(&seed, stream: stream)
  }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) {
    (seed, stream) = graph.randomKey(seed, name)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.images(0, "image")
    try inputs.expectStep(1)
    return [x]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    // What is mirrored is a function of the step, and twice mirrored is not mirrored.
    return [try dy.graph.add(self, [dy, node[1]]).output(0), nil]
  }

  func lower(_ site: Site) -> Kernel? {
    let (seed, stream, isVertical) = (seed, stream, isVertical)
    let shape = site.images(0)
    let pixelBytes = site.pixelBytes(0)
    let x = UnsafeRawPointer(site.inputs[0].pointer)
    let step = site.input(1, Int64.self)
    let y = site.outputs[0].pointer
    return {
      let key = RandomKey(seed: seed, stream: stream, step: UInt32(truncatingIfNeeded: step[0]))
      Kernels.randomFlip(x, y, shape, pixelBytes: pixelBytes, key, isVertical: isVertical)
    }
  }
}

extension Graph {
  /// Images of which each is mirrored so that left becomes right, or not, with equal chances.
  ///
  /// - Parameters:
  ///   - image: [height, width, channels], or a batch of such.
  ///   - step: An `int64` scalar; each step mirrors other images.
  ///   - seed: The graph's seed if nil.
  ///   - name: The operation's name, of which its choices are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func randomFlipLeftRight(
    _ image: Output, step: Output, seed: UInt64? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    try randomFlip(image, isVertical: false, step, seed, name)
  }

  /// Images of which each is mirrored so that up becomes down, or not, with equal chances.
  ///
  /// - Parameters:
  ///   - image: [height, width, channels], or a batch of such.
  ///   - step: An `int64` scalar; each step mirrors other images.
  ///   - seed: The graph's seed if nil.
  ///   - name: The operation's name, of which its choices are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func randomFlipUpDown(
    _ image: Output, step: Output, seed: UInt64? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    try randomFlip(image, isVertical: true, step, seed, name)
  }

  private func randomFlip(
    _ image: Output, isVertical: Bool, _ step: Output, _ seed: UInt64?, _ name: String?
  ) throws(GraphError) -> Output {
    let definition = RandomFlip(
      isVertical: isVertical, seed: seed ?? self.seed,
      stream: randomStream(name ?? RandomFlip.type))
    return try add(definition, [image, step], name: name).output(0)
  }
}

/// Which ends of an image change places.
private enum FlipDirection: String, Choice {
  case leftRight = "left_right"
  case upDown = "up_down"
}
