/// How two shapes broadcast against each other by NumPy's rules, prepared once: neighbouring axes
/// that broadcast alike are merged, so that most cases become one of a few plain loops.
package struct BroadcastPlan: Sendable, Equatable {
  package let outputShape: [Int]
  /// Elements of the output.
  package let count: Int

  enum Pattern: Sendable, Equatable {
    /// Both operands have the output's elements.
    case same
    /// a is [rows, columns], b is [columns].
    case rowRight(rows: Int, columns: Int)
    /// Runs along the last merged axis, along which each operand advances by 0 or 1.
    case strided
  }

  struct Axis: Sendable, Equatable {
    var count: Int
    var aStride: Int
    var bStride: Int
  }

  let pattern: Pattern
  /// The last merged axis.
  let inner: Axis
  /// The merged axes before it, outermost first.
  let outer: [Axis]
  /// How many runs of `inner.count` the output has.
  let runs: Int

  /// The shape that `a` and `b` broadcast to, or nil if they don't.
  package static func shape(_ a: [Int], _ b: [Int]) -> [Int]? {
    var shape: [Int] = []
    for i in 0..<max(a.count, b.count) {
      let (x, y) = (dimension(a, fromEnd: i), dimension(b, fromEnd: i))
      guard x == y || x == 1 || y == 1 else { return nil }
      shape.append(x == 1 ? y : x)
    }
    return shape.reversed()
  }

  private static func dimension(_ shape: [Int], fromEnd i: Int) -> Int {
    i < shape.count ? shape[shape.count - 1 - i] : 1
  }

  package init(_ a: [Int], _ b: [Int]) {
    guard let shape = Self.shape(a, b) else {
      preconditionFailure("shapes \(a) and \(b) do not broadcast (the op should have refused)")
    }
    outputShape = shape
    count = shape.reduce(1, *)

    var axes: [Axis] = []  // innermost first
    var (aStep, bStep) = (1, 1)
    for i in 0..<shape.count {
      let (x, y) = (Self.dimension(a, fromEnd: i), Self.dimension(b, fromEnd: i))
      // Not the larger one: an axis of no elements stays so against one of 1.
      let n = x == 1 ? y : x
      defer { (aStep, bStep) = (aStep * x, bStep * y) }
      guard n != 1 else { continue }
      let axis = Axis(count: n, aStride: x == 1 ? 0 : aStep, bStride: y == 1 ? 0 : bStep)
      if let last = axes.last, axis.aStride == last.aStride * last.count,
        axis.bStride == last.bStride * last.count
      {
        axes[axes.count - 1].count *= n
      } else {
        axes.append(axis)
      }
    }
    let first = axes.first ?? Axis(count: 1, aStride: 1, bStride: 1)
    inner = first
    outer = axes.dropFirst().reversed()
    runs = outer.reduce(1) { $0 * $1.count }
    if outer.isEmpty && first.aStride == 1 && first.bStride == 1 {
      pattern = .same
    } else if outer.count == 1 && first.aStride == 1 && first.bStride == 1 && outer[0].bStride == 0
    {
      pattern = .rowRight(rows: outer[0].count, columns: first.count)
    } else {
      pattern = .strided
    }
  }

  /// Calls `body` with the first elements of a, b and the output of each run in `range`.
  @inline(__always)
  func forEachRun(_ range: Range<Int>, _ body: (Int, Int, Int) -> Void) {
    for run in range {
      var (rest, i, j) = (run, 0, 0)
      for axis in outer.reversed() {
        let position = rest % axis.count
        rest /= axis.count
        i += position * axis.aStride
        j += position * axis.bStride
      }
      body(i, j, run * inner.count)
    }
  }
}
