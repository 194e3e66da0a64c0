extension Kernels {
  /// The steps of a simple recurrent layer, prepared: h ← activation(x + h · kernel). It may keep h
  /// after each step in place of x (`gates`), and before each step (`states`).
  package static func simpleRNN(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, _ activation: GateFunction,
    isDouble: Bool
  ) -> () -> Void {
    if isDouble {
      let loop = SimpleForward<SIMD8<Double>>(shape, tensors, activation)
      return { loop.run() }
    }
    let loop = SimpleForward<F16>(shape, tensors, activation)
    return { loop.run() }
  }

  /// The gradient with respect to x, given that with respect to y and what was kept: it goes where x
  /// lay, possibly over the gates.
  package static func simpleRNNGrad(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, _ activation: GateFunction,
    isDouble: Bool
  ) -> () -> Void {
    if isDouble {
      let loop = SimpleBackward<SIMD8<Double>>(shape, tensors, activation)
      return { loop.run() }
    }
    let loop = SimpleBackward<F16>(shape, tensors, activation)
    return { loop.run() }
  }
}

private struct SimpleForward<N: GateLanes> {
  typealias Scalar = N.Scalar

  private let steps: RecurrentSteps<N>
  private let activation: GateFunction
  private let states: RecurrentStates<N>
  /// h · kernel for a panel of units: [batch, 64].
  private let sums: Workspace<Scalar>

  init(_ shape: RecurrentShape, _ tensors: RecurrentTensors, _ activation: GateFunction) {
    steps = RecurrentSteps(shape, tensors, gates: 1)
    self.activation = activation
    states = RecurrentStates(shape, kept: tensors.states)
    sums = Workspace(count: shape.batch * PanelMatrix<N>.widest)
  }

  func run() {
    steps.fillMatrices(transposed: false)
    steps.forEachThread { run($0) }
  }

  private func run(_ rows: Range<Int>) {
    let (units, widest) = (steps.units, PanelMatrix<N>.widest)
    let sums = sums.pointer + rows.lowerBound * widest
    states.clear(rows)
    for index in 0..<steps.shape.steps {
      let before = UnsafePointer(states.before(index))
      steps.scale(before, rows)
      for (panel, columns) in steps.matrices[0].panels.enumerated() {
        steps.matrices[0].multiply(
          panel, rows: rows.count, steps.source(0, before) + rows.lowerBound * units, units,
          sums, widest, adds: false)
        for row in rows { step(row, index, columns, sums + (row - rows.lowerBound) * widest) }
      }
    }
  }

  @inline(__always)
  private func step(_ row: Int, _ index: Int, _ columns: Range<Int>, _ sums: In<Scalar>) {
    let (shape, tensors, units) = (steps.shape, steps.tensors, steps.units)
    let time = shape.step(index)
    let (before, h) = (states.before(index) + row * units, states.after(index) + row * units)
    let y = shape.output(row, index).map { steps.typed(tensors.y) + $0 }
    if steps.isMasked(row, time) {
      for i in columns {
        h[i] = before[i]
        if let y { y[i] = shape.zeroesMasked ? 0 : before[i] }
      }
      return
    }
    let x = steps.gates(tensors.x, time, row)
    let kept = tensors.gates.map { steps.gates($0, time, row) }
    var unit = columns.lowerBound
    while unit < columns.upperBound {
      let count = min(N.scalarCount, columns.upperBound - unit)
      let sum = N.load(sums, unit - columns.lowerBound, N.scalarCount)
      let state = (.load(x, unit, count) + sum).activated(activation)
      state.store(h, unit, count)
      if let kept { state.store(kept, unit, count) }
      if let y { state.store(y, unit, count) }
      unit += count
    }
  }
}

private struct SimpleBackward<N: GateLanes> {
  typealias Scalar = N.Scalar

  private let steps: RecurrentSteps<N>
  private let activation: GateFunction
  /// The gradient with respect to h: [batch, units filled up to vectors].
  private let dStates: Workspace<Scalar>
  private let room: Workspace<Scalar>

  init(_ shape: RecurrentShape, _ tensors: RecurrentTensors, _ activation: GateFunction) {
    steps = RecurrentSteps(shape, tensors, gates: 1)
    self.activation = activation
    let count = shape.batch * steps.matrices[0].paddedColumns
    dStates = Workspace(count: count)
    room = Workspace(count: tensors.factors == nil ? 0 : count)
  }

  func run() {
    steps.fillMatrices(transposed: true)
    steps.forEachThread { run($0) }
  }

  private func run(_ rows: Range<Int>) {
    let shape = steps.shape
    let padded = steps.matrices[0].paddedColumns
    (dStates.pointer + rows.lowerBound * padded)
      .update(repeating: 0, count: rows.count * padded)
    for index in (0..<shape.steps).reversed() {
      for row in rows { step(row, index) }
      if index > 0 {
        let dGates = steps.gates(steps.tensors.x, shape.step(index), 0)
        steps.propagate(0..<1, UnsafePointer(dGates), dStates.pointer, rows, room.pointer)
      }
    }
  }

  @inline(__always)
  private func step(_ row: Int, _ index: Int) {
    let (shape, tensors, units) = (steps.shape, steps.tensors, steps.units)
    let time = shape.step(index)
    guard let allStates = tensors.gates else {
      preconditionFailure("the gradient of a SimpleRNN that kept nothing")
    }
    let dx = steps.gates(tensors.x, time, row)
    let dh = dStates.pointer + row * steps.matrices[0].paddedColumns
    let dy = shape.output(row, index).map { UnsafePointer(steps.typed(tensors.y) + $0) }
    if steps.isMasked(row, time) {
      if let dy, !shape.zeroesMasked { for i in 0..<units { dh[i] += dy[i] } }
      return dx.update(repeating: 0, count: units)
    }
    let h = UnsafePointer(steps.gates(allStates, time, row))
    var unit = 0
    while unit < units {
      let count = min(N.scalarCount, units - unit)
      var dState = N.load(dh, unit, count)
      if let dy { dState += N.load(dy, unit, count) }
      N.load(h, unit, count).slope(activation, dState).store(dx, unit, count)
      N.zero.store(dh, unit, count)
      unit += count
    }
  }
}
