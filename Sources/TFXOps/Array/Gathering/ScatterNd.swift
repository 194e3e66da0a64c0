public import TFXCore
public import TFXGraph
import TFXKernels

/// y = zeros to which slices are added, by one index for each leading axis.
/// indices: int32 or int64 [k…, number of n], updates: [k…, i…] → y: [n…, i…].
/// ∂updates = the slices of ∂y.
struct ScatterNd: ScatterOp {
  static let indexInput = 0
  static let updateInput = 1

  /// The shape of y; nil if input 2 has it, int32 or int64 [rank].
  var shape: Shape?

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("shape", &shape, "of the result; a third input if left out")
  }

  var valueInputs: Set<Int> { shape == nil ? [2] : [] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(shape == nil ? 3 : 2)
    let updates = try inputs.real(1, "updates")
    var target: Shape
    if let shape {
      target = shape
      if !shape.isFullyKnown {
        throw ShapeError("shape", expected: "a shape that is fully known", found: "\(shape)")
      }
    } else {
      let (values, rank) = try inputs.extents(2, "shape")
      target = Shape(values ?? Array(repeating: Shape.unknown, count: rank))
    }
    try inputs.expectShape(try inputs.slices(of: target, indices: 0), 1, "updates")
    return [TensorSpec(target, updates.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    let none: [Output?] = shape == nil ? [nil] : []
    guard let dy = outputGradients[0] else { return [nil, nil] + none }
    return [nil, try dy.graph.gatherNd(dy, node[0])] + none
  }

  func kernel<E: ScatterNumber, Index: FixedWidthInteger>(
    _ site: Site, _ type: E.Type, _ index: Index.Type
  ) -> Kernel {
    let plan = PlacePlan(shape: site.outputShape(0), indices: site.inputShape(0))
    let y = site.output(0, type)
    let byteCount = site.outputCount(0) * MemoryLayout<E>.size
    let scatter = scatter(site, .add, into: y, plan, index)
    return { () throws(KernelError) in
      Kernels.zero(y, byteCount)
      try scatter()
    }
  }
}

extension Graph {
  /// Zeros to which slices are added, by one index for each leading axis; the same place may come
  /// more than once.
  ///
  /// - Parameters:
  ///   - indices: `int32` or `int64` [k…, number of n], whose last extent the graph must know.
  ///   - updates: Slices of real numbers: [k…, i…].
  ///   - shape: [n…, i…].
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the shapes don't fit; a run throws for an index
  ///   that is out of range.
  public func scatterNd(
    _ indices: Output, _ updates: Output, shape: Shape, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(ScatterNd(shape: shape), [indices, updates], name: name).output(0)
  }

  /// Zeros, in the shape that an `int32` or `int64` vector has, to which slices are added.
  public func scatterNd(
    _ indices: Output, _ updates: Output, shape: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(ScatterNd(shape: nil), [indices, updates, shape], name: name).output(0)
  }
}
