import TFXCore
public import TFXGraph
import TFXKernels

/// y = Σ of the entries of a sparse tensor over axes, dense.   input_indices: int64 [n, rank],
/// input_values: [n], input_shape: int64 [rank] → y: [e…].   ∂input_values = ∂y in their places.
struct SparseReduceSum: Op {
  static let nodeForm = NodeForm.sparse

  /// The axes to go over; all if nil.
  var axes: [Int]?
  var keepDims = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.numbers("reduction_axes", &axes, "the axes to sum over; all if left out")
    f.optional("keep_dims", &keepDims, "whether those axes stay, with extent 1")
  }

  var valueInputs: Set<Int> { [2] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let x = try inputs.sparse(0, "input_")
    _ = try inputs.real(1, "input_values")
    let reduced = try x.shape.checkedAxes(axes, "reduction_axes")
    var extents: [Int] = []
    for (axis, extent) in x.shape.dimensions.enumerated() {
      if !reduced.contains(axis) {
        extents.append(extent)
      } else if keepDims {
        extents.append(1)
      }
    }
    if Shape(extents).isFullyKnown { try Shape(extents).checkSize("input_shape") }
    return [TensorSpec(Shape(extents), x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    // Whichever of the two is known.
    let rank = Swift.max(node[0].shape[1], node[2].shape[0])
    let reduced = Shape(Array(repeating: 0, count: rank)).axes(axes)
    var whole = dy
    if !keepDims { for axis in reduced { whole = try graph.expandDims(whole, axis: axis) } }
    let kept = (0..<rank).map { Int64(reduced.contains($0) ? 0 : 1) }
    let places = try graph.multiply(
      graph.places(node[0], rank: rank), graph.constant(Tensor(kept)))
    return [nil, try graph.gatherNd(whole, places), nil]
  }

  func lower(_ site: Site) -> Kernel? {
    guard let type = site.inputs[1].spec.dtype.numberType else {
      preconditionFailure("'\(site.name)' sums \(site.inputs[1].spec)")
    }
    return kernel(site, type)
  }

  private func kernel<N: KernelNumber>(_ site: Site, _ type: N.Type) -> Kernel {
    let shape = Shape(site.integers(2))
    let reduced = shape.axes(axes)
    // How far it is in y from one place to the next along each axis.
    var steps = [Int](repeating: 0, count: shape.rank)
    var step = 1
    for axis in (0..<shape.rank).reversed() where !reduced.contains(axis) {
      steps[axis] = step
      step *= shape[axis]
    }
    let places = site.places(0, "input_indices")
    let extents = shape.dimensions
    let values = site.input(1, type)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { () throws(KernelError) in
      try places.check(within: extents)
      y.update(repeating: .zeroNumber, count: count)
      for entry in 0..<places.count {
        var place = 0
        for axis in 0..<steps.count { place += places.index(entry, axis) * steps[axis] }
        y[place] = y[place].plus(values[entry])
      }
    }
  }
}

extension Graph {
  /// The sums of a sparse tensor's elements over axes, as a dense tensor.
  ///
  /// - Parameters:
  ///   - x: A sparse tensor of real numbers.
  ///   - axes: The axes to go over, negative ones counted from the end; all if nil.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice; a run
  ///   throws for entries outside of the shape.
  public func sparseReduceSum(
    _ x: SparseTensor, axes: [Int]? = nil, keepDims: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SparseReduceSum(axes: axes, keepDims: keepDims), x.parts, name: name).output(0)
  }
}
