import CSIMD

/// What a reduction computes. Of no elements: 0, NaN, −∞, +∞, 1.
package enum Reduction: Sendable, CaseIterable {
  case sum, mean, max, min, prod
}

extension Kernels {
  /// y = the reduction of x over the plan's axes. Sums are kept in double precision beyond short
  /// runs; the maximum and minimum of anything with NaN is NaN. The result does not depend on the
  /// number of threads.
  package static func reduce<T: KernelScalar>(
    _ kind: Reduction, _ x: In<T>, _ y: Out<T>, _ plan: ReductionPlan
  ) {
    guard plan.outputCount > 0 else { return }
    if T.isFloat, let shape = plan.canonical, plan.inputCount > 0 {
      Fast.reduce(kind, x.float, y.float, shape)
    } else if T.isFloat {
      Reference.reduce(kind, x.float, y.float, plan)
    } else {
      Reference.reduce(kind, x.double, y.double, plan)
    }
  }
}

extension Fast {
  static func reduce(
    _ kind: Reduction, _ x: In<Float>, _ y: Out<Float>, _ shape: ReductionPlan.Canonical
  ) {
    switch kind {
    case .sum: sum(x, y, shape, scale: 1)
    case .mean: sum(x, y, shape, scale: 1 / Double(shape.reduced))
    case .max: fold(x, y, shape, -.infinity, tfx_max, tfx_reduce_max)
    case .min: fold(x, y, shape, .infinity, tfx_min, tfx_reduce_min)
    case .prod:
      fold(
        x, y, shape, 1, { $0 * $1 },
        { v in
          var product: Float = 1
          for lane in 0..<16 { product *= v[lane] }
          return product
        })
    }
  }

  private static func sum(
    _ x: In<Float>, _ y: Out<Float>, _ shape: ReductionPlan.Canonical, scale: Double
  ) {
    let (n, inner) = (shape.reduced, shape.inner)
    if inner > 1 {
      return sumMiddle(x, y, shape, scale: scale)
    }
    if shape.outer == 1 {
      y[0] = Float(total(x, n) * scale)
      return
    }
    ThreadPool.parallelItems(shape.outer, grain: Swift.max(1, elementwiseGrain / n)) { rows in
      for row in rows { y[row] = Float(sum(x + row * n, n) * scale) }
    }
  }

  /// The sum of `n` floats: runs of 1024 in float, 16 a lane, their sums in double.
  static func sum(_ x: In<Float>, _ n: Int) -> Double {
    var total = 0.0
    var i = 0
    while i + 64 <= n {
      let end = Swift.min(n, i + 1024)
      var (a, b, c, d) = (F16.zero, F16.zero, F16.zero, F16.zero)
      while i + 64 <= end {
        a += x.vector(i)
        b += x.vector(i + 16)
        c += x.vector(i + 32)
        d += x.vector(i + 48)
        i += 64
      }
      total += tfx_reduce_add_double((a + b) + (c + d))
    }
    var rest = F16.zero
    while i + 16 <= n {
      rest += x.vector(i)
      i += 16
    }
    if i < n { rest += x.part(i, n - i) }
    return total + tfx_reduce_add_double(rest)
  }

