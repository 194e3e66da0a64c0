/// Which matrices of two stacks are multiplied with each other, the stacks' axes broadcast as in
/// NumPy; prepared once.
package struct BatchProductPlan: Sendable {
  /// The elements of a matrix of a, of b and of the product.
  let m: Int
  let n: Int
  let k: Int
  let transposeA: Bool
  let transposeB: Bool
  /// For each product, the places of its factors in their stacks.
  let a: [Int]
  let b: [Int]

  /// - Parameters:
  ///   - a: The extents of the stack of a: those before the last two axes.
  ///   - b: The same of b.
  package init(
    a: [Int], b: [Int], m: Int, n: Int, k: Int, transposeA: Bool, transposeB: Bool
  ) {
    let stacks = BroadcastPlan(a, b)
    var (places, others): ([Int], [Int]) = ([], [])
    if stacks.count > 0 {
      stacks.forEachRun(0..<stacks.runs) { i, j, _ in
        for step in 0..<stacks.inner.count {
          places.append(i + step * stacks.inner.aStride)
          others.append(j + step * stacks.inner.bStride)
        }
      }
    }
    // One matrix b for all of a: the stack of a is one tall matrix.
    let isTall =
      !transposeA && places.count > 1 && others.allSatisfy { $0 == 0 }
      && places == Array(places.indices)
    self.a = isTall ? [0] : places
    self.b = isTall ? [0] : others
    self.m = isTall ? m * places.count : m
    (self.n, self.k) = (n, k)
    (self.transposeA, self.transposeB) = (transposeA, transposeB)
  }
}

extension Kernels {
  /// Each product of a plan, one after the other. Large products use all threads each, small ones
  /// a thread each.
  package static func batchMatMul<T: KernelScalar>(
    _ a: In<T>, _ b: In<T>, _ y: Out<T>, _ plan: BatchProductPlan
  ) {
    let (m, n, k) = (plan.m, plan.n, plan.k)
    let isSmall = m * n * k < 1 << 18
    let grain = isSmall ? (1 << 18) / max(1, m * n * k) : plan.a.count
    ThreadPool.parallelItems(plan.a.count, grain: max(1, grain)) { range in
      for i in range {
        matMul(
          a + plan.a[i] * m * k, b + plan.b[i] * k * n, y + i * m * n, m: m, n: n, k: k,
          transposeA: plan.transposeA, transposeB: plan.transposeB)
      }
    }
  }
}
