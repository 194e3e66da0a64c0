public import TFXGraph
import TFXKernels

/// y[s] = Σ x[indices[i]] with segment_ids[i] = s.   data: [m, e…], indices, segment_ids: [n] →
/// y: [segments, e…].   ∂data[indices[i]] = Σ ∂y[segment_ids[i]].
struct SparseSegmentSum: SparseSegmentOp {
  typealias Gradient = SparseSegmentSumGrad
  static let scale = SegmentScale.one
  var numSegments: Int?
}

/// y[s] = the mean of x[indices[i]] with segment_ids[i] = s.   data: [m, e…], indices, segment_ids: [n] →
/// y: [segments, e…].   ∂data[indices[i]] = Σ ∂y[segment_ids[i]] / the segment's number of rows.
struct SparseSegmentMean: SparseSegmentOp {
  typealias Gradient = SparseSegmentMeanGrad
  static let scale = SegmentScale.mean
  var numSegments: Int?
}

/// y[s] = Σ x[indices[i]] with segment_ids[i] = s, divided by the root of how many they are.
/// data: [m, e…], indices, segment_ids: [n] → y: [segments, e…].   ∂data as for the mean.
struct SparseSegmentSqrtN: SparseSegmentOp {
  typealias Gradient = SparseSegmentSqrtNGrad
  static let scale = SegmentScale.squareRoot
  var numSegments: Int?
}

/// The gradient of SparseSegmentSum.   grad: [segments, e…], indices, segment_ids: [n], data: [m, e…],
/// of which the shape counts → ∂data: [m, e…].   Its own gradient is SparseSegmentSum.
struct SparseSegmentSumGrad: SparseSegmentGradOp {
  typealias Forward = SparseSegmentSum
  static let scale = SegmentScale.one
  var numSegments: Int?
}

/// The gradient of SparseSegmentMean.   grad: [segments, e…], indices, segment_ids: [n], data: [m, e…],
/// of which the shape counts → ∂data: [m, e…].   Its own gradient is SparseSegmentMean.
struct SparseSegmentMeanGrad: SparseSegmentGradOp {
  typealias Forward = SparseSegmentMean
  static let scale = SegmentScale.mean
  var numSegments: Int?
}

/// The gradient of SparseSegmentSqrtN.   grad: [segments, e…], indices, segment_ids: [n], data: [m, e…],
/// of which the shape counts → ∂data: [m, e…].   Its own gradient is SparseSegmentSqrtN.
struct SparseSegmentSqrtNGrad: SparseSegmentGradOp {
  typealias Forward = SparseSegmentSqrtN
  static let scale = SegmentScale.squareRoot
  var numSegments: Int?
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
