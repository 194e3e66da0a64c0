import TFXCore
public import TFXGraph
import TFXKernels

/// y[k…] = x[indices[k…]]: slices of x, by one index for each of its leading axes.
/// x: [n…, i…], indices: int32 or int64 [k…, number of n] → y: [k…, i…].   ∂x = Σ of the ∂y that
/// show a slice.
struct GatherNd: MovementOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.withValues(0, "params")
    return [TensorSpec(try inputs.slices(of: x.shape, indices: 1), x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.add(GatherNdGrad(), [node[1], dy, node[0]]).output(0), nil]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    site.inputs[1].spec.dtype == .int32
      ? move(site, type, Int32.self) : move(site, type, Int64.self)
  }

  private func move<Element, Index: FixedWidthInteger>(
    _ site: Site, _ type: Element.Type, _ index: Index.Type
  ) -> Kernel {
    let plan = PlacePlan(shape: site.inputShape(0), indices: site.inputShape(1))
    let x = site.input(0, type)
    let indices = site.input(1, index)
    let y = site.output(0, type)
    return { () throws(KernelError) in
      do throws(BadIndex) {
        try Kernels.gatherPlaces(x, indices, y, plan)
      } catch {
        throw KernelError(error)
      }
    }
  }
}

/// dx = the sum of the dy that show each slice.   indices: [k…, number of n], dy: [k…, i…],
/// x: [n…, i…], of which the shape counts → dx: [n…, i…].   Its own gradient gathers.
struct GatherNdGrad: ScatterOp {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  static let indexInput = 0
  static let updateInput = 1

  var shapeOnlyInputs: Set<Int> { [2] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let dy = try inputs.floating(1, "dy")
    try inputs.expectShape(try inputs.slices(of: inputs[2].shape, indices: 0), 1, "dy")
    return [TensorSpec(inputs[2].shape, dy.dtype)]
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    return [nil, try d.graph.gatherNd(d, node[0]), nil]
  }

  func kernel<E: ScatterNumber, Index: FixedWidthInteger>(
    _ site: Site, _ type: E.Type, _ index: Index.Type
  ) -> Kernel {
    let plan = PlacePlan(shape: site.outputShape(0), indices: site.inputShape(0))
    let dx = site.output(0, type)
    let byteCount = site.outputCount(0) * MemoryLayout<E>.size
    let scatter = scatter(site, .add, into: dx, plan, index)
    return { () throws(KernelError) in
      Kernels.zero(dx, byteCount)
      try scatter()
    }
  }
}

extension Graph {
  /// Slices of `x`, by one index for each of its leading axes.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type: [n…, i…].
  ///   - indices: `int32` or `int64` [k…, number of n], whose last extent the graph must know.
  ///   - name: The operation's name.
  /// - Returns: [k…, i…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for more indices in a row than axes; a run throws
  ///   for an index that is out of range.
  public func gatherNd(
    _ x: Output, _ indices: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(GatherNd(), [x, indices], name: name).output(0)
  }
}
