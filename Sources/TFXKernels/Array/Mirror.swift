/// Padding by mirrored elements, prepared once: which place of x each place of y shows, by axis.
package struct MirrorPlan: Sendable {
  /// For each axis, the offset in x that each place of y adds.
  let offsets: [[Int]]
  let count: Int

  /// - Parameters:
  ///   - shape: The shape of x.
  ///   - paddings: How many places to put before and behind, by axis.
  ///   - reflects: Whether the border itself is not repeated.
  package init(shape: [Int], paddings: [(before: Int, after: Int)], reflects: Bool) {
    let steps = MovePlan.steps(shape)
    offsets = shape.indices.map { axis in
      let extent = shape[axis]
      return (0..<extent + paddings[axis].before + paddings[axis].after).map { place in
        var source = place - paddings[axis].before
        if source < 0 { source = reflects ? -source : -source - 1 }
        if source >= extent { source = 2 * extent - source - (reflects ? 2 : 1) }
        return source * steps[axis]
      }
    }
    count = offsets.reduce(1) { $0 * $1.count }
  }

  /// Calls `body` with each place of y and the place of x that it shows.
  @inline(__always)
  fileprivate func forEach(_ body: (_ y: Int, _ x: Int) -> Void) {
    for place in 0..<count {
      var (rest, source) = (place, 0)
      for axis in offsets.reversed() {
        source += axis[rest % axis.count]
        rest /= axis.count
      }
      body(place, source)
    }
  }
}

extension Kernels {
  /// y = x with mirrored elements around it.
  package static func mirrorPad<E>(_ x: In<E>, _ y: Out<E>, _ plan: MirrorPlan) {
    plan.forEach { to, from in y[to] = x[from] }
  }

  /// dx += the elements of dy that show each element of x.
  package static func mirrorPadGrad<T: KernelScalar>(
    _ dy: In<T>, _ dx: Out<T>, _ plan: MirrorPlan
  ) {
    plan.forEach { from, to in dx[to] += dy[from] }
  }
}
