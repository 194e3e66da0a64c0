extension Kernels {
  /// y = the reduction of x over the plan's axes for whole numbers. The sums of means have 64 bits, as
  /// in TensorFlow. Of no elements: 0, 0, the lowest number, the highest, 1.
  package static func reduceNumbers<N: KernelInteger>(
    _ kind: Reduction, _ x: In<N>, _ y: Out<N>, _ plan: ReductionPlan
  ) {
    switch kind {
    case .sum: reduceRing(x, y, plan, isProduct: false)
    case .max: fold(x, y, plan, .lowest) { $1 > $0 ? $1 : $0 }
    case .min: fold(x, y, plan, .highest) { $1 < $0 ? $1 : $0 }
    case .prod: reduceRing(x, y, plan, isProduct: true)
    case .mean:
      for i in 0..<plan.outputCount {
        let base = plan.base(i)
        var total: Int64 = 0
        for r in 0..<plan.reducedCount {
          let place = base + ReductionPlan.offset(r, plan.reduced)
          total &+= Int64(truncatingIfNeeded: x[place])
        }
        y[i] = N(truncatingIfNeeded: total / Int64(max(1, plan.reducedCount)))
      }
    }
  }

  /// y = the sums or products of x over the plan's axes for numbers of any type, complex ones too.
  @specialized(where R == Int32)
  @specialized(where R == Int64)
  package static func reduceRing<R: KernelRing>(
    _ x: In<R>, _ y: Out<R>, _ plan: ReductionPlan, isProduct: Bool
  ) {
    if isProduct {
      fold(x, y, plan, .oneNumber) { $0.times($1) }
    } else {
      fold(x, y, plan, .zeroNumber) { $0.plus($1) }
    }
  }

  @inline(__always)
  private static func fold<N: KernelRing>(
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

  /// y[o, r, i] = Σ or Π of x[o, ·, i] up to r; without r itself if `exclusive`, from the end if
  /// `reverse`. x: [outer, axis, inner].
  @specialized(where N == Float)
  @specialized(where N == Double)
  @specialized(where N == Int32)
  @specialized(where N == Int64)
  package static func cumulate<N: KernelRing>(
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
