/// An elementwise function of two tensors, compiled for `Float` and `Double`.
package struct BinaryKernel: Sendable {
  /// The loops over one contiguous run: both operands advance, or one of them stays.
  struct Loops<T>: Sendable {
    let both: @Sendable (In<T>, In<T>, Out<T>, Int) -> Void
    let left: @Sendable (In<T>, T, Out<T>, Int) -> Void
    let right: @Sendable (T, In<T>, Out<T>, Int) -> Void
    /// a: [rows, columns], b: [columns].
    let rowRight: @Sendable (In<T>, In<T>, Out<T>, _ rows: Int, _ columns: Int) -> Void
  }

  private let float: Loops<Float>
  private let double: Loops<Double>

  init<F: BinaryFunction>(_ f: F) {
    float = Loops(
      both: { a, b, y, count in Fast.zipBoth(f, a, b, y, count) },
      left: { a, b, y, count in Fast.zipLeft(f, a, b, y, count) },
      right: { a, b, y, count in Fast.zipRight(f, a, b, y, count) },
      rowRight: { a, b, y, rows, columns in Fast.zipRows(f, a, b, y, rows, columns) })
    double = Loops(
      both: { a, b, y, count in Reference.zip(f, a, b, y, count) },
      left: { a, b, y, count in
        for i in 0..<count { y[i] = f.scalar(a[i], b) }
      },
      right: { a, b, y, count in
        for i in 0..<count { y[i] = f.scalar(a, b[i]) }
      },
      rowRight: { a, b, y, rows, columns in
        for row in 0..<rows {
          Reference.zip(f, a + row * columns, b, y + row * columns, columns)
        }
      })
  }

  /// y[i] = f(a[i], b[i]) for i < count. `y` may be `a` or `b`.
  package func callAsFunction<T: KernelScalar>(
    _ a: In<T>, _ b: In<T>, _ y: Out<T>, _ count: Int
  ) {
    if T.isFloat {
      let (a, b, y, loop) = (a.float, b.float, y.float, float.both)
      ThreadPool.parallelFor(count: count, grain: elementwiseGrain) { r in
        loop(a + r.lowerBound, b + r.lowerBound, y + r.lowerBound, r.count)
      }
    } else {
      double.both(a.double, b.double, y.double, count)
    }
  }

  /// y[r, c] = f(x[r, c], row[c]). `y` may be `x`.
  package func callAsFunction<T: KernelScalar>(
    _ x: In<T>, _ row: In<T>, _ y: Out<T>, rows: Int, columns: Int
  ) {
    if T.isFloat {
      let (x, row, y, loop) = (x.float, row.float, y.float, float.rowRight)
      let grain = max(1, elementwiseGrain / max(columns, 1))
      ThreadPool.parallelItems(rows, grain: grain) { r in
        let start = r.lowerBound * columns
        loop(x + start, row, y + start, r.count, columns)
      }
    } else {
      double.rowRight(x.double, row.double, y.double, rows, columns)
    }
  }

  /// y = f(a, b) with the operands broadcast to the plan's output shape.
  package func callAsFunction<T: KernelScalar>(
    _ a: In<T>, _ b: In<T>, _ y: Out<T>, _ plan: BroadcastPlan
  ) {
    if T.isFloat {
      run(float, a.float, b.float, y.float, plan)
    } else {
      run(double, a.double, b.double, y.double, plan)
    }
  }

  @inline(__always)
  private func run<T: KernelScalar>(
    _ loops: Loops<T>, _ a: In<T>, _ b: In<T>, _ y: Out<T>, _ plan: BroadcastPlan
  ) {
    switch plan.pattern {
    case .same:
      callAsFunction(a, b, y, plan.count)
    case .rowRight(let rows, let columns):
      callAsFunction(a, b, y, rows: rows, columns: columns)
    case .strided:
      let n = plan.inner.count
      let grain = max(1, elementwiseGrain / max(n, 1))
      ThreadPool.parallelFor(count: n, grain: plan.runs == 1 ? elementwiseGrain : n) { inner in
        ThreadPool.parallelItems(plan.runs, grain: grain) { runs in
          plan.forEachRun(runs) { i, j, k in
            let y = y + k + inner.lowerBound
            switch (plan.inner.aStride, plan.inner.bStride) {
            case (_, 0): loops.left(a + i + inner.lowerBound, b[j], y, inner.count)
            case (0, _): loops.right(a[i], b + j + inner.lowerBound, y, inner.count)
            default:
              loops.both(a + i + inner.lowerBound, b + j + inner.lowerBound, y, inner.count)
            }
          }
        }
      }
    }
  }
}

