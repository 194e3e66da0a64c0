/// How a condition and two operands broadcast to one shape, prepared once.
package struct SelectPlan: Sendable, Equatable {
  struct Axis: Sendable, Equatable {
    var count: Int
    /// How far it is from one element to the next in the condition and the operands; 0 where they
    /// are broadcast.
    var condition: Int
    var a: Int
    var b: Int
  }

  let axes: [Axis]
  let count: Int

  /// - Parameters:
  ///   - shape: What all three broadcast to.
  ///   - condition: The shape of the condition.
  ///   - a: The shape of the first operand.
  ///   - b: The shape of the second one.
  package init(_ shape: [Int], condition: [Int], _ a: [Int], _ b: [Int]) {
    func steps(_ small: [Int]) -> [Int] {
      let missing = shape.count - small.count
      let steps = MovePlan.steps(small)
      return shape.indices.map { axis in
        axis < missing || small[axis - missing] == 1 ? 0 : steps[axis - missing]
      }
    }
    let (first, second, third) = (steps(condition), steps(a), steps(b))
    axes = shape.indices.map {
      Axis(count: shape[$0], condition: first[$0], a: second[$0], b: third[$0])
    }
    count = shape.reduce(1, *)
  }
}

extension Kernels {
  /// y[i] = condition[i] ≠ 0 ? a[i] : b[i].
  @specialized(where E == UInt8)
  @specialized(where E == UInt32)
  @specialized(where E == UInt64)
  package static func select<E>(
    condition: In<UInt8>, _ a: In<E>, _ b: In<E>, _ y: Out<E>, _ count: Int
  ) {
    for i in 0..<count { y[i] = condition[i] != 0 ? a[i] : b[i] }
  }

  /// y = condition ≠ 0 ? a : b, broadcast.
  @specialized(where E == UInt32)
  @specialized(where E == UInt64)
  package static func select<E>(
    condition: In<UInt8>, _ a: In<E>, _ b: In<E>, _ y: Out<E>, _ plan: SelectPlan
  ) {
    for i in 0..<plan.count {
      var (rest, c, j, k) = (i, 0, 0, 0)
      for axis in plan.axes.reversed() {
        let place = rest % axis.count
        rest /= axis.count
        c += place * axis.condition
        j += place * axis.a
        k += place * axis.b
      }
      y[i] = condition[c] != 0 ? a[j] : b[k]
    }
  }
}
