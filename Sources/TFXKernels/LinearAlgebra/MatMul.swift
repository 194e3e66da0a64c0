import COneDNN
import COpenBLAS
import CSIMD

extension Kernels {
  /// c = op(a)·op(b) + beta·c, row-major. op(a): [m, k], op(b): [k, n], c: [m, n]; a is
  /// stored as [k, m] when `transposeA`, b as [n, k] when `transposeB`. With beta 0, c is only
  /// written.
  package static func matMul<T: KernelScalar>(
    _ a: In<T>, _ b: In<T>, _ c: Out<T>, m: Int, n: Int, k: Int, transposeA: Bool = false,
    transposeB: Bool = false, beta: Double = 0
  ) {
    guard m > 0, n > 0 else { return }
    guard k > 0 else { return scale(c, m * n, by: beta) }
    if beta == 0,
      matMulLibrary(
        T.self, m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB) == nil
    {
      Fast.smallMatMul(a.float, b.float, c.float, m: m, n: n, k: k, transposeA: transposeA)
      return
    }
    if T.isFloat, transposeB, !transposeA, beta == 0,
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
        transposeA ? 1 : 0, transposeB ? 1 : 0, Int64(m), Int64(n), Int64(k), 1,
        a.float, Int64(ldA), b.float, Int64(ldB), Float(beta), c.float, Int64(n))
      precondition(status == 0, "oneDNN status \(status) in a matrix product \(m)×\(n)×\(k)")
    } else {
      let status = tfx_dgemm(
        transposeA ? 1 : 0, transposeB ? 1 : 0, Int32(m), Int32(n), Int32(k), 1,
        a.double, Int32(ldA), b.double, Int32(ldB), beta, c.double, Int32(n))
      precondition(status == 0, "there is no OpenBLAS for a matrix product \(m)×\(n)×\(k)")
    }
  }

  /// The library that computes the `matMul` of these sizes (beta 0); nil if none is needed.
  package static func matMulLibrary<T: KernelScalar>(
    _ type: T.Type, m: Int, n: Int, k: Int, transposeA: Bool, transposeB: Bool
  ) -> MathLibrary? {
    if m == 0 || n == 0 || k == 0 { return nil }
    if !T.isFloat { return .openBLAS }
    let isSmall =
      m * n * k <= Fast.tinyProduct || (!transposeA && n * k <= Fast.smallMatrix)
    return !transposeB && isSmall ? nil : .oneDNN
  }

  /// `matMul` for each of `batch` pairs; strides are elements between one matrix and the next, 0
  /// to use one matrix for all.
  package static func batchMatMul<T: KernelScalar>(
    _ a: In<T>, _ b: In<T>, _ c: Out<T>, batch: Int, m: Int, n: Int, k: Int, strideA: Int,
    strideB: Int, strideC: Int, transposeA: Bool = false, transposeB: Bool = false,
    beta: Double = 0
  ) {
    for i in 0..<batch {
      matMul(
        a + i * strideA, b + i * strideB, c + i * strideC, m: m, n: n, k: k,
        transposeA: transposeA, transposeB: transposeB, beta: beta)
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

  private static func scale<T: KernelScalar>(_ c: Out<T>, _ count: Int, by beta: Double) {
    for i in 0..<count { c[i] = beta == 0 ? 0 : T(beta) * c[i] }
  }
}

extension Fast {
  /// Multiplications up to which a plain loop is done before oneDNN has chosen what to do, which
  /// takes it half a microsecond.
  static let tinyProduct = 16_384

  /// Numbers of a right-hand matrix up to which the same loop is as fast as oneDNN for any number
  /// of rows.
  static let smallMatrix = 1024

  /// c = op(a)·b where b, or all of it, is small.
  static func smallMatMul(
    _ a: In<Float>, _ b: In<Float>, _ c: Out<Float>, m: Int, n: Int, k: Int, transposeA: Bool
  ) {
    let blocks = (m + 7) / 8
    let grain = 2 * tinyProduct / (8 * k * ((n + 15) & ~15)) + 1
    ThreadPool.parallelItems(blocks, grain: grain) { range in
      let rows = 8 * range.lowerBound..<min(8 * range.upperBound, m)
      smallMatMul(a, b, c, rows, n, k, transposeA ? (1, m) : (k, 1))
    }
  }

  /// Some rows of c. Eight at a time share each vector of b, and hide each other's latency.
  private static func smallMatMul(
    _ a: In<Float>, _ b: In<Float>, _ c: Out<Float>, _ rows: Range<Int>, _ n: Int, _ k: Int,
    _ strides: (row: Int, step: Int)
  ) {
    let (rowStride, stepStride) = strides
    let blocked = rows.lowerBound + (rows.count & ~7)
    for row in stride(from: rows.lowerBound, to: blocked, by: 8) {
      let (a, c) = (a + row * rowStride, c + row * n)
      vectorLoop(0..<n) { column in
        eightRows(a, rowStride, stepStride, k, { b.vector($0 * n + column) }) {
          c.store($0 * n + column, $1)
        }
      } rest: { column, count in
        eightRows(a, rowStride, stepStride, k, { b.part($0 * n + column, count) }) {
          c.store($0 * n + column, $1, count)
        }
      }
    }
    for row in blocked..<rows.upperBound {
      let (a, c) = (a + row * rowStride, c + row * n)
      vectorLoop(0..<n) { column in
        c.store(column, oneRow(a, stepStride, k) { b.vector($0 * n + column) })
      } rest: { column, count in
        c.store(column, oneRow(a, stepStride, k) { b.part($0 * n + column, count) }, count)
      }
    }
  }

  /// Σ a[step]·b(step).
  @inline(__always)
  private static func oneRow(
    _ a: In<Float>, _ stepStride: Int, _ k: Int, _ b: (Int) -> F16
  ) -> F16 {
    var sum = F16.zero
    for step in 0..<k { sum = tfx_fma(F16(repeating: a[step * stepStride]), b(step), sum) }
    return sum
  }

  /// `oneRow` for eight rows, handed to `store` with their numbers.
  @inline(__always)
  private static func eightRows(
    _ a: In<Float>, _ rowStride: Int, _ stepStride: Int, _ k: Int, _ b: (Int) -> F16,
    _ store: (Int, F16) -> Void
  ) {
    var (s0, s1, s2, s3) = (F16.zero, F16.zero, F16.zero, F16.zero)
    var (s4, s5, s6, s7) = (F16.zero, F16.zero, F16.zero, F16.zero)
    for step in 0..<k {
      let a = a + step * stepStride
      let b = b(step)
      s0 = tfx_fma(F16(repeating: a[0]), b, s0)
      s1 = tfx_fma(F16(repeating: a[rowStride]), b, s1)
      s2 = tfx_fma(F16(repeating: a[2 * rowStride]), b, s2)
      s3 = tfx_fma(F16(repeating: a[3 * rowStride]), b, s3)
      s4 = tfx_fma(F16(repeating: a[4 * rowStride]), b, s4)
      s5 = tfx_fma(F16(repeating: a[5 * rowStride]), b, s5)
      s6 = tfx_fma(F16(repeating: a[6 * rowStride]), b, s6)
      s7 = tfx_fma(F16(repeating: a[7 * rowStride]), b, s7)
    }
    store(0, s0)
    store(1, s1)
    store(2, s2)
    store(3, s3)
    store(4, s4)
    store(5, s5)
    store(6, s6)
    store(7, s7)
  }
}

extension Reference {
  package static func matMul<T: KernelScalar>(
    _ a: In<T>, _ b: In<T>, _ c: Out<T>, m: Int, n: Int, k: Int, transposeA: Bool = false,
    transposeB: Bool = false, beta: Double = 0
  ) {
    for i in 0..<m {
      for j in 0..<n {
        var sum = 0.0
        for l in 0..<k {
          let left = transposeA ? a[l * m + i] : a[i * k + l]
          let right = transposeB ? b[j * k + l] : b[l * n + j]
          sum += Double(left) * Double(right)
        }
        let old = beta == 0 ? 0 : T(beta) * c[i * n + j]
        c[i * n + j] = T(sum) + old
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