extension Fast {
  @inline(__always)
  static func zip<F: BinaryFunction>(
    _ f: F, _ a: In<Float>, _ b: In<Float>, _ y: Out<Float>, _ range: Range<Int>
  ) {
    vectorLoop(range) { i in
      y.store(i, f.vector(a.vector(i), b.vector(i)))
    } rest: { i, n in
      y.store(i, f.vector(a.part(i, n), b.part(i, n)), n)
    }
  }

  @inline(__always)
  static func zip<F: BinaryFunction>(
    _ f: F, _ a: In<Float>, _ b: Float, _ y: Out<Float>, _ range: Range<Int>
  ) {
    let b = F16(repeating: b)
    vectorLoop(range) { i in
      y.store(i, f.vector(a.vector(i), b))
    } rest: { i, n in
      y.store(i, f.vector(a.part(i, n), b), n)
    }
  }

  @inline(__always)
  static func zip<F: BinaryFunction>(
    _ f: F, _ a: Float, _ b: In<Float>, _ y: Out<Float>, _ range: Range<Int>
  ) {
    let a = F16(repeating: a)
    vectorLoop(range) { i in
      y.store(i, f.vector(a, b.vector(i)))
    } rest: { i, n in
      y.store(i, f.vector(a, b.part(i, n)), n)
    }
  }

  @inline(never)
  static func zipBoth<F: BinaryFunction>(
    _ f: F, _ a: In<Float>, _ b: In<Float>, _ y: Out<Float>, _ count: Int
  ) {
    zip(f, a, b, y, 0..<count)
  }

  @inline(never)
  static func zipLeft<F: BinaryFunction>(
    _ f: F, _ a: In<Float>, _ b: Float, _ y: Out<Float>, _ count: Int
  ) {
    zip(f, a, b, y, 0..<count)
  }

  @inline(never)
  static func zipRight<F: BinaryFunction>(
    _ f: F, _ a: Float, _ b: In<Float>, _ y: Out<Float>, _ count: Int
  ) {
    zip(f, a, b, y, 0..<count)
  }

  @inline(never)
  static func zipRows<F: BinaryFunction>(
    _ f: F, _ a: In<Float>, _ b: In<Float>, _ y: Out<Float>, _ rows: Int, _ columns: Int
  ) {
    if columns < 16 && columns > 0 && rows > 2 {
      zipNarrowRows(f, a, b, y, rows * columns, columns)
      return
    }
    var (a, y) = (a, y)
    for _ in 0..<rows {
      zip(f, a, b, y, 0..<columns)
      a += columns
      y += columns
    }
  }

  /// `zipRows` for rows narrower than a vector, taken as one long run: `b` is repeated until a
  /// vector of it can be read from any of its elements on.
  @inline(__always)
  private static func zipNarrowRows<F: BinaryFunction>(
    _ f: F, _ a: In<Float>, _ b: In<Float>, _ y: Out<Float>, _ count: Int, _ columns: Int
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 32) { repeated in
      guard let repeated = repeated.baseAddress else { return }
      for i in 0..<columns { repeated[i] = b[i] }
      for i in columns..<columns + 16 { repeated[i] = repeated[i - columns] }
      var place = 0
      vectorLoop(0..<count) { i in
        y.store(i, f.vector(a.vector(i), repeated.vector(place)))
        place = (place + 16) % columns
      } rest: { i, n in
        y.store(i, f.vector(a.part(i, n), repeated.vector(place)), n)
      }
    }
  }
}

extension Reference {
  static func zip<F: BinaryFunction, T: KernelScalar>(
    _ f: F, _ a: In<T>, _ b: In<T>, _ y: Out<T>, _ count: Int
  ) {
    for i in 0..<count { y[i] = f.scalar(a[i], b[i]) }
  }
}