  /// The sum of many floats, in parts whose number depends on `n` alone.
  private static func total(_ x: In<Float>, _ n: Int) -> Double {
    guard n > 2 * elementwiseGrain else { return sum(x, n) }
    let parts = 16
    let size = (n + parts - 1) / parts
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: parts) { sums in
      ThreadPool.parallelItems(parts) { range in
        for part in range {
          let start = Swift.min(n, part * size)
          sums[part] = sum(x + start, Swift.min(size, n - start))
        }
      }
      return sums.reduce(0, +)
    }
  }

  /// y[o, i] = scale · Σ x[o, r, i].
  private static func sumMiddle(
    _ x: In<Float>, _ y: Out<Float>, _ shape: ReductionPlan.Canonical, scale: Double
  ) {
    let (n, inner) = (shape.reduced, shape.inner)
    // Few long sums: parts of the rows, whose number depends on the shape alone.
    let parts = shape.outer == 1 && n * inner > 2 * elementwiseGrain && n >= 512 ? 16 : 1
    if parts == 1 {
      ThreadPool.parallelItems(shape.outer, grain: Swift.max(1, elementwiseGrain / (n * inner))) {
        for o in $0 {
          sumColumns(x + o * n * inner, n, inner) {
            y.store(o * inner + $0, tfx_to_float($1 * scale), $2)
          }
        }
      }
      return
    }
    let size = (n + parts - 1) / parts
    withUnsafeTemporaryAllocation(of: Double.self, capacity: parts * inner) { sums in
      let sums = UnsafeMutableBufferPointer(rebasing: sums[...])
      ThreadPool.parallelItems(parts) { range in
        for part in range {
          let start = Swift.min(n, part * size)
          sumColumns(x + start * inner, Swift.min(size, n - start), inner) { column, v, count in
            for lane in 0..<count { sums[part * inner + column + lane] = v[lane] }
          }
        }
      }
      for i in 0..<inner {
        var total = 0.0
        for part in 0..<parts { total += sums[part * inner + i] }
        y[i] = Float(total * scale)
      }
    }
  }

  /// Column sums of x: [rows, columns], 16 columns at a time: runs of 64 rows in float, their sums
  /// in double. `emit` gets the first column, the sums and how many of them count.
  @inline(__always)
  private static func sumColumns(
    _ x: In<Float>, _ rows: Int, _ columns: Int, _ emit: (Int, SIMD16<Double>, Int) -> Void
  ) {
    for column in stride(from: 0, to: columns, by: 16) {
      let width = Swift.min(16, columns - column)
      // A narrow strip may load past its columns as long as that stays inside the tensor.
      let wholeRows = width == 16 ? rows : Swift.max(0, rows - (16 + columns - 1) / columns)
      var total = SIMD16<Double>.zero
      var row = 0
      var p = x + column
      while row < wholeRows {
        let end = Swift.min(wholeRows, row + 64)
        var (a, b) = (F16.zero, F16.zero)
        while row + 2 <= end {
          a += p.vector(0)
          b += p.vector(columns)
          p += 2 * columns
          row += 2
        }
        if row < end {
          a += p.vector(0)
          p += columns
          row += 1
        }
        total += tfx_to_double(a + b)
      }
      while row < rows {
        total += tfx_to_double(p.part(0, width))
        p += columns
        row += 1
      }
      emit(column, total, width)
    }
  }

  /// A reduction by a function of two whose order matters little; `across` reduces the lanes.
  @inline(__always)
  private static func fold(
    _ x: In<Float>, _ y: Out<Float>, _ shape: ReductionPlan.Canonical, _ identity: Float,
    _ combine: (F16, F16) -> F16, _ across: (F16) -> Float
  ) {
    let (n, inner) = (shape.reduced, shape.inner)
    let start = F16(repeating: identity)
    ThreadPool.parallelItems(shape.outer, grain: Swift.max(1, elementwiseGrain / (n * inner))) {
      for o in $0 {
        let x = x + o * n * inner
        if inner == 1 {
          var result = start
          vectorLoop(0..<n) { i in
            result = combine(result, x.vector(i))
          } rest: { i, count in
            result = combine(result, tfx_select(tfx_first_lanes(count), x.part(i, count), start))
          }
          y[o] = across(result)
        } else {
          vectorLoop(0..<inner) { i in
            var result = start
            for r in 0..<n { result = combine(result, x.vector(r * inner + i)) }
            y.store(o * inner + i, result)
          } rest: { i, count in
            var result = start
            for r in 0..<n { result = combine(result, x.part(r * inner + i, count)) }
            y.store(o * inner + i, result, count)
          }
        }
      }
    }
  }
}

extension Reference {
  package static func reduce<T: KernelScalar>(
    _ kind: Reduction, _ x: In<T>, _ y: Out<T>, _ plan: ReductionPlan
  ) {
    for i in 0..<plan.outputCount {
      let base = plan.base(i)
      var sum = 0.0
      var product: T = 1
      var low = T.infinity
      var high = -T.infinity
      for r in 0..<plan.reducedCount {
        let v = x[base + ReductionPlan.offset(r, plan.reduced)]
        sum += Double(v)
        product *= v
        low = low < v || low.isNaN ? low : v
        high = high > v || high.isNaN ? high : v
      }
      switch kind {
      case .sum: y[i] = T(sum)
      case .mean: y[i] = T(sum / Double(plan.reducedCount))
      case .max: y[i] = high
      case .min: y[i] = low
      case .prod: y[i] = product
      }
    }
  }
}
