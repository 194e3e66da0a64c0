/// Which axes of a shape are reduced, prepared once: neighbouring axes of one kind are merged, so
/// that nearly every reduction becomes [outer, reduced, inner].
package struct ReductionPlan: Sendable, Equatable {
  /// Elements before, after, and how many of them make one.
  package let inputCount: Int
  package let outputCount: Int
  package let reducedCount: Int

  struct Axis: Sendable, Equatable {
    var count: Int
    var reduced: Bool
  }

  /// A merged axis with its step in the input.
  struct Step: Sendable, Equatable {
    let count: Int
    let stride: Int
  }

  /// [outer, reduced, inner] when the reduced axes are neighbours, else nil.
  let canonical: Canonical?
  struct Canonical: Sendable, Equatable {
    let outer: Int
    let reduced: Int
    let inner: Int
  }

  /// The merged axes, outermost first; kept and reduced ones with their steps.
  let axes: [Axis]
  let kept: [Step]
  let reduced: [Step]

  /// - Parameter axes: the axes to reduce, each in 0..<shape.count, in any order.
  package init(shape: [Int], axes: [Int]) {
    precondition(
      axes.allSatisfy(shape.indices.contains), "reduction of \(shape) over axes \(axes)")
    var merged: [Axis] = []
    for (i, n) in shape.enumerated() where n != 1 {
      let isReduced = axes.contains(i)
      if let last = merged.last, last.reduced == isReduced {
        merged[merged.count - 1].count *= n
      } else {
        merged.append(Axis(count: n, reduced: isReduced))
      }
    }
    var (kept, reduced): ([Step], [Step]) = ([], [])
    var stride = 1
    for axis in merged.reversed() {
      let step = Step(count: axis.count, stride: stride)
      if axis.reduced { reduced.insert(step, at: 0) } else { kept.insert(step, at: 0) }
      stride *= axis.count
    }
    self.axes = merged
    self.kept = kept
    self.reduced = reduced
    inputCount = stride
    outputCount = kept.reduce(1) { $0 * $1.count }
    reducedCount = reduced.reduce(1) { $0 * $1.count }

    if let place = merged.firstIndex(where: \.reduced), reduced.count == 1 {
      canonical = Canonical(
        outer: merged[..<place].reduce(1) { $0 * $1.count }, reduced: merged[place].count,
        inner: merged[(place + 1)...].reduce(1) { $0 * $1.count })
    } else if reduced.isEmpty {
      canonical = Canonical(outer: 1, reduced: 1, inner: outputCount)
    } else {
      canonical = nil
    }
  }

  /// The axes along which `small` was broadcast to `shape`: the sum over them takes a gradient
  /// back to `small`.
  package init(shape: [Int], toBroadcastable small: [Int]) {
    let missing = shape.count - small.count
    precondition(missing >= 0, "\(small) does not broadcast to \(shape)")
    let axes = shape.indices.filter { $0 < missing || (small[$0 - missing] == 1 && shape[$0] != 1) }
    for i in small.indices {
      precondition(
        small[i] == 1 || small[i] == shape[i + missing], "\(small) does not broadcast to \(shape)")
    }
    self.init(shape: shape, axes: axes)
  }

  /// The input's first element for output element `i`.
  @inline(__always) func base(_ i: Int) -> Int { Self.offset(i, kept) }

  /// The element at place `i` of the given axes.
  @inline(__always) static func offset(_ i: Int, _ steps: [Step]) -> Int {
    var (rest, offset) = (i, 0)
    for step in steps.reversed() {
      offset += rest % step.count * step.stride
      rest /= step.count
    }
    return offset
  }
}
