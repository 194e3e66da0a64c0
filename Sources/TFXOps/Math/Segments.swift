import TFXCore
public import TFXGraph
import TFXKernels

/// y[s] = Σ x[i] with ids[i] = s.   x: [n, e…], ids: [n] → y: [last id + 1, e…].   ∂x[i] = ∂y[ids[i]].
struct SegmentSum: SegmentOp {
  var reduction: Reduction { .sum }
  var segments: Int? { nil }

  func gradient(x: Output, ids: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.segmentGather(dy, ids)
  }
}

/// y[s] = the mean of x[i] with ids[i] = s.   x: [n, e…], ids: [n] → y: [last id + 1, e…].
/// ∂x[i] = ∂y[ids[i]] / the number of its rows.
struct SegmentMean: SegmentOp {
  var reduction: Reduction { .mean }
  var segments: Int? { nil }

  func gradient(x: Output, ids: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    let rows = try graph.segmentSum(graph.onesLike(x), ids)
    return try graph.segmentGather(graph.divideNoNan(dy, rows), ids)
  }
}

/// y[s] = the greatest x[i] with ids[i] = s.   x: [n, e…], ids: [n] → y: [last id + 1, e…].
/// ∂x = ∂y shared by equal greatest elements.
struct SegmentMax: SegmentOp {
  var reduction: Reduction { .max }
  var segments: Int? { nil }

  func gradient(x: Output, ids: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.segmentExtremumGradient(x: x, ids: ids, y: y, dy: dy) {
      (chosen) throws(GraphError) in try dy.graph.segmentSum(chosen, ids)
    }
  }
}

/// y[s] = the least x[i] with ids[i] = s.   x: [n, e…], ids: [n] → y: [last id + 1, e…].
/// ∂x = ∂y shared by equal least elements.
struct SegmentMin: SegmentOp {
  var reduction: Reduction { .min }
  var segments: Int? { nil }

  func gradient(x: Output, ids: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.segmentExtremumGradient(x: x, ids: ids, y: y, dy: dy) {
      (chosen) throws(GraphError) in try dy.graph.segmentSum(chosen, ids)
    }
  }
}

extension Graph {
  /// The gradient of a segment's greatest or least elements: those equal to it share that of y.
  fileprivate func segmentExtremumGradient(
    x: Output, ids: Output, y: Output, dy: Output,
    _ count: (Output) throws(GraphError) -> Output
  ) throws(GraphError) -> Output {
    let chosen = try cast(equal(x, segmentGather(y, ids)), to: x.dtype)
    let shares = try divideNoNan(dy, count(chosen))
    return try multiply(chosen, segmentGather(shares, ids))
  }

  /// The sums of the rows of `data` that have one id. The ids must not fall; a run fails otherwise.
  ///
  /// - Parameters:
  ///   - data: Numbers, [n, e…].
  ///   - segmentIDs: `int32` or `int64` [n], from 0 on.
  ///   - name: The operation's name.
  /// - Returns: [last id + 1, e…], an extent that depends on the values; 0 for ids that do not occur.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or shapes don't fit.
  public func segmentSum(
    _ data: Output, _ segmentIDs: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SegmentSum(), [data, segmentIDs], name: name).output(0)
  }

  /// The means of the rows of `data` that have one id, as ``segmentSum(_:_:name:)``.
  public func segmentMean(
    _ data: Output, _ segmentIDs: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SegmentMean(), [data, segmentIDs], name: name).output(0)
  }

  /// The greatest elements of the rows of `data` that have one id, as ``segmentSum(_:_:name:)``.
  public func segmentMax(
    _ data: Output, _ segmentIDs: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SegmentMax(), [data, segmentIDs], name: name).output(0)
  }

  /// The least elements of the rows of `data` that have one id, as ``segmentSum(_:_:name:)``.
  public func segmentMin(
    _ data: Output, _ segmentIDs: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SegmentMin(), [data, segmentIDs], name: name).output(0)
  }
}

/// y[s] = Σ x[i] with ids[i] = s, ids in any order; negative ones are left out.
/// x: [d…, e…], ids: [d…] → y: [num_segments, e…].   ∂x[i] = ∂y[ids[i]].
struct UnsortedSegmentSum: SegmentOp {
  var numSegments = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_segments", &numSegments, in: .atLeast(0), "how many segments there are")
  }

  var reduction: Reduction { .sum }
  var segments: Int? { numSegments }

  func gradient(x: Output, ids: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.segmentGather(dy, ids)
  }
}

/// y[s] = the greatest x[i] with ids[i] = s, ids in any order; negative ones are left out, and
/// without rows it is the least number.   x: [d…, e…], ids: [d…] → y: [num_segments, e…].
/// ∂x = ∂y shared by equal greatest elements.
struct UnsortedSegmentMax: SegmentOp {
  var numSegments = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_segments", &numSegments, in: .atLeast(0), "how many segments there are")
  }

  var reduction: Reduction { .max }
  var segments: Int? { numSegments }

  func gradient(x: Output, ids: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.segmentExtremumGradient(x: x, ids: ids, y: y, dy: dy) {
      (chosen) throws(GraphError) in
      try dy.graph.unsortedSegmentSum(chosen, ids, numSegments: numSegments)
    }
  }
}

/// y[s] = the least x[i] with ids[i] = s, ids in any order; negative ones are left out, and without
/// rows it is the greatest number.   x: [d…, e…], ids: [d…] → y: [num_segments, e…].
/// ∂x = ∂y shared by equal least elements.
struct UnsortedSegmentMin: SegmentOp {
  var numSegments = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_segments", &numSegments, in: .atLeast(0), "how many segments there are")
  }

  var reduction: Reduction { .min }
  var segments: Int? { numSegments }

  func gradient(x: Output, ids: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.segmentExtremumGradient(x: x, ids: ids, y: y, dy: dy) {
      (chosen) throws(GraphError) in
      try dy.graph.unsortedSegmentSum(chosen, ids, numSegments: numSegments)
    }
  }
}

extension Graph {
  /// The sums of the rows of `data` that have one id. Rows whose id is negative are left out.
  ///
  /// - Parameters:
  ///   - data: Numbers, [d…, e…].
  ///   - segmentIDs: `int32` or `int64` [d…], in any order.
  ///   - numSegments: The number of ids; a run fails for one that is not below it.
  ///   - name: The operation's name.
  /// - Returns: [numSegments, e…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or shapes don't fit.
  public func unsortedSegmentSum(
    _ data: Output, _ segmentIDs: Output, numSegments: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(UnsortedSegmentSum(numSegments: numSegments), [data, segmentIDs], name: name).output(0)
  }

  /// The greatest elements of the rows of `data` that have one id, as
  /// ``unsortedSegmentSum(_:_:numSegments:name:)``; the type's least number for ids without rows.
  public func unsortedSegmentMax(
    _ data: Output, _ segmentIDs: Output, numSegments: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(UnsortedSegmentMax(numSegments: numSegments), [data, segmentIDs], name: name).output(0)
  }

  /// The least elements of the rows of `data` that have one id, as
  /// ``unsortedSegmentSum(_:_:numSegments:name:)``; the type's greatest number for ids without rows.
  public func unsortedSegmentMin(
    _ data: Output, _ segmentIDs: Output, numSegments: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(UnsortedSegmentMin(numSegments: numSegments), [data, segmentIDs], name: name).output(0)
  }
}
