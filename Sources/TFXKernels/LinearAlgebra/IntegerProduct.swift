extension Kernels {
  /// y = op(a) · op(b) of whole numbers, which wrap around; op is the transpose where asked.
  /// a: [m, k], b: [k, n] → y: [m, n].
  @specialized(where I == Int32)
  @specialized(where I == Int64)
  package static func integerMatMul<I: KernelInteger>(
    _ a: In<I>, _ b: In<I>, _ y: Out<I>, m: Int, n: Int, k: Int, transposeA: Bool, transposeB: Bool
  ) {
    let (aRow, aStep) = transposeA ? (1, m) : (k, 1)
    let (bStep, bColumn) = transposeB ? (1, k) : (n, 1)
    ThreadPool.parallelItems(m, grain: max(1, (1 << 16) / max(1, n * k))) { rows in
      for i in rows {
        (y + i * n).update(repeating: 0, count: n)
        for step in 0..<k {
          let factor = a[i * aRow + step * aStep]
          for j in 0..<n { y[i * n + j] &+= factor &* b[step * bStep + j * bColumn] }
        }
      }
    }
  }

  /// Each product of a plan, of whole numbers.
  package static func integerBatchMatMul<I: KernelInteger>(
    _ a: In<I>, _ b: In<I>, _ y: Out<I>, _ plan: BatchProductPlan
  ) {
    let (m, n, k) = (plan.m, plan.n, plan.k)
    for i in plan.a.indices {
      integerMatMul(
        a + plan.a[i] * m * k, b + plan.b[i] * k * n, y + i * m * n, m: m, n: n, k: k,
        transposeA: plan.transposeA, transposeB: plan.transposeB)
    }
  }
}
