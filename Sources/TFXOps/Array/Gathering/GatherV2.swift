import TFXCore
public import TFXGraph
import TFXKernels

/// y = slices of x along an axis, by their indices.
/// x: [b…, o…, n, i…], indices: int32 or int64 [b…, k…] → y: [b…, o…, k…, i…].
/// ∂x = Σ of the ∂y that show a slice.
struct GatherV2: MovementOp {
  static let nodeForm = NodeForm("GatherV2", "Gather")

  var axis = 0
  var batchDims = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, "the axis that indices are along")
    f.optional("batch_dims", &batchDims, "how many axes in front belong to both inputs")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.withValues(0, "params")
    let indices = try inputs.indices(1)
    let (axis, batch) = try GatherV2.axes(x.shape, indices.shape, axis, batchDims)
    let (left, right) = (x.shape.dimensions, indices.shape.dimensions)
    let leading = Shape(Array(left[..<batch])).merged(with: Shape(Array(right[..<batch])))
    guard let leading else {
      throw ShapeError(
        "indices", expected: "the first \(batch) extents of \(x)", found: "\(indices)")
    }
    let shape = leading.dimensions + left[batch..<axis] + right[batch...] + left[(axis + 1)...]
    return [TensorSpec(Shape(shape), x.dtype)]
  }

  /// The axis and the number of batch axes counted from the front.
  static func axes(
    _ x: Shape, _ indices: Shape, _ axis: Int, _ batchDims: Int
  ) throws(ShapeError) -> (axis: Int, batch: Int) {
    let checked = try x.checkedAxis(axis)
    let batch = batchDims < 0 ? batchDims + indices.rank : batchDims
    if !(0...min(indices.rank, checked)).contains(batch) {
      throw ShapeError(
        "batch_dims", expected: "0…\(min(indices.rank, checked)) for axis \(checked) of \(x)",
        found: "\(batchDims)")
    }
    return (checked, batch)
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let gather = GatherGrad(axis: axis, batchDims: batchDims)
    return [try dy.graph.add(gather, [dy, node[1], node[0]]).output(0), nil]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    site.inputs[1].spec.dtype == .int32
      ? move(site, type, Int32.self) : move(site, type, Int64.self)
  }

  private func move<Element, Index: FixedWidthInteger>(
    _ site: Site, _ type: Element.Type, _ index: Index.Type
  ) -> Kernel {
    let plan = GatherPlan(site.inputs[0].spec.shape, site.inputs[1].spec.shape, axis, batchDims)
    let x = site.input(0, type)
    let indices = site.input(1, index)
    let y = site.output(0, type)
    return { () throws(KernelError) in
      do throws(BadIndex) {
        try Kernels.gather(x, indices, y, plan)
      } catch {
        throw KernelError(error)
      }
    }
  }
}

/// dx = the sum of the dy that show each slice.   dy: [b…, o…, k…, i…], indices: [b…, k…],
/// x: [b…, o…, n, i…], of which the shape counts → dx: [b…, o…, n, i…].   Its own gradient gathers.
struct GatherGrad: FloatingOp {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var axis = 0
  var batchDims = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.show("axis", .int(axis))
    f.show("batch_dims", .int(batchDims))
  }

  var shapeOnlyInputs: Set<Int> { [2] }

  /// Whether the slices are rows: those along the first axis.
  var isOfRows: Bool { axis == 0 && batchDims == 0 }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let dy = try inputs.floating(0, "dy")
    let forward = GatherV2(axis: axis, batchDims: batchDims)
    let params = TensorSpec(inputs[2].shape, dy.dtype)
    try inputs.expectShape(madeBy: forward, of: [params, inputs[1]], 0, "dy")
    return [TensorSpec(inputs[2].shape, dy.dtype)]
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    return [try d.graph.gather(d, node[1], axis: axis, batchDims: batchDims), nil, nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    site.inputs[1].spec.dtype == .int32
      ? kernel(site, type, Int32.self) : kernel(site, type, Int64.self)
  }

  private func kernel<T: KernelScalar, Index: FixedWidthInteger>(
    _ site: Site, _ type: T.Type, _ index: Index.Type
  ) -> Kernel {
    let plan = GatherPlan(site.outputs[0].spec.shape, site.inputs[1].spec.shape, axis, batchDims)
    let dy = site.input(0, type)
    let indices = site.input(1, index)
    let dx = site.output(0, type)
    let count = site.outputCount(0)
    return { () throws(KernelError) in
      Kernels.fill(dx, 0, count)
      do throws(BadIndex) {
        try Kernels.gatherGrad(dy, indices, dx, plan)
      } catch {
        throw KernelError(error)
      }
    }
  }
}

extension GatherPlan {
  /// The plan for axes that have passed inference.
  fileprivate init(_ x: Shape, _ indices: Shape, _ axis: Int, _ batchDims: Int) {
    self.init(
      shape: x.dimensions, indices: indices.dimensions, axis: axis < 0 ? axis + x.rank : axis,
      batchAxes: batchDims < 0 ? batchDims + indices.rank : batchDims)
  }
}

extension KernelError {
  /// An index that is out of range.
  init(_ index: BadIndex, _ argument: String = "indices") {
    self.init(
      "\(argument): expected from 0 to less than \(index.bound), found \(index.value) as element "
        + "\(index.place)")
  }
}

extension Graph {
  /// Slices of `x` along an axis by their indices.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type: [b…, o…, n, i…].
  ///   - indices: `int32` or `int64` [b…, k…]; each is 0 or more and less than n.
  ///   - axis: The axis that the indices count, negative ones counted from the end.
  ///   - batchDims: How many leading axes, b, `x` and `indices` share.
  ///   - name: The operation's name.
  /// - Returns: [b…, o…, k…, i…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for axes that don't exist; a run throws for an
  ///   index that is out of range.
  public func gather(
    _ x: Output, _ indices: Output, axis: Int = 0, batchDims: Int = 0, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(GatherV2(axis: axis, batchDims: batchDims), [x, indices], name: name).output(0)
  }
}
