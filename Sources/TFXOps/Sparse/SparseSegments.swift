import TFXCore
public import TFXGraph
import TFXKernels

/// y[s] = scale · Σ x[indices[i]] with segment_ids[i] = s, 0 for segments without entries.
/// data: [m, e…], indices, segment_ids: int32 or int64 [n] → y: [segments, e…].
/// ∂data[indices[i]] = Σ scale · ∂y[segment_ids[i]].
protocol SparseSegmentOp: FloatingOp {
  init(numSegments: Int?)
  /// The number of segments; nil if it is one more than the last id.
  var numSegments: Int? { get set }
  /// What a segment's sum is multiplied with.
  static var scale: SegmentScale { get }
}

extension SparseSegmentOp {
  static var nodeForm: NodeForm { .sparse }

  init() { self.init(numSegments: nil) }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "num_segments", &numSegments,
      "how many segments there are; one more than the last id if left out")
  }

  var valueInputs: Set<Int> { numSegments == nil ? [2] : [] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    _ = try inputs.floating(0, "data")
    let data = try inputs.withAxes(1, 0, "data")
    try inputs.expectPicks()
    let count = try inputs.segmentCount(2, numSegments)
    return [TensorSpec(Shape([count] + data.shape.dimensions.dropFirst()), data.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let gradient = SparseSegmentGrad(forward: self)
    return [try dy.graph.add(gradient, [dy, node[1], node[2], node[0]]).output(0), nil, nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    site.picks(type, data: site.inputShape(0), sums: site.outputShape(0), Self.scale)
  }
}

/// y[s] = Σ x[indices[i]] with segment_ids[i] = s.   data: [m, e…], indices, segment_ids: [n] →
/// y: [segments, e…].   ∂data[indices[i]] = Σ ∂y[segment_ids[i]].
struct SparseSegmentSum: SparseSegmentOp {
  static let scale = SegmentScale.one
  var numSegments: Int?
}

/// y[s] = the mean of x[indices[i]] with segment_ids[i] = s.   data: [m, e…], indices, segment_ids: [n] →
/// y: [segments, e…].   ∂data[indices[i]] = Σ ∂y[segment_ids[i]] / the segment's number of rows.
struct SparseSegmentMean: SparseSegmentOp {
  static let scale = SegmentScale.mean
  var numSegments: Int?
}

/// y[s] = Σ x[indices[i]] with segment_ids[i] = s, divided by the root of how many they are.
/// data: [m, e…], indices, segment_ids: [n] → y: [segments, e…].   ∂data as for the mean.
struct SparseSegmentSqrtN: SparseSegmentOp {
  static let scale = SegmentScale.squareRoot
  var numSegments: Int?
}

/// The gradient of a sum of picked rows, as `SparseSegmentSumGrad`.   grad: [segments, e…], indices,
/// segment_ids: int32 or int64 [n], data: [m, e…], of which the shape counts → ∂data: [m, e…].
/// Its own gradient sums again.
struct SparseSegmentGrad<Forward: SparseSegmentOp>: FloatingOp {
  static var type: String { Forward.type + "Grad" }
  static var unnamed: String? { Unnamed.gradient }
  static var nodeForm: NodeForm { .sparse }

  var forward = Forward()

  mutating func fields(_ f: inout some FieldVisitor) { forward.fields(&f) }

  var shapeOnlyInputs: Set<Int> { [3] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    let dy = try inputs.floating(0, "grad")
    let data = try inputs.withAxes(1, 3, "data")
    try inputs.expectPicks()
    try inputs.expectShape(Shape([Shape.unknown] + data.shape.dimensions.dropFirst()), 0, "grad")
    return [TensorSpec(data.shape, dy.dtype)]
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    return [try d.graph.add(forward, [d, node[1], node[2]]).output(0), nil, nil, nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    site.picks(
      type, data: site.inputShape(3), sums: site.inputShape(0), Forward.scale, spreads: true)
  }
}

extension InputSpecs {
  /// Throws unless inputs 1 and 2 are indices and the ids of segments, as many of both.
  fileprivate func expectPicks() throws(ShapeError) {
    _ = try indices(1, "indices")
    let indices = try ranked(1, 1, "indices")
    _ = try self.indices(2, "segment_ids")
    try expectShape(indices.shape, 2, "segment_ids")
  }
}

extension Site {
  /// Sums rows of input 0 that inputs 1 and 2 pick for segments, or spreads sums over the rows.
  fileprivate func picks<T: KernelScalar>(
    _ type: T.Type, data: [Int], sums: [Int], _ scale: SegmentScale, spreads: Bool = false
  ) -> Kernel {
    func kernel<I: KernelInteger, S: KernelInteger>(_ index: I.Type, _ id: S.Type) -> Kernel {
      let ids = input(2, id)
      let picks = SegmentPicks(
        indices: input(1, index), ids: ids, count: inputCount(1), rows: data[0],
        columns: data.dropFirst().reduce(1, *), segments: sums[0])
      let x = input(0, type)
      let y = output(0, type)
      return { () throws(KernelError) in
        if let index = picks.badIndex { throw KernelError(index) }
        if let place = picks.badID {
          throw KernelError(
            "segment_ids: expected ids from 0 to \(sums[0] - 1) that do not fall, found "
              + "\(ids[place]) at place \(place)")
        }
        if spreads {
          Kernels.spreadPicks(x, y, picks, scale)
        } else {
          Kernels.sumPicks(x, y, picks, scale)
        }
      }
    }
    return switch (inputs[1].spec.dtype, inputs[2].spec.dtype) {
    case (.int32, .int32): kernel(Int32.self, Int32.self)
    case (.int32, _): kernel(Int32.self, Int64.self)
    case (_, .int32): kernel(Int64.self, Int32.self)
    default: kernel(Int64.self, Int64.self)
    }
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

extension Graph {
  /// The sums of the rows of `data` that `indices` pick for each segment.
  ///
  /// - Parameters:
  ///   - data: A tensor of a floating type, [m, e…].
  ///   - indices: `int32` or `int64` [n], the rows that are picked.
  ///   - segmentIDs: `int32` or `int64` [n], the segment of each; they must not fall.
  ///   - numSegments: The number of segments; one more than the last id if nil.
  ///   - name: The operation's name.
  /// - Returns: [segments, e…]; 0 for segments without rows.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or shapes don't fit; a run throws for an
  ///   index that is no row, and for ids that fall.
  public func sparseSegmentSum(
    _ data: Output, _ indices: Output, _ segmentIDs: Output, numSegments: Int? = nil,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let sum = SparseSegmentSum(numSegments: numSegments)
    return try add(sum, [data, indices, segmentIDs], name: name).output(0)
  }

  /// The means of the rows of `data` that `indices` pick for each segment, as
  /// ``sparseSegmentSum(_:_:_:numSegments:name:)``.
  public func sparseSegmentMean(
    _ data: Output, _ indices: Output, _ segmentIDs: Output, numSegments: Int? = nil,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let mean = SparseSegmentMean(numSegments: numSegments)
    return try add(mean, [data, indices, segmentIDs], name: name).output(0)
  }

  /// The sums of the rows of `data` that `indices` pick for each segment, divided by the root of how
  /// many they are, as ``sparseSegmentSum(_:_:_:numSegments:name:)``.
  public func sparseSegmentSqrtN(
    _ data: Output, _ indices: Output, _ segmentIDs: Output, numSegments: Int? = nil,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let root = SparseSegmentSqrtN(numSegments: numSegments)
    return try add(root, [data, indices, segmentIDs], name: name).output(0)
  }
}
