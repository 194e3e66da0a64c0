extension Kernels {
  /// y[s] = the reduction of the rows r of x with ids[r] = s. Ids that are negative or beyond the
  /// last segment are left out; a segment without rows is `empty`. x: [rows, columns],
  /// y: [segments, columns].
  @specialized(where N == Float, I == Int32)
  @specialized(where N == Float, I == Int64)
  package static func reduceSegments<N: KernelNumber, I: KernelInteger>(
    _ kind: Reduction, _ x: In<N>, _ ids: In<I>, _ y: Out<N>, rows: Int, columns: Int,
    segments: Int, empty: N
  ) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: max(1, segments)) { counts in
      counts.initialize(repeating: 0)
      for row in 0..<rows {
        let id = Int(ids[row])
        guard id >= 0, id < segments else { continue }
        let (from, to) = (x + row * columns, y + id * columns)
        counts[id] += 1
        if counts[id] == 1 {
          to.update(from: from, count: columns)
        } else {
          merge(kind, from, to, columns)
        }
      }
      for segment in 0..<segments {
        let to = y + segment * columns
        if counts[segment] == 0 {
          to.update(repeating: empty, count: columns)
        } else if kind == .mean {
          for c in 0..<columns { to[c] = to[c].divided(by: counts[segment]) }
        }
      }
    }
  }

  @inline(__always)
  private static func merge<N: KernelNumber>(
    _ kind: Reduction, _ from: In<N>, _ to: Out<N>, _ count: Int
  ) {
    switch kind {
    case .sum, .mean: for i in 0..<count { to[i] = to[i].plus(from[i]) }
    case .prod: for i in 0..<count { to[i] = to[i].times(from[i]) }
    // As TensorFlow's vectors compare: of equal ones the later counts, and it replaces NaN or is NaN.
    case .max: for i in 0..<count where !(to[i] > from[i]) { to[i] = from[i] }
    case .min: for i in 0..<count where !(to[i] < from[i]) { to[i] = from[i] }
    }
  }

  /// The place of the first id that is no segment's, being too large; nil if there is none.
  package static func placeBeyond<I: KernelInteger>(
    _ ids: In<I>, _ count: Int, segments: Int
  ) -> Int? {
    for i in 0..<count where Int(ids[i]) >= segments { return i }
    return nil
  }

  /// y[r] = x[ids[r]], or 0 where the id is no row of x. x: [segments, columns],
  /// y: [rows, columns].
  package static func gatherSegments<N: KernelNumber, I: KernelInteger>(
    _ x: In<N>, _ ids: In<I>, _ y: Out<N>, rows: Int, columns: Int, segments: Int
  ) {
    for row in 0..<rows {
      let (id, to) = (Int(ids[row]), y + row * columns)
      if id >= 0, id < segments {
        to.update(from: x + id * columns, count: columns)
      } else {
        to.update(repeating: .zeroNumber, count: columns)
      }
    }
  }
}
