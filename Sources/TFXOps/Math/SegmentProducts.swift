import TFXCore
public import TFXGraph
import TFXKernels

/// y[s] = Π x[i] with ids[i] = s, 1 without rows.   x: [n, e…], ids: [n] → y: [last id + 1, e…].
/// ∂x[i] = ∂y[ids[i]] · the product of the others.
struct SegmentProd: SegmentOp {
  var reduction: Reduction { .prod }
  var segments: Int? { nil }

  func gradient(x: Output, ids: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    return try graph.segmentProductGradient(
      x: x, ids: ids, y: y, dy: dy,
      sum: { (x) throws(GraphError) in try graph.segmentSum(x, ids) },
      product: { (x) throws(GraphError) in try graph.segmentProd(x, ids) })
  }
}

/// y[s] = Π x[i] with ids[i] = s, 1 without rows; ids in any order, negative ones are left out.
/// x: [d…, e…], ids: [d…] → y: [num_segments, e…].   ∂x[i] = ∂y[ids[i]] · the product of the others.
struct UnsortedSegmentProd: SegmentOp {
  var numSegments = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_segments", &numSegments, in: .atLeast(0), "how many segments there are")
  }

  var reduction: Reduction { .prod }
  var segments: Int? { numSegments }

  func gradient(x: Output, ids: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    return try graph.segmentProductGradient(
      x: x, ids: ids, y: y, dy: dy,
      sum: { (x) throws(GraphError) in
        try graph.unsortedSegmentSum(x, ids, numSegments: numSegments)
      },
      product: { (x) throws(GraphError) in
        try graph.unsortedSegmentProd(x, ids, numSegments: numSegments)
      })
  }
}

extension Graph {
  /// The gradient of products of segments. Where an element is 0, the product of the others is that
  /// of all that are not 0, and nothing flows if there are two of them.
  fileprivate func segmentProductGradient(
    x: Output, ids: Output, y: Output, dy: Output,
    sum: (Output) throws(GraphError) -> Output, product: (Output) throws(GraphError) -> Output
  ) throws(GraphError) -> Output {
    let ones = try onesLike(x)
    let isZero = try equal(x, zerosLike(x))
    let zeros = try sum(cast(isZero, to: x.dtype))
    let passed = try select(greater(zeros, onesLike(zeros)), zerosLike(dy), dy)
    let others = try select(isZero, ones, x)
    let share = try select(
      isZero, segmentGather(product(others), ids), divide(segmentGather(y, ids), others))
    return try multiply(segmentGather(passed, ids), share)
  }

  /// The products of the rows of `data` that have one id, 1 for ids that do not occur, as
  /// ``segmentSum(_:_:name:)``.
  public func segmentProd(
    _ data: Output, _ segmentIDs: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SegmentProd(), [data, segmentIDs], name: name).output(0)
  }

  /// The products of the rows of `data` that have one id, 1 for ids that do not occur, as
  /// ``unsortedSegmentSum(_:_:numSegments:name:)``.
  public func unsortedSegmentProd(
    _ data: Output, _ segmentIDs: Output, numSegments: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(UnsortedSegmentProd(numSegments: numSegments), [data, segmentIDs], name: name).output(0)
  }

  /// The means of the rows of `data` that have one id, 0 for ids that do not occur, as
  /// ``unsortedSegmentSum(_:_:numSegments:name:)``; `data` is of a floating type.
  public func unsortedSegmentMean(
    _ data: Output, _ segmentIDs: Output, numSegments: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "UnsortedSegmentMean") { (_) throws(GraphError) in
      let (sums, counts) = try sumsAndCounts(data, segmentIDs, numSegments)
      return try divide(sums, counts)
    }
  }

  /// The sums of the rows of `data` that have one id, divided by the root of how many they are, as
  /// ``unsortedSegmentSum(_:_:numSegments:name:)``; `data` is of a floating type.
  public func unsortedSegmentSqrtN(
    _ data: Output, _ segmentIDs: Output, numSegments: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "UnsortedSegmentSqrtN") { (_) throws(GraphError) in
      let (sums, counts) = try sumsAndCounts(data, segmentIDs, numSegments)
      return try divide(sums, sqrt(counts))
    }
  }

  /// The sums of segments, and the numbers of their rows, at least 1, which broadcast to them.
  private func sumsAndCounts(
    _ data: Output, _ ids: Output, _ numSegments: Int
  ) throws(GraphError) -> (sums: Output, counts: Output) {
    let sums = try unsortedSegmentSum(data, ids, numSegments: numSegments)
    let ones = try onesLike(cast(ids, to: data.dtype))
    var counts = try unsortedSegmentSum(ones, ids, numSegments: numSegments)
    counts = try maximum(counts, onesLike(counts))
    for _ in 1..<sums.shape.rank { counts = try expandDims(counts, axis: -1) }
    return (sums, counts)
  }
}
