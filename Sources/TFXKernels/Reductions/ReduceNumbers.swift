extension Kernels {
  /// y = the reduction of x over the plan's axes for numbers of any type. Of no elements: 0, 0, the
  /// lowest number, the highest, 1.
  package static func reduceNumbers<N: KernelNumber>(
    _ kind: Reduction, _ x: In<N>, _ y: Out<N>, _ plan: ReductionPlan
  ) {
    switch kind {
    case .sum: fold(x, y, plan, .zeroNumber) { $0.plus($1) }
    case .max: fold(x, y, plan, .lowest) { $1 > $0 ? $1 : $0 }
    case .min: fold(x, y, plan, .highest) { $1 < $0 ? $1 : $0 }
    case .prod: fold(x, y, plan, .oneNumber) { $0.times($1) }
    case .mean:
      fold(x, y, plan, .zeroNumber) { $0.plus($1) }
      if plan.reducedCount > 0 {
        for i in 0..<plan.outputCount { y[i] = y[i].divided(by: plan.reducedCount) }
      }
    }
  }

  @inline(__always)
  private static func fold<N: KernelNumber>(
    _ x: In<N>, _ y: Out<N>, _ plan: ReductionPlan, _ start: N, _ combine: (N, N) -> N
  ) {
    for i in 0..<plan.outputCount {
      let base = plan.base(i)
      var result = start
      for r in 0..<plan.reducedCount {
        result = combine(result, x[base + ReductionPlan.offset(r, plan.reduced)])
      }
      y[i] = result
    }
  }

  /// y[o, i] = the place of the largest (or smallest) of x[o, ·, i], the first one of equals.
  /// x: [outer, axis, inner], axis > 0.
  @specialized(where N == Int32)
  @specialized(where N == Int64)
  package static func placeOfExtreme<N: KernelNumber>(
    _ x: In<N>, _ y: Out<Int64>, outer: Int, axis: Int, inner: Int, largest: Bool
  ) {
    for o in 0..<outer {
      for i in 0..<inner {
        let x = x + (o * axis * inner + i)
        var place = 0
        for r in 1..<Swift.max(1, axis) {
          let (value, best) = (x[r * inner], x[place * inner])
          if largest ? value > best : value < best { place = r }
        }
        y[o * inner + i] = Int64(place)
      }
    }
  }

  /// y[o, r, i] = Σ or Π of x[o, ·, i] up to r; without r itself if `exclusive`, from the end if
  /// `reverse`. x: [outer, axis, inner].
  @specialized(where N == Float)
  @specialized(where N == Double)
  @specialized(where N == Int32)
  @specialized(where N == Int64)
  package static func cumulate<N: KernelNumber>(
    _ x: In<N>, _ y: Out<N>, outer: Int, axis: Int, inner: Int, isProduct: Bool,
    exclusive: Bool, reverse: Bool
  ) {
    for o in 0..<outer {
      for i in 0..<inner {
        var total: N = isProduct ? .oneNumber : .zeroNumber
        for step in 0..<axis {
          let place = (o * axis + (reverse ? axis - 1 - step : step)) * inner + i
          let next = isProduct ? total.times(x[place]) : total.plus(x[place])
          y[place] = exclusive ? total : next
          total = next
        }
      }
    }
  }

  /// y = Σ x for tensors of `count` elements each; `y` may be the first.
  package static func addNumbers<N: KernelNumber>(_ x: [In<N>], _ y: Out<N>, _ count: Int) {
    for i in 0..<count {
      var total = N.zeroNumber
      for input in x { total = total.plus(input[i]) }
      y[i] = total
    }
  }
}
