/// The product of a sparse and a dense matrix, prepared once: op(a) [m, k] · op(b) [k, n].
package struct SparseProductPlan: Sendable, Equatable {
  let entries: Int
  let m: Int
  let n: Int
  let k: Int
  let transposeA: Bool
  let transposeB: Bool

  /// - Parameters:
  ///   - entries: How many entries a has.
  ///   - k: The extent of op(a) that is summed over.
  package init(entries: Int, m: Int, n: Int, k: Int, transposeA: Bool, transposeB: Bool) {
    (self.entries, self.m, self.n, self.k) = (entries, m, n, k)
    (self.transposeA, self.transposeB) = (transposeA, transposeB)
  }
}

extension Kernels {
  /// y = op(a) · op(b). The places of a's entries, [entries, 2], lie within a.
  ///
  /// Threads have columns of y each, so that no two add to one element, in the order of entries.
  @specialized(where N == Float)
  package static func sparseMatMul<N: KernelNumber>(
    _ places: In<Int64>, _ values: In<N>, _ b: In<N>, _ y: Out<N>, _ plan: SparseProductPlan
  ) {
    let (n, k) = (plan.n, plan.k)
    let grain = max(16, (1 << 16) / max(1, plan.entries))
    ThreadPool.parallelFor(count: n, grain: grain) { columns in
      for row in 0..<plan.m {
        (y + row * n + columns.lowerBound).update(repeating: .zeroNumber, count: columns.count)
      }
      for entry in 0..<plan.entries {
        let (first, second) = (Int(places[2 * entry]), Int(places[2 * entry + 1]))
        let (row, inner) = plan.transposeA ? (second, first) : (first, second)
        let value = values[entry]
        let to = y + row * n
        if plan.transposeB {
          for j in columns { to[j] = to[j].plus(value.times(b[j * k + inner])) }
        } else {
          let from = b + inner * n
          for j in columns { to[j] = to[j].plus(value.times(from[j])) }
        }
      }
    }
  }
}
