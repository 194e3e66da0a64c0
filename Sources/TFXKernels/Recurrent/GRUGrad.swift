extension Kernels {
  /// The gradient of a GRU with respect to x, given that with respect to y and all that was kept: it
  /// goes where x lay, possibly over the gates. With `resetAfter`, the gradient with respect to
  /// h · kernel + bias goes to `inner`: [steps, batch, 3 · units].
  package static func gruGrad(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, _ functions: GateFunctions,
    inner: UnsafeMutableRawPointer?, isDouble: Bool
  ) -> () -> Void {
    if isDouble {
      let loop = GRUBackward<SIMD8<Double>>(shape, tensors, functions, inner)
      return { loop.run() }
    }
    let loop = GRUBackward<F16>(shape, tensors, functions, inner)
    return { loop.run() }
  }
}

private struct GRUBackward<N: GateLanes> {
  typealias Scalar = N.Scalar

  private let steps: RecurrentSteps<N>
  private let functions: GateFunctions
  /// The gradient with respect to h · kernel + bias; nil without `resetAfter`.
  private let inner: UnsafeMutableRawPointer?
  /// The gradient with respect to h: [batch, units filled up to vectors].
  private let dStates: Workspace<Scalar>
  /// Without `resetAfter`, that with respect to r · h.
  private let dResets: Workspace<Scalar>
  private let room: Workspace<Scalar>

  init(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, _ functions: GateFunctions,
    _ inner: UnsafeMutableRawPointer?
  ) {
    steps = RecurrentSteps(shape, tensors, gates: 3)
    (self.functions, self.inner) = (functions, inner)
    let count = shape.batch * steps.matrices[0].paddedColumns
    dStates = Workspace(count: count)
    dResets = Workspace(count: inner == nil ? count : 0)
    room = Workspace(count: tensors.factors == nil ? 0 : count)
  }

  private var padded: Int { steps.matrices[0].paddedColumns }

  func run() {
    steps.fillMatrices(transposed: true)
    steps.forEachThread { run($0) }
  }

  private func run(_ rows: Range<Int>) {
    let shape = steps.shape
    (dStates.pointer + rows.lowerBound * padded)
      .update(repeating: 0, count: rows.count * padded)
    for index in (0..<shape.steps).reversed() {
      let time = shape.step(index)
      for row in rows { step(row, index) }
      if let inner {
        guard index > 0 else { continue }
        let dGates = UnsafePointer(steps.gates(inner, time, 0))
        steps.propagate(0..<3, dGates, dStates.pointer, rows, room.pointer)
      } else {
        let dGates = UnsafePointer(steps.gates(steps.tensors.x, time, 0))
        (dResets.pointer + rows.lowerBound * padded)
          .update(repeating: 0, count: rows.count * padded)
        // Without the factors: they are part of what r multiplies.
        for (panel, columns) in steps.matrices[2].panels.enumerated() {
          steps.matrices[2].multiply(
            panel, rows: rows.count,
            dGates + (rows.lowerBound * 3 + 2) * steps.units, 3 * steps.units,
            dResets.pointer + rows.lowerBound * padded + columns.lowerBound, padded, adds: false)
        }
        for row in rows { reset(row, time) }
        steps.propagate(0..<2, dGates, dStates.pointer, rows, room.pointer)
      }
    }
  }

  /// The gradients of z, g and, with `resetAfter`, r; dh becomes z · dh.
  @inline(__always)
  private func step(_ row: Int, _ index: Int) {
    let (shape, tensors, units) = (steps.shape, steps.tensors, steps.units)
    let time = shape.step(index)
    guard let allGates = tensors.gates, let allStates = tensors.states else {
      preconditionFailure("the gradient of a GRU that kept nothing")
    }
    let dx = steps.gates(tensors.x, time, row)
    let dInner = inner.map { steps.gates($0, time, row) }
    let dh = dStates.pointer + row * padded
    let dy = shape.output(row, index).map { UnsafePointer(steps.typed(tensors.y) + $0) }
    if steps.isMasked(row, time) {
      if let dy, !shape.zeroesMasked { for i in 0..<units { dh[i] += dy[i] } }
      dInner?.update(repeating: 0, count: 3 * units)
      return dx.update(repeating: 0, count: 3 * units)
    }
    let gates = UnsafePointer(steps.gates(allGates, time, row))
    let place = time * steps.stepSize + row * units
    let before = UnsafePointer(steps.typed(allStates) + place)
    let products = tensors.extras.map { UnsafePointer(steps.typed($0) + place) }
    var unit = 0
    while unit < units {
      let count = min(N.scalarCount, units - unit)
      let z = N.load(gates, unit, count)
      let r = N.load(gates, units + unit, count)
      let g = N.load(gates, 2 * units + unit, count)
      var dState = N.load(dh, unit, count)
      if let dy { dState += N.load(dy, unit, count) }
      let dUpdate = z.slope(functions.recurrent, dState * (.load(before, unit, count) - g))
      let dCandidate = g.slope(functions.activation, dState - dState * z)
      dUpdate.store(dx, unit, count)
      dCandidate.store(dx, 2 * units + unit, count)
      if let dInner, let products {
        let dReset = r.slope(functions.recurrent, dCandidate * .load(products, unit, count))
        dReset.store(dx, units + unit, count)
        dUpdate.store(dInner, unit, count)
        dReset.store(dInner, units + unit, count)
        (dCandidate * r).store(dInner, 2 * units + unit, count)
      } else {
        // For `reset`, which needs it once more.
        r.store(dx, units + unit, count)
      }
      (dState * z).store(dh, unit, count)
      unit += count
    }
  }

  /// The gradient of r, from that with respect to r · h; what goes on to h is added to dh.
  private func reset(_ row: Int, _ time: Int) {
    let (tensors, units) = (steps.tensors, steps.units)
    if steps.isMasked(row, time) { return }
    guard let allStates = tensors.states else { return }
    let dx = steps.gates(tensors.x, time, row)
    let dh = dStates.pointer + row * padded
    let dProduct = dResets.pointer + row * padded
    let before = UnsafePointer(
      steps.typed(allStates) + time * steps.stepSize + row * units)
    let factors = tensors.factors.map {
      UnsafePointer(steps.typed($0) + 2 * steps.stepSize + row * units)
    }
    var unit = 0
    while unit < units {
      let count = min(N.scalarCount, units - unit)
      let r = N.load(dx, units + unit, count)
      var d = N.load(dProduct, unit, count)
      if let factors { d *= N.load(factors, unit, count) }
      r.slope(functions.recurrent, d * .load(before, unit, count)).store(dx, units + unit, count)
      N.fma(d, r, .load(dh, unit, count)).store(dh, unit, count)
      unit += count
    }
  }
}
