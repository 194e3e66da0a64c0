extension Kernels {
  /// y[every input element] = scale · x[the output element it is reduced to]: the inverse of a
  /// reduction, hence the gradient of a sum (scale 1) or mean (scale 1/reducedCount).
  /// x has the plan's output count, y its input count.
  package static func broadcastTo<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, _ plan: ReductionPlan, scale: T = 1
  ) {
    if T.isFloat {
      Fast.broadcastTo(x.float, y.float, plan, scale: Float(scale))
    } else {
      Reference.broadcastTo(x.double, y.double, plan, scale: Double(scale))
    }
  }
}

extension Fast {
  static func broadcastTo(_ x: In<Float>, _ y: Out<Float>, _ plan: ReductionPlan, scale: Float) {
    guard plan.inputCount > 0 else { return }
    guard let last = plan.axes.last else {
      y[0] = scale * x[0]
      return
    }
    // One run a place of all axes but the last, along which x either stays or advances with y.
    let runs = plan.inputCount / last.count
    let grain = Swift.max(1, elementwiseGrain / last.count)
    ThreadPool.parallelItems(runs, grain: grain) { range in
      for run in range {
        var (rest, from, step) = (run, 0, last.reduced ? 1 : last.count)
        for axis in plan.axes.dropLast().reversed() {
          if !axis.reduced {
            from += rest % axis.count * step
            step *= axis.count
          }
          rest /= axis.count
        }
        let to = y + run * last.count
        if last.reduced {
          to.update(repeating: scale * x[from], count: last.count)
        } else {
          zip(Multiply(), x + from, scale, to, 0..<last.count)
        }
      }
    }
  }
}

extension Reference {
  package static func broadcastTo<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, _ plan: ReductionPlan, scale: T = 1
  ) {
    for i in 0..<plan.outputCount {
      let base = plan.base(i)
      for r in 0..<plan.reducedCount {
        y[base + ReductionPlan.offset(r, plan.reduced)] = scale * x[i]
      }
    }
  }
}
