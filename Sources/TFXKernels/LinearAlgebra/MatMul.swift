import COneDNN
import COpenBLAS
import CSIMD

extension Kernels {
  /// c = alpha·op(a)·op(b) + beta·c, row-major. op(a): [m, k], op(b): [k, n], c: [m, n]; a is
  /// stored as [k, m] when `transposeA`, b as [n, k] when `transposeB`. With beta 0, c is only
  /// written.
  package static func matMul<T: KernelScalar>(
    _ a: In<T>, _ b: In<T>, _ c: Out<T>, m: Int, n: Int, k: Int, transposeA: Bool = false,
    transposeB: Bool = false, alpha: T = 1, beta: T = 0
  ) {
    guard m > 0, n > 0 else { return }
    guard k > 0 else { return scale(c, m * n, by: beta) }
    let isPlain = alpha == 1 && beta == 0
    if isPlain, matMulLibrary(T.self, m: m, n: n, k: k, transposeB: transposeB) == nil {
      Fast.tinyMatMul(a.float, b.float, c.float, m: m, n: n, k: k, transposeA: transposeA)
      return
    }
    if T.isFloat, transposeB, !transposeA, alpha == 1, beta == 0,
      Fast.prefersDots(m: m, n: n, k: k)
    {
      Fast.dotMatMul(a.float, b.float, c.float, m: m, n: n, k: k)
      return
    }
    // Some 3 µs on one core: a second would cost more than it gives.
    let isSmall = m * n * k < 1 << 18
    ThreadPool.adopt(most: isSmall ? 1 : .max)
    let (ldA, ldB) = (transposeA ? m : k, transposeB ? k : n)
    if T.isFloat {
      // oneDNN rather than OpenBLAS: Debian's 0.3.21 takes a Zen 5 for a Haswell and leaves AVX-512
      // alone, 200 GFLOP/s where oneDNN reaches 360 to 460 (128×512×784, two cores).
      let status = tfx_sgemm(
        transposeA ? 1 : 0, transposeB ? 1 : 0, Int64(m), Int64(n), Int64(k), Float(alpha),
        a.float, Int64(ldA), b.float, Int64(ldB), Float(beta), c.float, Int64(n))
      precondition(status == 0, "oneDNN status \(status) in a matrix product \(m)×\(n)×\(k)")
    } else {
      let status = tfx_dgemm(
        transposeA ? 1 : 0, transposeB ? 1 : 0, Int32(m), Int32(n), Int32(k), Double(alpha),
        a.double, Int32(ldA), b.double, Int32(ldB), Double(beta), c.double, Int32(n))
      precondition(status == 0, "there is no OpenBLAS for a matrix product \(m)×\(n)×\(k)")
    }
  }

  /// The library that computes the `matMul` of these sizes (alpha 1, beta 0); nil if none is needed.
  package static func matMulLibrary<T: KernelScalar>(
    _ type: T.Type, m: Int, n: Int, k: Int, transposeB: Bool
  ) -> MathLibrary? {
    if m == 0 || n == 0 || k == 0 { return nil }
    if !T.isFloat { return .openBLAS }
    return !transposeB && m * n * k <= Fast.tinyProduct ? nil : .oneDNN
  }

  /// `matMul` for each of `batch` pairs; strides are elements between one matrix and the next, 0
  /// to use one matrix for all.
  package static func batchMatMul<T: KernelScalar>(
    _ a: In<T>, _ b: In<T>, _ c: Out<T>, batch: Int, m: Int, n: Int, k: Int, strideA: Int,
    strideB: Int, strideC: Int, transposeA: Bool = false, transposeB: Bool = false, alpha: T = 1,
    beta: T = 0
  ) {
    for i in 0..<batch {
      matMul(
        a + i * strideA, b + i * strideB, c + i * strideC, m: m, n: n, k: k,
        transposeA: transposeA, transposeB: transposeB, alpha: alpha, beta: beta)
    }
  }

  /// y[r, c] = x[r, c] + bias[c]. `y` may be `x`.
  package static func biasAdd<T: KernelScalar>(
    _ x: In<T>, _ bias: In<T>, _ y: Out<T>, rows: Int, columns: Int
  ) {
    BinaryKernel.add(x, bias, y, rows: rows, columns: columns)
  }

  /// dBias[c] = Σ dy[r, c] over r.
  package static func biasAddGrad<T: KernelScalar>(
    _ dy: In<T>, _ dBias: Out<T>, rows: Int, columns: Int
  ) {
    if T.isFloat, rows > 0, columns > 0 {
      Fast.reduce(
        .sum, dy.float, dBias.float, .init(outer: 1, reduced: rows, inner: columns))
    } else if T.isFloat {
      dBias.update(repeating: 0, count: columns)
    } else {
      Reference.biasAddGrad(dy.double, dBias.double, rows: rows, columns: columns)
    }
  }

  private static func scale<T: KernelScalar>(_ c: Out<T>, _ count: Int, by beta: T) {
    for i in 0..<count { c[i] = beta == 0 ? 0 : beta * c[i] }
  }
}

extension Fast {
  /// Multiplications up to which a plain loop is done before oneDNN has chosen what to do, which
  /// takes it half a microsecond.
  static let tinyProduct = 16_384

  /// c = op(a)·b for a few numbers: a row of c in vectors, one step of k after the other.
  static func tinyMatMul(
    _ a: In<Float>, _ b: In<Float>, _ c: Out<Float>, m: Int, n: Int, k: Int, transposeA: Bool
  ) {
    let (rowStride, stepStride) = transposeA ? (1, m) : (k, 1)
    for row in 0..<m {
      let a = a + row * rowStride
      vectorLoop(0..<n) { column in
        var sum = F16.zero
        for step in 0..<k {
          sum = tfx_fma(
            F16(repeating: a[step * stepStride]), b.vector(step * n + column), sum)
        }
        c.store(row * n + column, sum)
      } rest: { column, count in
        var sum = F16.zero
        for step in 0..<k {
          sum = tfx_fma(
            F16(repeating: a[step * stepStride]), b.part(step * n + column, count), sum)
        }
        c.store(row * n + column, sum, count)
      }
    }
  }
}

extension Reference {
  package static func matMul<T: KernelScalar>(
    _ a: In<T>, _ b: In<T>, _ c: Out<T>, m: Int, n: Int, k: Int, transposeA: Bool = false,
    transposeB: Bool = false, alpha: T = 1, beta: T = 0
  ) {
    for i in 0..<m {
      for j in 0..<n {
        var sum = 0.0
        for l in 0..<k {
          let left = transposeA ? a[l * m + i] : a[i * k + l]
          let right = transposeB ? b[j * k + l] : b[l * n + j]
          sum += Double(left) * Double(right)
        }
        let old = beta == 0 ? 0 : beta * c[i * n + j]
        c[i * n + j] = alpha * T(sum) + old
      }
    }
  }

  package static func biasAddGrad<T: KernelScalar>(
    _ dy: In<T>, _ dBias: Out<T>, rows: Int, columns: Int
  ) {
    for column in 0..<columns {
      var sum = 0.0
      for row in 0..<rows { sum += Double(dy[row * columns + column]) }
      dBias[column] = T(sum)
    }
  }
}
