import CSIMD

// Softmax over the last axis of [rows, columns], shifted by each row's maximum so that nothing
// overflows.

extension Kernels {
  /// y[r, c] = exp(x[r, c]) / Σ exp(x[r, ·]). `y` may be `x`.
  package static func softmax<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, rows: Int, columns: Int
  ) {
    if T.isFloat {
      Fast.softmax(x.float, y.float, rows: rows, columns: columns)
    } else {
      Reference.softmax(x.double, y.double, rows: rows, columns: columns)
    }
  }

  /// dx = y·(dy − Σ dy·y). `dx` may be `dy` or `y`.
  package static func softmaxGrad<T: KernelScalar>(
    _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, rows: Int, columns: Int
  ) {
    if T.isFloat {
      Fast.softmaxGrad(y.float, dy.float, dx.float, rows: rows, columns: columns)
    } else {
      Reference.softmaxGrad(y.double, dy.double, dx.double, rows: rows, columns: columns)
    }
  }

  /// y[r, c] = x[r, c] − log Σ exp(x[r, ·]). `y` may be `x`.
  package static func logSoftmax<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, rows: Int, columns: Int
  ) {
    if T.isFloat {
      Fast.logSoftmax(x.float, y.float, rows: rows, columns: columns)
    } else {
      Reference.logSoftmax(x.double, y.double, rows: rows, columns: columns)
    }
  }

  /// dx = dy − exp(y)·Σ dy. `dx` may be `dy` or `y`.
  package static func logSoftmaxGrad<T: KernelScalar>(
    _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, rows: Int, columns: Int
  ) {
    if T.isFloat {
      Fast.logSoftmaxGrad(y.float, dy.float, dx.float, rows: rows, columns: columns)
    } else {
      Reference.logSoftmaxGrad(y.double, dy.double, dx.double, rows: rows, columns: columns)
    }
  }
}

extension Fast {
  /// Rows that are worth a thread, for some 50 operations an element.
  @inline(__always)
  static func rowGrain(_ columns: Int) -> Int { max(1, 4096 / max(1, columns)) }

  /// The largest of `n` numbers.
  @inline(__always)
  static func rowMax(_ x: In<Float>, _ n: Int) -> Float {
    let low = F16(repeating: -.infinity)
    var top = low
    vectorLoop(0..<n) { i in
      top = tfx_max(top, x.vector(i))
    } rest: { i, count in
      top = tfx_max(top, tfx_select(tfx_first_lanes(count), x.part(i, count), low))
    }
    return tfx_reduce_max(top)
  }

  /// Σ exp(x − shift), handing each vector of exponentials to `visit`.
  @inline(__always)
  static func rowExpSum(
    _ x: In<Float>, _ n: Int, shift: Float, _ visit: (Int, F16, Int) -> Void
  ) -> Float {
    let shift = F16(repeating: shift)
    var sum = F16.zero
    vectorLoop(0..<n) { i in
      let e = tfx_exp(x.vector(i) - shift)
      sum += e
      visit(i, e, 16)
    } rest: { i, count in
      let e = tfx_select(tfx_first_lanes(count), tfx_exp(x.part(i, count) - shift), .zero)
      sum += e
      visit(i, e, count)
    }
    return tfx_reduce_add(sum)
  }

  /// Σ a·b of a row, or Σ a.
  @inline(__always)
  private static func rowSum(_ n: Int, _ term: (Int) -> F16, _ part: (Int, Int) -> F16) -> Float {
    var sum = F16.zero
    vectorLoop(0..<n) { i in
      sum += term(i)
    } rest: { i, count in
      sum += part(i, count)
    }
    return tfx_reduce_add(sum)
  }

  /// Calls `body` with groups of up to 16 rows narrower than a vector, a row to a lane: the first row,
  /// how many there are, each row's maximum and Σ exp(x − maximum). Vector c of `exponentials` are
  /// those of column c.
  @inline(__always)
  static func forEachNarrowGroup(
    _ x: In<Float>, _ rows: Range<Int>, _ n: Int,
    _ body: (_ first: Int, _ count: Int, _ top: F16, _ sum: F16, _ exponentials: In<Float>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 256) { columns in
      guard let columns = columns.baseAddress else { return }
      for first in stride(from: rows.lowerBound, to: rows.upperBound, by: 16) {
        let count = min(16, rows.upperBound - first)
        var top = F16(repeating: -.infinity)
        for c in 0..<n {
          let column = tfx_load_column(x + first * n + c, n, count)
          top = tfx_max(top, column)
          columns.store(16 * c, column)
        }
        var sum = F16.zero
        for c in 0..<n {
          let e = tfx_exp(columns.vector(16 * c) - top)
          sum += e
          columns.store(16 * c, e)
        }
        body(first, count, top, sum, UnsafePointer(columns))
      }
    }
  }

  static func softmax(_ x: In<Float>, _ y: Out<Float>, rows: Int, columns n: Int) {
    ThreadPool.parallelItems(rows, grain: rowGrain(n)) { range in
      // Loops over a number of columns that the compiler knows have no loop left.
      switch n {
      case 2: return narrowSoftmax(x, y, range, 2)
      case 3: return narrowSoftmax(x, y, range, 3)
      case 4: return narrowSoftmax(x, y, range, 4)
      case 10: return narrowSoftmax(x, y, range, 10)
      case ..<16: return narrowSoftmax(x, y, range, n)
      default: break
      }
      for row in range {
        let (x, y) = (x + row * n, y + row * n)
        let sum = rowExpSum(x, n, shift: rowMax(x, n)) { i, e, count in
          if count == 16 { y.store(i, e) } else { y.store(i, e, count) }
        }
        zip(Multiply(), y, 1 / sum, y, 0..<n)
      }
    }
  }

