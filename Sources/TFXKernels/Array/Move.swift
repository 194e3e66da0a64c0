/// Which element goes where, prepared once: for each place of a shape, the element at
/// fromOffset + Σ place·from goes to toOffset + Σ place·to. A step of 0 repeats an element, a
/// negative one goes backwards.
package struct MovePlan: Sendable, Equatable {
  struct Axis: Sendable, Equatable {
    var count: Int
    var from: Int
    var to: Int
  }

  /// The number of elements that are moved.
  package let count: Int
  let fromOffset: Int
  let toOffset: Int
  /// The axes, outermost first; neighbours that are walked alike are merged. At least one.
  let axes: [Axis]

  /// - Parameters:
  ///   - shape: How many elements are moved along each axis.
  ///   - from: How far it is in the source from one to the next along each axis.
  ///   - to: The same in the destination.
  package init(
    shape: [Int], from: [Int], to: [Int], fromOffset: Int = 0, toOffset: Int = 0
  ) {
    precondition(
      shape.count == from.count && shape.count == to.count,
      "\(shape) is moved by steps \(from) to \(to)")
    count = shape.reduce(1, *)
    var axes: [Axis] = []
    for index in shape.indices where shape[index] != 1 {
      let axis = Axis(count: shape[index], from: from[index], to: to[index])
      if let last = axes.last, last.from == axis.from * axis.count,
        last.to == axis.to * axis.count
      {
        axes[axes.count - 1] = Axis(count: last.count * axis.count, from: axis.from, to: axis.to)
      } else {
        axes.append(axis)
      }
    }
    self.axes = axes.isEmpty ? [Axis(count: 1, from: 1, to: 1)] : axes
    self.fromOffset = fromOffset
    self.toOffset = toOffset
  }

  /// How far it is from one element to the next along each axis of a tensor in row-major order.
  package static func steps(_ shape: [Int]) -> [Int] {
    var steps = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      steps[axis] = steps[axis + 1] * shape[axis + 1]
    }
    return steps
  }

  /// Calls `body` for each of several moves. Of many together each thread takes some, as each by itself
  /// may be too little work for two.
  package static func forEach<Elements>(
    _ moves: [(Elements, MovePlan)], _ body: (Elements, MovePlan) -> Void
  ) {
    let count = moves.reduce(0) { $0 + $1.1.count }
    let grain =
      moves.count < 4 * ThreadPool.threads
      ? moves.count : moves.count * elementwiseGrain / max(count, 1) + 1
    ThreadPool.parallelItems(moves.count, grain: grain) { range in
      for (elements, plan) in moves[range] { body(elements, plan) }
    }
  }

  /// Calls `body` with where the runs of the last axis begin, in the source and the destination.
  @inline(__always)
  fileprivate func forEachRun(_ runs: Range<Int>, _ body: (Int, Int) -> Void) {
    guard axes.count > 1 else { return body(fromOffset, toOffset) }
    // The places of most runs follow from the one before: a division takes longer than a short move.
    let last = axes[axes.count - 2]
    var run = runs.lowerBound
    while run < runs.upperBound {
      var (rest, place) = run.quotientAndRemainder(dividingBy: last.count)
      var (from, to) = (fromOffset + place * last.from, toOffset + place * last.to)
      let end = min(run + last.count - place, runs.upperBound)
      for axis in axes.dropLast(2).reversed() {
        (rest, place) = rest.quotientAndRemainder(dividingBy: axis.count)
        from += place * axis.from
        to += place * axis.to
      }
      while run < end {
        body(from, to)
        (from, to, run) = (from + last.from, to + last.to, run + 1)
      }
    }
  }
}

extension Kernels {
  /// Moves elements as a plan says. No element of y may be written twice.
  @specialized(where E == UInt8)
  @specialized(where E == UInt16)
  @specialized(where E == UInt32)
  @specialized(where E == UInt64)
  package static func move<E>(_ x: In<E>, _ y: Out<E>, _ plan: MovePlan) {
    guard plan.count > 0 else { return }
    let inner = plan.axes[plan.axes.count - 1]
    let runs = plan.count / inner.count
    ThreadPool.parallelItems(runs, grain: max(1, elementwiseGrain / inner.count)) { range in
      plan.forEachRun(range) { from, to in
        if inner.to == 1 && inner.from == 1 {
          (y + to).update(from: x + from, count: inner.count)
        } else if inner.to == 1 && inner.from == 0 {
          (y + to).update(repeating: x[from], count: inner.count)
        } else {
          for i in 0..<inner.count { y[to + i * inner.to] = x[from + i * inner.from] }
        }
      }
    }
  }

  /// Adds elements to others as a plan says, in its order: the reverse of a move that repeats.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func moveAdding<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, _ plan: MovePlan) {
    guard plan.count > 0 else { return }
    let inner = plan.axes[plan.axes.count - 1]
    plan.forEachRun(0..<plan.count / inner.count) { from, to in
      for i in 0..<inner.count { y[to + i * inner.to] += x[from + i * inner.from] }
    }
  }
}
