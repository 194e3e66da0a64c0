/// A permutation of axes, prepared once: axes that stay neighbours are merged.
package struct TransposePlan: Sendable, Equatable {
  package let outputShape: [Int]
  package let count: Int

  /// The output's merged axes, outermost first, with each one's step in the input and output.
  struct Axis: Sendable, Equatable {
    var count: Int
    var from: Int
    var to: Int
  }
  let axes: [Axis]
  /// The place in `axes` of the one that is contiguous in the input.
  let source: Int

  /// - Parameter permutation: output axis i is input axis permutation[i].
  package init(shape: [Int], permutation: [Int]) {
    precondition(
      permutation.sorted() == Array(shape.indices),
      "\(permutation) is no permutation of the axes of \(shape)")
    outputShape = permutation.map { shape[$0] }
    count = shape.reduce(1, *)

    var steps = [Int](repeating: 1, count: shape.count)
    for i in shape.indices.dropLast().reversed() { steps[i] = steps[i + 1] * shape[i + 1] }
    var axes: [Axis] = []  // innermost first
    var to = 1
    for i in permutation.reversed() where shape[i] != 1 {
      if let last = axes.last, steps[i] == last.from * last.count {
        axes[axes.count - 1].count *= shape[i]
      } else {
        axes.append(Axis(count: shape[i], from: steps[i], to: to))
      }
      to *= shape[i]
    }
    if axes.isEmpty { axes = [Axis(count: 1, from: 1, to: 1)] }
    axes.reverse()
    self.axes = axes
    source = axes.firstIndex { $0.from == 1 } ?? axes.count - 1
  }
}

extension Kernels {
  /// y = x with its axes permuted. Output distinct from input.
  @specialized(where E == UInt8)
  @specialized(where E == UInt32)
  @specialized(where E == UInt64)
  package static func transpose<E>(
    _ x: In<E>, _ y: Out<E>, _ plan: TransposePlan
  ) {
    guard plan.count > 0 else { return }
    let last = plan.axes.count - 1
    let inner = plan.axes[last]
    let source = plan.axes[plan.source]
    let isRun = plan.source == last
    // What is left after the innermost loops: all axes but the last, and but the source's.
    let block = isRun ? inner.count : inner.count * source.count
    let blocks = plan.count / block
    ThreadPool.parallelItems(blocks, grain: max(1, elementwiseGrain / block)) { range in
      for i in range {
        var (rest, from, to) = (i, 0, 0)
        for axis in stride(from: last - 1, through: 0, by: -1) where isRun || axis != plan.source {
          let step = plan.axes[axis]
          from += rest % step.count * step.from
          to += rest % step.count * step.to
          rest /= step.count
        }
        if isRun {
          (y + to).update(from: x + from, count: inner.count)
        } else {
          transposeTiles(x + from, y + to, inner, source)
        }
      }
    }
  }

  /// One matrix in tiles of 16 × 16, so that both sides stay in the cache.
  @inline(__always)
  private static func transposeTiles<E>(
    _ x: In<E>, _ y: Out<E>, _ inner: TransposePlan.Axis, _ source: TransposePlan.Axis
  ) {
    for i0 in stride(from: 0, to: source.count, by: 16) {
      let rows = i0..<min(i0 + 16, source.count)
      for j0 in stride(from: 0, to: inner.count, by: 16) {
        for i in rows {
          for j in j0..<min(j0 + 16, inner.count) {
            y[i * source.to + j] = x[i + j * inner.from]
          }
        }
      }
    }
  }
}

extension Reference {
  /// The definition: element by element, with the shape and permutation of the plan.
  package static func transpose<E: BitwiseCopyable>(
    _ x: In<E>, _ y: Out<E>, shape: [Int], permutation: [Int]
  ) {
    let count = shape.reduce(1, *)
    for i in 0..<count {
      var place = [Int](repeating: 0, count: shape.count)
      var rest = i
      for axis in shape.indices.reversed() {
        place[axis] = rest % shape[axis]
        rest /= shape[axis]
      }
      var to = 0
      for axis in permutation { to = to * shape[axis] + place[axis] }
      y[to] = x[i]
    }
  }
}
