/// The two functions of a gated layer's steps.
package struct GateFunctions: Sendable {
  /// Of candidates, and of what goes out.
  package let activation: GateFunction
  /// Of the gates themselves.
  package let recurrent: GateFunction

  package init(_ activation: GateFunction, recurrent: GateFunction) {
    (self.activation, self.recurrent) = (activation, recurrent)
  }
}

extension Kernels {
  /// An LSTM's steps, prepared: i, f, g, o = activations of x + h · kernel, in this order,
  /// c ← f · c + i · g, h ← o · activation(c). It may keep i, f, g, o in place of x, and h (`states`)
  /// and c (`extras`) before each step.
  package static func lstm(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, _ functions: GateFunctions,
    isDouble: Bool
  ) -> () -> Void {
    if isDouble {
      let loop = LSTMForward<SIMD8<Double>>(shape, tensors, functions)
      return { loop.run() }
    }
    let loop = LSTMForward<F16>(shape, tensors, functions)
    return { loop.run() }
  }

  /// The gradient with respect to x, given that with respect to y and all that was kept: it goes
  /// where x lay, possibly over the gates.
  package static func lstmGrad(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, _ functions: GateFunctions,
    isDouble: Bool
  ) -> () -> Void {
    if isDouble {
      let loop = LSTMBackward<SIMD8<Double>>(shape, tensors, functions)
      return { loop.run() }
    }
    let loop = LSTMBackward<F16>(shape, tensors, functions)
    return { loop.run() }
  }
}

private struct LSTMForward<N: GateLanes> {
  typealias Scalar = N.Scalar

  private let steps: RecurrentSteps<N>
  private let functions: GateFunctions
  private let states: RecurrentStates<N>
  private let cells: RecurrentStates<N>
  /// h · kernel for a panel of units: [batch, gates, 64].
  private let sums: Workspace<Scalar>

  init(_ shape: RecurrentShape, _ tensors: RecurrentTensors, _ functions: GateFunctions) {
    steps = RecurrentSteps(shape, tensors, gates: 4)
    self.functions = functions
    states = RecurrentStates(shape, kept: tensors.states)
    cells = RecurrentStates(shape, kept: tensors.extras)
    sums = Workspace(count: shape.batch * 4 * PanelMatrix<N>.widest)
  }

  func run() {
    steps.fillMatrices(transposed: false)
    steps.forEachThread { run($0) }
  }

  private func run(_ rows: Range<Int>) {
    let (units, widest) = (steps.units, PanelMatrix<N>.widest)
    let sums = sums.pointer + rows.lowerBound * 4 * widest
    states.clear(rows)
    cells.clear(rows)
    for index in 0..<steps.shape.steps {
      let before = UnsafePointer(states.before(index))
      steps.scale(before, rows)
      for (panel, columns) in steps.matrices[0].panels.enumerated() {
        for gate in 0..<4 {
          steps.matrices[gate].multiply(
            panel, rows: rows.count,
            steps.source(gate, before) + rows.lowerBound * units, units, sums + gate * widest,
            4 * widest, adds: false)
        }
        for row in rows {
          step(row, index, columns, sums + (row - rows.lowerBound) * 4 * widest)
        }
      }
    }
  }

  /// One step of some units of one sequence.
  @inline(__always)
  private func step(_ row: Int, _ index: Int, _ columns: Range<Int>, _ sums: In<Scalar>) {
    let (shape, tensors, units) = (steps.shape, steps.tensors, steps.units)
    let time = shape.step(index)
    let place = row * units
    let (hBefore, h) = (states.before(index) + place, states.after(index) + place)
    let (cBefore, c) = (cells.before(index) + place, cells.after(index) + place)
    let y = shape.output(row, index).map { steps.typed(tensors.y) + $0 }
    if steps.isMasked(row, time) {
      for i in columns {
        (h[i], c[i]) = (hBefore[i], cBefore[i])
        if let y { y[i] = shape.zeroesMasked ? 0 : hBefore[i] }
      }
      return
    }
    let x = steps.gates(tensors.x, time, row)
    let kept = tensors.gates.map { steps.gates($0, time, row) }
    let widest = PanelMatrix<N>.widest
    var unit = columns.lowerBound
    while unit < columns.upperBound {
      let count = min(N.scalarCount, columns.upperBound - unit)
      let sums = sums + (unit - columns.lowerBound)
      let i = (.load(x, unit, count) + N.load(sums, 0, N.scalarCount))
        .activated(functions.recurrent)
      let f = (.load(x, units + unit, count) + N.load(sums, widest, N.scalarCount))
        .activated(functions.recurrent)
      let g = (.load(x, 2 * units + unit, count) + N.load(sums, 2 * widest, N.scalarCount))
        .activated(functions.activation)
      let o = (.load(x, 3 * units + unit, count) + N.load(sums, 3 * widest, N.scalarCount))
        .activated(functions.recurrent)
      if let kept {
        i.store(kept, unit, count)
        f.store(kept, units + unit, count)
        g.store(kept, 2 * units + unit, count)
        o.store(kept, 3 * units + unit, count)
      }
      let cell = N.fma(f, .load(cBefore, unit, count), i * g)
      let state = o * cell.activated(functions.activation)
      cell.store(c, unit, count)
      state.store(h, unit, count)
      if let y { state.store(y, unit, count) }
      unit += count
    }
  }
}

