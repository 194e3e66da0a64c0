import TFXCore
import TFXGraph
import TFXKernels

/// y[s] = scale · Σ x[indices[i]] with segment_ids[i] = s, 0 for segments without entries.
/// data: [m, e…], indices, segment_ids: int32 or int64 [n] → y: [segments, e…].
/// ∂data[indices[i]] = Σ scale · ∂y[segment_ids[i]].
protocol SparseSegmentOp: SegmentPicksOp {
  associatedtype Gradient: SparseSegmentGradOp
}

/// The gradient of a ``SparseSegmentOp``.   grad: [segments, e…], indices, segment_ids: int32 or int64
/// [n], data: [m, e…], of which the shape counts → ∂data.   Its own gradient sums again.
protocol SparseSegmentGradOp: SegmentPicksOp {
  associatedtype Forward: SparseSegmentOp
}

extension SparseSegmentGradOp {
  static var unnamed: String? { Unnamed.gradient }
}

/// What sums of picked rows and their gradients have in common.
protocol SegmentPicksOp: FloatingOp {
  init(numSegments: Int?)
  /// The number of segments; nil if it is one more than the last id.
  var numSegments: Int? { get set }
  /// What a segment's sum is multiplied with.
  static var scale: SegmentScale { get }
}

extension SegmentPicksOp {
  static var nodeForm: NodeForm { .sparse }

  init() { self.init(numSegments: nil) }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "num_segments", &numSegments,
      "how many segments there are; one more than the last id if left out")
  }

  /// The number of entries that indices and ids agree on.
  func checkEntries(_ inputs: InputSpecs) throws(ShapeError) {
    _ = try inputs.indices(1, "indices")
    let indices = try inputs.ranked(1, 1, "indices")
    _ = try inputs.indices(2, "segment_ids")
    try inputs.expectShape(indices.shape, 2, "segment_ids")
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    switch (site.inputs[1].spec.dtype, site.inputs[2].spec.dtype) {
    case (.int32, .int32): kernel(site, type, Int32.self, Int32.self)
    case (.int32, _): kernel(site, type, Int32.self, Int64.self)
    case (_, .int32): kernel(site, type, Int64.self, Int32.self)
    default: kernel(site, type, Int64.self, Int64.self)
    }
  }

  private func kernel<T: KernelScalar, I: KernelInteger, S: KernelInteger>(
    _ site: Site, _ type: T.Type, _ index: I.Type, _ id: S.Type
  ) -> Kernel {
    let isGradient = self is any SparseSegmentGradOp
    let (data, sums) = (
      site.inputShape(isGradient ? 3 : 0), isGradient ? site.inputShape(0) : site.outputShape(0)
    )
    let picks = SegmentPicks(
      indices: site.input(1, index), ids: site.input(2, id), count: site.inputCount(1),
      rows: data[0], columns: data.dropFirst().reduce(1, *), segments: sums[0])
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { () throws(KernelError) in
      if let index = picks.badIndex { throw KernelError(index) }
      if let place = picks.badID {
        throw KernelError(
          "segment_ids: expected ids from 0 to \(sums[0] - 1) that do not fall, found "
            + "\(site.input(2, id)[place]) at place \(place)")
      }
      if isGradient {
        Kernels.spreadPicks(x, y, picks, Self.scale)
      } else {
        Kernels.sumPicks(x, y, picks, Self.scale)
      }
    }
  }
}

extension SparseSegmentOp {
  var valueInputs: Set<Int> { numSegments == nil ? [2] : [] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    _ = try inputs.floating(0, "data")
    let data = try inputs.withAxes(1, 0, "data")
    try checkEntries(inputs)
    let count = try inputs.segmentCount(2, numSegments)
    return [TensorSpec(Shape([count] + data.shape.dimensions.dropFirst()), data.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil, nil, nil] }
    let gradient = Gradient(numSegments: numSegments)
    return [try dy.graph.add(gradient, [dy, node[1], node[2], node[0]]).output(0), nil, nil]
  }
}

extension SparseSegmentGradOp {
  var shapeOnlyInputs: Set<Int> { [3] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    let dy = try inputs.floating(0, "grad")
    let data = try inputs.withAxes(1, 3, "data")
    try checkEntries(inputs)
    try inputs.expectShape(Shape([Shape.unknown] + data.shape.dimensions.dropFirst()), 0, "grad")
    return [TensorSpec(data.shape, dy.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let d = outputGradients[0] else { return [nil, nil, nil, nil] }
    let forward = Forward(numSegments: numSegments)
    return [try d.graph.add(forward, [d, node[1], node[2]]).output(0), nil, nil, nil]
  }
}

extension InputSpecs {
  /// The number of segments that ids make up: `numSegments`, or if that is nil one more than the last
  /// of ids that do not fall, unknown while they are.
  func segmentCount(_ index: Int, _ numSegments: Int?) throws(ShapeError) -> Int {
    if let numSegments {
      if numSegments < 0 {
        throw ShapeError("num_segments", expected: "0 or more", found: "\(numSegments)")
      }
      return numSegments
    }
    guard let values = try integers(index, "segment_ids") else { return Shape.unknown }
    if let fault = zip([0] + values, values).first(where: { $0 > $1 }) {
      throw ShapeError(
        "segment_ids", expected: "ids of 0 or more that do not fall",
        found: "\(fault.1) behind \(fault.0)")
    }
    return min(values.last ?? -1, Shape.countLimit) + 1
  }
}
