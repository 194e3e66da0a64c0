extension Kernels {
  /// A GRU's steps, prepared: z, r = activations of x + h · kernel + bias, in this order,
  /// g = activation(x + r · (h · kernel + bias)), or without `resetAfter`, where there is no bias,
  /// activation(x + (r · h) · kernel), and h ← z · h + (1 − z) · g. It may keep z, r, g in place of
  /// x, h before each step (`states`), and with `resetAfter` h · kernel + bias of g (`extras`).
  package static func gru(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, _ functions: GateFunctions,
    resetAfter: Bool, isDouble: Bool
  ) -> () -> Void {
    if isDouble {
      let loop = GRUForward<SIMD8<Double>>(shape, tensors, functions, resetAfter)
      return { loop.run() }
    }
    let loop = GRUForward<F16>(shape, tensors, functions, resetAfter)
    return { loop.run() }
  }
}

private struct GRUForward<N: GateLanes> {
  typealias Scalar = N.Scalar

  private let steps: RecurrentSteps<N>
  private let functions: GateFunctions
  private let resetAfter: Bool
  private let states: RecurrentStates<N>
  /// h · kernel for a panel of units: [batch, gates, 64].
  private let sums: Workspace<Scalar>
  /// Without `resetAfter`, z and r · h of a step: [batch, units] each.
  private let updates: Workspace<Scalar>
  private let resets: Workspace<Scalar>

  init(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, _ functions: GateFunctions,
    _ resetAfter: Bool
  ) {
    steps = RecurrentSteps(shape, tensors, gates: 3)
    (self.functions, self.resetAfter) = (functions, resetAfter)
    states = RecurrentStates(shape, kept: tensors.states)
    sums = Workspace(count: shape.batch * 3 * PanelMatrix<N>.widest)
    updates = Workspace(count: resetAfter ? 0 : steps.stepSize)
    resets = Workspace(count: resetAfter ? 0 : steps.stepSize)
  }

  func run() {
    steps.fillMatrices(transposed: false)
    steps.forEachThread { run($0) }
  }

  private func run(_ rows: Range<Int>) {
    states.clear(rows)
    for index in 0..<steps.shape.steps {
      let before = UnsafePointer(states.before(index))
      steps.scale(before, rows)
      if resetAfter {
        multiply(rows, 0..<3) {
          steps.source($0, before)
        } each: { row, columns, sums in
          step(row, index, columns, sums)
        }
      } else {
        multiply(rows, 0..<2) {
          steps.source($0, before)
        } each: { row, columns, sums in
          reset(row, index, columns, sums)
        }
        multiply(rows, 2..<3) { _ in
          UnsafePointer(resets.pointer)
        } each: { row, columns, sums in
          finish(row, index, columns, sums)
        }
      }
    }
  }

  /// Multiplies some gates' matrices, panel by panel, and hands the products over sequence by
  /// sequence.
  @inline(__always)
  private func multiply(
    _ rows: Range<Int>, _ gates: Range<Int>, _ source: (Int) -> In<Scalar>,
    each: (Int, Range<Int>, In<Scalar>) -> Void
  ) {
    let (units, widest) = (steps.units, PanelMatrix<N>.widest)
    let sums = sums.pointer + rows.lowerBound * 3 * widest
    for (panel, columns) in steps.matrices[0].panels.enumerated() {
      for gate in gates {
        steps.matrices[gate].multiply(
          panel, rows: rows.count, source(gate) + rows.lowerBound * units, units,
          sums + gate * widest, 3 * widest, adds: false)
      }
      for row in rows {
        each(row, columns, UnsafePointer(sums + (row - rows.lowerBound) * 3 * widest))
      }
    }
  }

  /// Leaves state and output of a masked step as they were.
  private func pass(_ row: Int, _ index: Int, _ columns: Range<Int>) {
    let (shape, units) = (steps.shape, steps.units)
    let (before, h) = (states.before(index) + row * units, states.after(index) + row * units)
    let y = shape.output(row, index).map { steps.typed(steps.tensors.y) + $0 }
    for i in columns {
      h[i] = before[i]
      if let y { y[i] = shape.zeroesMasked ? 0 : before[i] }
    }
  }

