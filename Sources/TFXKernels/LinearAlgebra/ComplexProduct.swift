extension Kernels {
  /// y = op(a) · op(b) of complex numbers, each sum in double precision. op is the transpose where
  /// asked, conjugated where `conjugates` is true. a: [m, k], b: [k, n] → y: [m, n].
  package static func complexMatMul(
    _ a: In<ComplexPair>, _ b: In<ComplexPair>, _ y: Out<ComplexPair>, m: Int, n: Int, k: Int,
    transposeA: Bool, transposeB: Bool, conjugates: Bool
  ) {
    let (signA, signB) = (
      conjugates && transposeA ? -1.0 : 1, conjugates && transposeB ? -1.0 : 1
    )
    ThreadPool.parallelItems(m, grain: max(1, (1 << 14) / max(1, n * k))) { rows in
      for i in rows {
        for j in 0..<n {
          var (real, imaginary) = (0.0, 0.0)
          for step in 0..<k {
            let p = a[transposeA ? step * m + i : i * k + step]
            let q = b[transposeB ? j * k + step : step * n + j]
            let (px, py) = (Double(p.x), signA * Double(p.y))
            let (qx, qy) = (Double(q.x), signB * Double(q.y))
            real += px * qx - py * qy
            imaginary += px * qy + py * qx
          }
          y[i * n + j] = [Float(real), Float(imaginary)]
        }
      }
    }
  }

  /// Each product of a plan, of complex matrices, of which the transposed ones are conjugated if
  /// `conjugates` is true.
  package static func complexBatchMatMul(
    _ a: In<ComplexPair>, _ b: In<ComplexPair>, _ y: Out<ComplexPair>, _ plan: BatchProductPlan,
    conjugates: Bool
  ) {
    let (m, n, k) = (plan.m, plan.n, plan.k)
    for i in plan.a.indices {
      complexMatMul(
        a + plan.a[i] * m * k, b + plan.b[i] * k * n, y + i * m * n, m: m, n: n, k: k,
        transposeA: plan.transposeA, transposeB: plan.transposeB, conjugates: conjugates)
    }
  }
}
