/// An index that lies outside of what it counts.
package struct BadIndex: Error, Equatable {
  /// Where the index stands among the indices.
  package let place: Int
  /// The index.
  package let value: Int
  /// It must be 0 or more and less than this.
  package let bound: Int
}

/// How slices of a tensor are picked along one axis, prepared once:
/// y[batch, outer, k, inner…] = x[batch, outer, indices[batch, k], inner…].
package struct GatherPlan: Sendable, Equatable {
  let batches: Int
  let outer: Int
  /// The extent of the axis in x.
  let extent: Int
  /// How many indices a batch has.
  let picks: Int
  /// How many elements a slice has.
  let inner: Int

  /// - Parameters:
  ///   - shape: The shape of x.
  ///   - indices: The shape of the indices.
  ///   - axis: The axis of x that they count.
  ///   - batchAxes: How many leading axes x and the indices share.
  package init(shape: [Int], indices: [Int], axis: Int, batchAxes: Int) {
    batches = shape[..<batchAxes].reduce(1, *)
    outer = shape[batchAxes..<axis].reduce(1, *)
    extent = shape[axis]
    picks = indices[batchAxes...].reduce(1, *)
    inner = shape[(axis + 1)...].reduce(1, *)
  }

  /// The number of slices of y.
  fileprivate var slices: Int { batches * outer * picks }

  fileprivate func check<Index: FixedWidthInteger>(_ indices: In<Index>) throws(BadIndex) {
    for place in 0..<batches * picks where indices[place] < 0 || indices[place] >= extent {
      throw BadIndex(place: place, value: Int(indices[place]), bound: extent)
    }
  }

  /// Calls `body` with where each of some slices of y begins there, and in x.
  @inline(__always)
  fileprivate func forEach<Index: FixedWidthInteger>(
    of slices: Range<Int>, _ indices: In<Index>, _ body: (_ y: Int, _ x: Int) -> Void
  ) {
    var slice = slices.lowerBound
    while slice < slices.upperBound {
      let group = slice / picks
      let end = min((group + 1) * picks, slices.upperBound)
      let own = indices + (group / outer * picks - group * picks)
      while slice < end {
        body(slice * inner, (group * extent + Int(own[slice])) * inner)
        slice += 1
      }
    }
  }
}

extension Kernels {
  /// Picks slices of x.
  @specialized(where E == UInt32, Index == Int32)
  @specialized(where E == UInt32, Index == Int64)
  @specialized(where E == UInt64, Index == Int32)
  @specialized(where E == UInt64, Index == Int64)
  package static func gather<E, Index: FixedWidthInteger>(
    _ x: In<E>, _ indices: In<Index>, _ y: Out<E>, _ plan: GatherPlan
  ) throws(BadIndex) {
    try plan.check(indices)
    let count = plan.inner
    ThreadPool.parallelItems(plan.slices, grain: 16_384 / max(count, 1) + 1) { slices in
      plan.forEach(of: slices, indices) { to, from in
        (y + to).update(from: x + from, count: count)
      }
    }
  }

  /// Adds slices to those of x that `gather` would pick.
  @specialized(where T == Float, Index == Int32)
  @specialized(where T == Float, Index == Int64)
  package static func gatherGrad<T: KernelScalar, Index: FixedWidthInteger>(
    _ dy: In<T>, _ indices: In<Index>, _ dx: Out<T>, _ plan: GatherPlan
  ) throws(BadIndex) {
    try plan.check(indices)
    let count = plan.inner
    plan.forEach(of: 0..<plan.slices, indices) { from, to in
      for i in 0..<count { dx[to + i] += dy[from + i] }
    }
  }
}

/// How slices of a tensor are picked by rows of indices, one index for each leading axis.
package struct PlacePlan: Sendable, Equatable {
  /// How many rows of indices there are.
  package let rows: Int
  /// The extents that a row counts.
  let extents: [Int]
  /// How many elements a slice has.
  package let inner: Int

  /// - Parameters:
  ///   - shape: The shape of the tensor that has the slices.
  ///   - indices: The shape of the indices; a row is the last axis.
  package init(shape: [Int], indices: [Int]) {
    let depth = indices[indices.count - 1]
    rows = indices.dropLast().reduce(1, *)
    extents = Array(shape[..<depth])
    inner = shape[depth...].reduce(1, *)
  }

  /// Where the slice of a row begins.
  @inline(__always)
  fileprivate func offset<Index: FixedWidthInteger>(
    _ indices: In<Index>, _ row: Int
  ) throws(BadIndex) -> Int {
    var offset = 0
    for axis in 0..<extents.count {
      let place = row * extents.count + axis
      if indices[place] < 0 || indices[place] >= extents[axis] {
        throw BadIndex(place: place, value: Int(indices[place]), bound: extents[axis])
      }
      offset = offset * extents[axis] + Int(indices[place])
    }
    return offset * inner
  }
}

extension Kernels {
  /// Picks slices of x by rows of indices.
  package static func gatherPlaces<E, Index: FixedWidthInteger>(
    _ x: In<E>, _ indices: In<Index>, _ y: Out<E>, _ plan: PlacePlan
  ) throws(BadIndex) {
    for row in 0..<plan.rows {
      let from = try plan.offset(indices, row)
      (y + row * plan.inner).update(from: x + from, count: plan.inner)
    }
  }

  /// Combines slices with those of y that rows of indices name, one after the other:
  /// y = combine(y, update).
  @inline(__always)
  package static func scatterPlaces<E, Index: FixedWidthInteger>(
    _ updates: In<E>, _ indices: In<Index>, _ y: Out<E>, _ plan: PlacePlan,
    _ combine: (E, E) -> E
  ) throws(BadIndex) {
    for row in 0..<plan.rows {
      let to = try plan.offset(indices, row)
      for i in 0..<plan.inner { y[to + i] = combine(y[to + i], updates[row * plan.inner + i]) }
    }
  }
}