private struct LSTMBackward<N: GateLanes> {
  typealias Scalar = N.Scalar

  private let steps: RecurrentSteps<N>
  private let functions: GateFunctions
  /// The gradients with respect to h, [batch, units filled up to vectors], and c, [batch, units].
  private let dStates: Workspace<Scalar>
  private let dCells: Workspace<Scalar>
  private let room: Workspace<Scalar>

  init(_ shape: RecurrentShape, _ tensors: RecurrentTensors, _ functions: GateFunctions) {
    steps = RecurrentSteps(shape, tensors, gates: 4)
    self.functions = functions
    let count = shape.batch * steps.matrices[0].paddedColumns
    dStates = Workspace(count: count)
    dCells = Workspace(count: steps.stepSize)
    room = Workspace(count: tensors.factors == nil ? 0 : count)
  }

  func run() {
    steps.fillMatrices(transposed: true)
    steps.forEachThread { run($0) }
  }

  private func run(_ rows: Range<Int>) {
    let (shape, units) = (steps.shape, steps.units)
    let padded = steps.matrices[0].paddedColumns
    (dStates.pointer + rows.lowerBound * padded)
      .update(repeating: 0, count: rows.count * padded)
    (dCells.pointer + rows.lowerBound * units).update(repeating: 0, count: rows.count * units)
    for index in (0..<shape.steps).reversed() {
      for row in rows { step(row, index) }
      if index > 0 {
        let dGates = steps.gates(steps.tensors.x, shape.step(index), 0)
        steps.propagate(0..<4, UnsafePointer(dGates), dStates.pointer, rows, room.pointer)
      }
    }
  }

  @inline(__always)
  private func step(_ row: Int, _ index: Int) {
    let (shape, tensors, units) = (steps.shape, steps.tensors, steps.units)
    let time = shape.step(index)
    guard let allGates = tensors.gates, let allCells = tensors.extras else {
      preconditionFailure("the gradient of an LSTM that kept nothing")
    }
    let dx = steps.gates(tensors.x, time, row)
    let dh = dStates.pointer + row * steps.matrices[0].paddedColumns
    let dc = dCells.pointer + row * units
    let dy = shape.output(row, index).map { UnsafePointer(steps.typed(tensors.y) + $0) }
    if steps.isMasked(row, time) {
      if let dy, !shape.zeroesMasked { for i in 0..<units { dh[i] += dy[i] } }
      return dx.update(repeating: 0, count: 4 * units)
    }
    let gates = UnsafePointer(steps.gates(allGates, time, row))
    let cBefore = UnsafePointer(steps.typed(allCells) + time * steps.stepSize + row * units)
    var unit = 0
    while unit < units {
      let count = min(N.scalarCount, units - unit)
      let i = N.load(gates, unit, count)
      let f = N.load(gates, units + unit, count)
      let g = N.load(gates, 2 * units + unit, count)
      let o = N.load(gates, 3 * units + unit, count)
      let before = N.load(cBefore, unit, count)
      let out = N.fma(f, before, i * g).activated(functions.activation)
      var dState = N.load(dh, unit, count)
      if let dy { dState += N.load(dy, unit, count) }
      let dCell =
        N.load(dc, unit, count) + out.slope(functions.activation, dState * o)
      i.slope(functions.recurrent, dCell * g).store(dx, unit, count)
      f.slope(functions.recurrent, dCell * before).store(dx, units + unit, count)
      g.slope(functions.activation, dCell * i).store(dx, 2 * units + unit, count)
      o.slope(functions.recurrent, dState * out).store(dx, 3 * units + unit, count)
      (dCell * f).store(dc, unit, count)
      N.zero.store(dh, unit, count)
      unit += count
    }
  }
}
