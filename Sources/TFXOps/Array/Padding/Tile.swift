import TFXCore
public import TFXGraph
import TFXKernels

/// y = x repeated along its axes.   x: [d…] → y: [mᵢ dᵢ…].   ∂x = Σ ∂y over the repetitions.
struct Tile: MovementOp {
  /// How often along each axis; nil if input 1 says so, int32 or int64 [rank].
  var multiples: [Int]?

  mutating func fields(_ f: inout some FieldVisitor) {
    f.numbers("multiples", &multiples, "how often along each axis; a second input if left out")
  }

  var valueInputs: Set<Int> { multiples == nil ? [1] : [] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(multiples == nil ? 2 : 1)
    let x = try inputs.withValues(0, "input")
    var known = multiples
    if multiples == nil {
      known = try inputs.integers(1, "multiples")
      try inputs.expectShape([x.shape.rank], 1, "multiples")
    }
    guard let known else {
      return [TensorSpec(Shape(x.shape.dimensions.map { _ in Shape.unknown }), x.dtype)]
    }
    if known.count != x.shape.rank || known.contains(where: { $0 < 0 }) {
      throw ShapeError(
        "multiples", expected: "a number of 0 or more for each axis of \(x)", found: "\(known)")
    }
    let shape = zip(x.shape.dimensions, known).map { extent, multiple in
      extent == Shape.unknown ? Shape.unknown : Shape.product([extent, multiple])
    }
    return [TensorSpec(Shape(shape), x.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    let none = node.inputs.dropFirst().map { (_) -> Output? in nil }
    guard let dy = outputGradients[0] else { return [nil] + none }
    return [try dy.graph.add(TileGrad(), [dy, node[0]]).output(0)] + none
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let plan = Tile.plan(small: site.inputShape(0), large: site.outputShape(0))
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.move(x, y, plan) }
  }

  /// The move from a tensor to the one that repeats it.
  static func plan(small: [Int], large: [Int]) -> MovePlan {
    let (from, to) = (MovePlan.steps(small), MovePlan.steps(large))
    // Each axis as two: which repetition, and which place in it.
    var shape: [Int] = []
    var (fromSteps, toSteps): ([Int], [Int]) = ([], [])
    for axis in small.indices {
      shape += [small[axis] == 0 ? 0 : large[axis] / small[axis], small[axis]]
      fromSteps += [0, from[axis]]
      toSteps += [small[axis] * to[axis], to[axis]]
    }
    return MovePlan(shape: shape, from: fromSteps, to: toSteps)
  }
}

/// dx = Σ dy over the repetitions.   dy: [mᵢ dᵢ…], x: [d…], of which the shape counts → dx: [d…].
struct TileGrad: FloatingOp {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let dy = try inputs.floating(0, "dy")
    let x = inputs[1].shape
    let fits =
      dy.shape.rank == x.rank
      && zip(dy.shape.dimensions, x.dimensions).allSatisfy {
        $0 == Shape.unknown || $1 == Shape.unknown || ($1 == 0 ? $0 == 0 : $0 % $1 == 0)
      }
    if !fits { throw ShapeError("dy", expected: "tiles of \(x)", found: "\(dy)") }
    return [TensorSpec(x, dy.dtype)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (small, large) = (site.outputShape(0), site.inputShape(0))
    let (to, from) = (MovePlan.steps(small), MovePlan.steps(large))
    var shape: [Int] = []
    var (fromSteps, toSteps): ([Int], [Int]) = ([], [])
    for axis in small.indices {
      shape += [small[axis] == 0 ? 0 : large[axis] / small[axis], small[axis]]
      fromSteps += [small[axis] * from[axis], from[axis]]
      toSteps += [0, to[axis]]
    }
    let plan = MovePlan(shape: shape, from: fromSteps, to: toSteps)
    let dy = site.input(0, type)
    let dx = site.output(0, type)
    let count = site.outputCount(0)
    return {
      Kernels.fill(dx, 0, count)
      Kernels.moveAdding(dy, dx, plan)
    }
  }
}

extension Graph {
  /// `x` repeated along its axes.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type: [d…].
  ///   - multiples: How often along each axis.
  ///   - name: The operation's name.
  /// - Returns: [multiple · d…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless there is a number of 0 or more for each axis.
  public func tile(
    _ x: Output, _ multiples: [Int], name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Tile(multiples: multiples), [x], name: name).output(0)
  }

  /// `x` repeated along its axes as often as an `int32` or `int64` vector says.
  public func tile(
    _ x: Output, multiples: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Tile(multiples: nil), [x, multiples], name: name).output(0)
  }
}