  /// `softmax` for rows narrower than a vector: what is done row by row has no vectors, but the
  /// exponentials, which cost most, are taken of several rows at once.
  @inline(__always)
  private static func narrowSoftmax(
    _ x: In<Float>, _ y: Out<Float>, _ rows: Range<Int>, _ n: Int
  ) {
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: 64) {
      let group = first..<min(first + 64, rows.upperBound)
      for row in group {
        let (x, y) = (x + row * n, y + row * n)
        var top = -Float.infinity
        for c in 0..<n { top = top > x[c] ? top : x[c] }
        for c in 0..<n { y[c] = x[c] - top }
      }
      vectorLoop(group.lowerBound * n..<group.upperBound * n) { i in
        y.store(i, tfx_exp(y.vector(i)))
      } rest: { i, count in
        y.store(i, tfx_exp(y.part(i, count)), count)
      }
      for row in group {
        let y = y + row * n
        var sum: Float = 0
        for c in 0..<n { sum += y[c] }
        let scale = 1 / sum
        for c in 0..<n { y[c] *= scale }
      }
    }
  }

  static func softmaxGrad(
    _ y: In<Float>, _ dy: In<Float>, _ dx: Out<Float>, rows: Int, columns n: Int
  ) {
    ThreadPool.parallelItems(rows, grain: rowGrain(n)) { range in
      for row in range {
        let (y, dy, dx) = (y + row * n, dy + row * n, dx + row * n)
        let sum = rowSum(n) {
          y.vector($0) * dy.vector($0)
        } _: {
          y.part($0, $1) * dy.part($0, $1)
        }
        let dot = F16(repeating: sum)
        vectorLoop(0..<n) { i in
          dx.store(i, y.vector(i) * (dy.vector(i) - dot))
        } rest: { i, count in
          dx.store(i, y.part(i, count) * (dy.part(i, count) - dot), count)
        }
      }
    }
  }

  static func logSoftmax(_ x: In<Float>, _ y: Out<Float>, rows: Int, columns n: Int) {
    ThreadPool.parallelItems(rows, grain: rowGrain(n)) { range in
      for row in range {
        let (x, y) = (x + row * n, y + row * n)
        let top = rowMax(x, n)
        let logSum = Float.log(rowExpSum(x, n, shift: top) { _, _, _ in })
        // Two subtractions: top + logSum would round a small logSum away.
        let (shift, rest) = (F16(repeating: top), F16(repeating: logSum))
        vectorLoop(0..<n) { i in
          y.store(i, x.vector(i) - shift - rest)
        } rest: { i, count in
          y.store(i, x.part(i, count) - shift - rest, count)
        }
      }
    }
  }

  static func logSoftmaxGrad(
    _ y: In<Float>, _ dy: In<Float>, _ dx: Out<Float>, rows: Int, columns n: Int
  ) {
    ThreadPool.parallelItems(rows, grain: rowGrain(n)) { range in
      for row in range {
        let (y, dy, dx) = (y + row * n, dy + row * n, dx + row * n)
        let total = F16(repeating: rowSum(n, { dy.vector($0) }, { dy.part($0, $1) }))
        vectorLoop(0..<n) { i in
          dx.store(i, dy.vector(i) - tfx_exp(y.vector(i)) * total)
        } rest: { i, count in
          dx.store(i, dy.part(i, count) - tfx_exp(y.part(i, count)) * total, count)
        }
      }
    }
  }
}

extension Reference {
  /// The row's maximum and Σ exp(x − maximum).
  static func shiftedSum<T: KernelScalar>(_ x: In<T>, _ n: Int) -> (top: T, sum: T) {
    var top = -T.infinity
    for c in 0..<n { top = top > x[c] || top.isNaN ? top : x[c] }
    var sum: T = 0
    for c in 0..<n { sum += T.exp(x[c] - top) }
    return (top, sum)
  }

  package static func softmax<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let (x, y) = (x + row * columns, y + row * columns)
      let (top, sum) = shiftedSum(x, columns)
      for c in 0..<columns { y[c] = T.exp(x[c] - top) / sum }
    }
  }

  package static func softmaxGrad<T: KernelScalar>(
    _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let (y, dy, dx) = (y + row * columns, dy + row * columns, dx + row * columns)
      var dot: T = 0
      for c in 0..<columns { dot += y[c] * dy[c] }
      for c in 0..<columns { dx[c] = y[c] * (dy[c] - dot) }
    }
  }

  package static func logSoftmax<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let (x, y) = (x + row * columns, y + row * columns)
      let (top, sum) = shiftedSum(x, columns)
      for c in 0..<columns { y[c] = x[c] - top - T.log(sum) }
    }
  }

  package static func logSoftmaxGrad<T: KernelScalar>(
    _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let (y, dy, dx) = (y + row * columns, dy + row * columns, dx + row * columns)
      var sum: T = 0
      for c in 0..<columns { sum += dy[c] }
      for c in 0..<columns { dx[c] = dy[c] - T.exp(y[c]) * sum }
    }
  }
}
