/// What a segment's sum of rows is multiplied with.
package enum SegmentScale: Sendable {
  case one
  /// One by the number of rows.
  case mean
  /// One by the root of the number of rows.
  case squareRoot

  @inline(__always)
  fileprivate func factor<T: KernelScalar>(_ count: Int) -> T {
    switch self {
    case .one: 1
    case .mean: 1 / T(count)
    case .squareRoot: 1 / T(count).squareRoot()
    }
  }
}

/// Rows that are picked and summed by segments: entry i adds row indices[i] to segment ids[i].
package struct SegmentPicks<I: KernelInteger, S: KernelInteger> {
  let indices: In<I>
  let ids: In<S>
  let count: Int
  /// How many rows there are to pick from.
  let rows: Int
  /// How many elements a row has.
  let columns: Int
  let segments: Int

  package init(
    indices: In<I>, ids: In<S>, count: Int, rows: Int, columns: Int, segments: Int
  ) {
    (self.indices, self.ids, self.count) = (indices, ids, count)
    (self.rows, self.columns, self.segments) = (rows, columns, segments)
  }

  /// The first index that is no row; nil if there is none.
  package var badIndex: BadIndex? {
    for i in 0..<count where indices[i] < 0 || Int(indices[i]) >= rows {
      return BadIndex(place: i, value: Int(indices[i]), bound: rows)
    }
    return nil
  }

  /// The place of the first id that is no segment, or less than the one before; nil if there is none.
  package var badID: Int? {
    for i in 0..<count where ids[i] < (i == 0 ? 0 : ids[i - 1]) || Int(ids[i]) >= segments {
      return i
    }
    return nil
  }

  /// Calls `body` with each entry's row, segment and factor. Ids do not fall.
  @inline(__always)
  fileprivate func forEach<T: KernelScalar>(
    _ scale: SegmentScale, _ body: (_ row: Int, _ segment: Int, _ factor: T) -> Void
  ) {
    var start = 0
    while start < count {
      var end = start + 1
      while end < count, ids[end] == ids[start] { end += 1 }
      let factor: T = scale.factor(end - start)
      for i in start..<end { body(Int(indices[i]), Int(ids[i]), factor) }
      start = end
    }
  }
}

extension Kernels {
  /// y[s] = scale · Σ x[indices[i]] with ids[i] = s, 0 without entries. x: [rows, columns],
  /// y: [segments, columns].
  package static func sumPicks<T: KernelScalar, I: KernelInteger, S: KernelInteger>(
    _ x: In<T>, _ y: Out<T>, _ picks: SegmentPicks<I, S>, _ scale: SegmentScale
  ) {
    let columns = picks.columns
    y.update(repeating: 0, count: picks.segments * columns)
    picks.forEach(.one) { (row, segment, _: T) in
      let (from, to) = (x + row * columns, y + segment * columns)
      for c in 0..<columns { to[c] += from[c] }
    }
    if case .one = scale { return }
    var last = -1
    picks.forEach(scale) { (_, segment, factor: T) in
      if segment == last { return }
      last = segment
      for c in segment * columns..<(segment + 1) * columns { y[c] *= factor }
    }
  }

  /// The gradient of `sumPicks` with respect to x.
  package static func spreadPicks<T: KernelScalar, I: KernelInteger, S: KernelInteger>(
    _ dy: In<T>, _ dx: Out<T>, _ picks: SegmentPicks<I, S>, _ scale: SegmentScale
  ) {
    let columns = picks.columns
    zero(dx, picks.rows * columns * MemoryLayout<T>.size)
    picks.forEach(scale) { (row, segment, factor: T) in
      let (from, to) = (dy + segment * columns, dx + row * columns)
      for c in 0..<columns { to[c] += from[c] * factor }
    }
  }
}
