import TFXCore
import TFXGraph
import TFXKernels

/// A reduction of the rows of x that have one id: rows are what lies along the axes of x that ids
/// has not.   x: [d…, e…], ids: int32 or int64 [d…] → y: [segments, e…].
protocol SegmentOp: NumberOp {
  /// What is made of the rows of a segment.
  var reduction: Reduction { get }
  /// The number of segments; nil if it is one more than the last id, of ids that only grow.
  var segments: Int? { get }
  /// The gradient with respect to x, given that with respect to y.
  func gradient(
    x: Output, ids: Output, y: Output, dy: Output
  ) throws(GraphError) -> Output
}

extension SegmentOp {
  var valueInputs: Set<Int> { segments == nil ? [1] : [] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let isSum = reduction == .sum || reduction == .mean
    let x = try inputs.oneOf(DType.elementwise(integers: true, complex: isSum), 0, "data")
    let ids = try inputs.oneOf([.int32, .int64], 1, "segment_ids")
    if segments == nil { _ = try inputs.ranked(1, 1, "segment_ids") }
    let rank = ids.shape.rank
    let rows = Shape(Array(x.shape.dimensions.prefix(rank)))
    guard ids.shape.merged(with: rows) != nil else {
      throw ShapeError(
        "segment_ids", expected: "the first extents of data, which is \(x)", found: "\(ids)")
    }
    let count = try inputs.segmentCount(1, segments)
    return [TensorSpec(Shape([count] + x.shape.dimensions.dropFirst(rank)), x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try gradient(x: node[0], ids: node[1], y: node.output(0), dy: dy), nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    segmentKernel(site, type)
  }

  func numberKernel<N: KernelInteger>(_ site: Site, _ type: N.Type) -> Kernel {
    segmentKernel(site, type)
  }

  private func segmentKernel<N: KernelNumber>(_ site: Site, _ type: N.Type) -> Kernel {
    site.inputs[1].spec.dtype == .int32
      ? kernel(site, type, Int32.self) : kernel(site, type, Int64.self)
  }

  private func kernel<N: KernelNumber, I: KernelInteger>(
    _ site: Site, _ type: N.Type, _ index: I.Type
  ) -> Kernel {
    let reduction = reduction
    let (rows, columns) = site.segmentRows(0, ids: 1)
    let count = site.outputShape(0)[0]
    // A segment without rows: TensorFlow gives 0 where the ids are sorted.
    let empty: N =
      switch reduction {
      case .sum, .mean: .zeroNumber
      case .prod: .oneNumber
      case .max: segments == nil ? .zeroNumber : .leastFinite
      case .min: segments == nil ? .zeroNumber : .greatestFinite
      }
    let x = site.input(0, type)
    let ids = site.input(1, index)
    let y = site.output(0, type)
    return { () throws(KernelError) in
      if let place = Kernels.placeBeyond(ids, rows, segments: count) {
        throw KernelError(
          "segment_ids: expected ids below \(count), found \(ids[place]) at place \(place)")
      }
      Kernels.reduceSegments(
        reduction, x, ids, y, rows: rows, columns: columns, segments: count, empty: empty)
    }
  }
}

extension Site {
  /// An input whose first axes are those of the ids, as a matrix.
  fileprivate func segmentRows(_ index: Int, ids: Int) -> (rows: Int, columns: Int) {
    let rank = inputShape(ids).count
    return (inputCount(ids), inputs[index].realShape.dropFirst(rank).reduce(1, *))
  }
}

/// y[i] = the row of x that ids[i] names, 0 where there is none.   x: [segments, e…], ids: int32 or
/// int64 [d…] → y: [d…, e…].   ∂x = the sums of the rows of ∂y that have one id.
///
/// The gradient of a segment sum, which TensorFlow writes as Gather with a mask for ids that are
/// left out.
struct SegmentGather: PartwiseOp {
  static let nodeForm = NodeForm.gradient

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.oneOf(DType.elementwise(complex: true), 0, "data")
    let ids = try inputs.oneOf([.int32, .int64], 1, "segment_ids")
    _ = try inputs.withAxes(1, 0, "data")
    let shape = ids.shape.dimensions + x.shape.dimensions.dropFirst()
    return [TensorSpec(Shape(shape), x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let count = node[0].shape[0]
    if count == Shape.unknown { throw .noGradient(op: Self.type, node: node.name) }
    return [try dy.graph.unsortedSegmentSum(dy, node[1], numSegments: count), nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    site.inputs[1].spec.dtype == .int32
      ? kernel(site, type, Int32.self) : kernel(site, type, Int64.self)
  }

  private func kernel<T: KernelScalar, I: KernelInteger>(
    _ site: Site, _ type: T.Type, _ index: I.Type
  ) -> Kernel {
    let rows = site.inputCount(1)
    let segments = site.inputShape(0)[0]
    let columns = site.inputs[0].realShape.dropFirst().reduce(1, *)
    let x = site.input(0, type)
    let ids = site.input(1, index)
    let y = site.output(0, type)
    return {
      Kernels.gatherSegments(x, ids, y, rows: rows, columns: columns, segments: segments)
    }
  }
}

extension Graph {
  /// The rows of `x` that `ids` name, zeros where there is none.
  func segmentGather(_ x: Output, _ ids: Output) throws(GraphError) -> Output {
    try add(SegmentGather(), [x, ids]).output(0)
  }
}