  /// One step of some units of one sequence, with `resetAfter`.
  @inline(__always)
  private func step(_ row: Int, _ index: Int, _ columns: Range<Int>, _ sums: In<Scalar>) {
    let (shape, tensors, units) = (steps.shape, steps.tensors, steps.units)
    let time = shape.step(index)
    if steps.isMasked(row, time) { return pass(row, index, columns) }
    let (before, h) = (states.before(index) + row * units, states.after(index) + row * units)
    let y = shape.output(row, index).map { steps.typed(tensors.y) + $0 }
    let x = steps.gates(tensors.x, time, row)
    let kept = tensors.gates.map { steps.gates($0, time, row) }
    let inner = tensors.extras.map {
      steps.typed($0) + time * steps.stepSize + row * units
    }
    let bias = tensors.bias.map { UnsafePointer(steps.typed($0)) }
    let widest = PanelMatrix<N>.widest
    var unit = columns.lowerBound
    while unit < columns.upperBound {
      let count = min(N.scalarCount, columns.upperBound - unit)
      let sums = sums + (unit - columns.lowerBound)
      var products = (
        N.load(sums, 0, N.scalarCount), N.load(sums, widest, N.scalarCount),
        N.load(sums, 2 * widest, N.scalarCount)
      )
      if let bias {
        products.0 += N.load(bias, unit, count)
        products.1 += N.load(bias, units + unit, count)
        products.2 += N.load(bias, 2 * units + unit, count)
      }
      let z = (.load(x, unit, count) + products.0).activated(functions.recurrent)
      let r = (.load(x, units + unit, count) + products.1).activated(functions.recurrent)
      let g = N.fma(r, products.2, .load(x, 2 * units + unit, count))
        .activated(functions.activation)
      if let kept {
        z.store(kept, unit, count)
        r.store(kept, units + unit, count)
        g.store(kept, 2 * units + unit, count)
      }
      if let inner { products.2.store(inner, unit, count) }
      let state = N.fma(z, .load(before, unit, count) - g, g)
      state.store(h, unit, count)
      if let y { state.store(y, unit, count) }
      unit += count
    }
  }

  /// z and r · h of some units of one sequence.
  private func reset(_ row: Int, _ index: Int, _ columns: Range<Int>, _ sums: In<Scalar>) {
    let (tensors, units) = (steps.tensors, steps.units)
    let time = steps.shape.step(index)
    let source = steps.source(2, UnsafePointer(states.before(index))) + row * units
    let x = steps.gates(tensors.x, time, row)
    let kept = tensors.gates.map { steps.gates($0, time, row) }
    let widest = PanelMatrix<N>.widest
    var unit = columns.lowerBound
    while unit < columns.upperBound {
      let count = min(N.scalarCount, columns.upperBound - unit)
      let sums = sums + (unit - columns.lowerBound)
      let z = (.load(x, unit, count) + N.load(sums, 0, N.scalarCount))
        .activated(functions.recurrent)
      let r = (.load(x, units + unit, count) + N.load(sums, widest, N.scalarCount))
        .activated(functions.recurrent)
      if let kept {
        z.store(kept, unit, count)
        r.store(kept, units + unit, count)
      }
      z.store(updates.pointer + row * units, unit, count)
      (r * .load(source, unit, count)).store(resets.pointer + row * units, unit, count)
      unit += count
    }
  }

  /// The step of some units of one sequence, of which z and r · h are known.
  private func finish(_ row: Int, _ index: Int, _ columns: Range<Int>, _ sums: In<Scalar>) {
    let (shape, tensors, units) = (steps.shape, steps.tensors, steps.units)
    let time = shape.step(index)
    if steps.isMasked(row, time) { return pass(row, index, columns) }
    let (before, h) = (states.before(index) + row * units, states.after(index) + row * units)
    let y = shape.output(row, index).map { steps.typed(tensors.y) + $0 }
    let x = steps.gates(tensors.x, time, row)
    let kept = tensors.gates.map { steps.gates($0, time, row) }
    let widest = PanelMatrix<N>.widest
    var unit = columns.lowerBound
    while unit < columns.upperBound {
      let count = min(N.scalarCount, columns.upperBound - unit)
      let sum = N.load(sums + (unit - columns.lowerBound), 2 * widest, N.scalarCount)
      let g = (.load(x, 2 * units + unit, count) + sum).activated(functions.activation)
      if let kept { g.store(kept, 2 * units + unit, count) }
      let z = N.load(updates.pointer + row * units, unit, count)
      let state = N.fma(z, .load(before, unit, count) - g, g)
      state.store(h, unit, count)
      if let y { state.store(y, unit, count) }
      unit += count
    }
  }
}
