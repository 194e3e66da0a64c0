import COpenBLAS

extension Kernels {
  /// Makes of rows·columns standard normals an orthogonal matrix times `gain`, as Keras's
  /// `Orthogonal` initializer (Saxe et al., 2014): the normals as a tall matrix, its Q factor with
  /// the signs that make R's diagonal positive, transposed if rows < columns. Allocates.
  package static func orthogonal<T: KernelScalar>(
    _ a: Out<T>, rows: Int, columns: Int, gain: T = 1
  ) {
    let (tall, short) = (max(rows, columns), min(rows, columns))
    guard short > 0 else { return }
    // By columns, as LAPACK has it: element (i, j) at i + j·tall.
    var q = [T](unsafeUninitializedCapacity: tall * short) { buffer, count in
      for i in 0..<tall {
        for j in 0..<short { buffer[i + j * tall] = a[i * short + j] }
      }
      count = tall * short
    }
    q.withUnsafeMutableBufferPointer { q in
      guard let q = q.baseAddress else { return }
      if T.isFloat {
        householderQ(q.float, tall, short)
      } else {
        Reference.orthonormalize(q.double, tall, short)
      }
    }
    for i in 0..<tall {
      for j in 0..<short {
        let to = rows >= columns ? i * columns + j : j * columns + i
        a[to] = gain * q[i + j * tall]
      }
    }
  }

  private static func householderQ(_ q: Out<Float>, _ tall: Int, _ short: Int) {
    let (m, n) = (Int32(tall), Int32(short))
    var tau = [Float](repeating: 0, count: short)
    var work = [Float](repeating: 0, count: 64 * short)
    let workCount = Int32(work.count)
    ThreadPool.adopt()
    var info = tfx_sgeqrf(m, n, q, m, &tau, &work, workCount)
    precondition(info == 0, "sgeqrf of [\(tall), \(short)]: argument \(-info)")
    let signs = (0..<short).map { q[$0 + $0 * tall] < 0 ? Float(-1) : 1 }
    info = tfx_sorgqr(m, n, n, q, m, tau, &work, workCount)
    precondition(info == 0, "sorgqr of [\(tall), \(short)]: argument \(-info)")
    for j in 0..<short {
      for i in 0..<tall { q[i + j * tall] *= signs[j] }
    }
  }
}

extension Reference {
  /// Gram and Schmidt on the columns of a [tall, short] matrix stored by columns, twice over for
  /// accuracy: the Q factor whose R has a positive diagonal.
  package static func orthonormalize<T: KernelScalar>(_ q: Out<T>, _ tall: Int, _ short: Int) {
    for j in 0..<short {
      let column = q + j * tall
      for _ in 0..<2 {
        for k in 0..<j {
          let other = q + k * tall
          var dot: T = 0
          for i in 0..<tall { dot += other[i] * column[i] }
          for i in 0..<tall { column[i] -= dot * other[i] }
        }
      }
      var square: T = 0
      for i in 0..<tall { square += column[i] * column[i] }
      for i in 0..<tall { column[i] /= square.squareRoot() }
    }
  }
}
