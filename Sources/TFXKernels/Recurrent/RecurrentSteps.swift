/// What the steps of a recurrent layer go along.
package struct RecurrentShape: Sendable {
  /// The number of time steps.
  package let steps: Int
  /// The number of sequences.
  package let batch: Int
  /// The numbers of a state.
  package let units: Int
  /// Whether the last time step is computed first.
  package let goesBackwards: Bool
  /// Whether there is an output for each step, in the order of computation, or of the last one.
  package let returnsSequences: Bool
  /// Whether a masked step's output is 0 rather than that of the step before.
  package let zeroesMasked: Bool

  package init(
    steps: Int, batch: Int, units: Int, goesBackwards: Bool, returnsSequences: Bool,
    zeroesMasked: Bool
  ) {
    (self.steps, self.batch, self.units) = (steps, batch, units)
    self.goesBackwards = goesBackwards
    self.returnsSequences = returnsSequences
    self.zeroesMasked = zeroesMasked
  }

  /// The time step that is computed as number `index`.
  func step(_ index: Int) -> Int { goesBackwards ? steps - 1 - index : index }

  /// Where the output of a sequence begins in y; nil where there is none.
  func output(_ row: Int, _ index: Int) -> Int? {
    if returnsSequences { return (row * steps + index) * units }
    return index == steps - 1 ? row * units : nil
  }

  /// The least number of sequences that is worth a thread, for steps that each multiply by `gates`
  /// matrices.
  func grain(gates: Int) -> Int {
    max(1, (1 << 17) / max(1, steps * units * units * gates))
  }
}

/// Where the tensors of a recurrent layer lie, in the element type that its kernel has.
package struct RecurrentTensors {
  package typealias Address = UnsafeMutableRawPointer

  /// The inputs' part of each gate: [steps, batch, gates · units].
  package var x: Address
  /// What states are multiplied by: [units, gates · units].
  package var kernel: Address
  /// What is added to that product, if anything: [gates · units].
  package var bias: Address?
  /// Which steps count; all if nil: [batch, steps].
  package var mask: UnsafePointer<Bool>?
  /// What states are multiplied by before the product, if anything: [gates, batch, units].
  package var factors: Address?
  /// The outputs, or in the gradient those with respect to them.
  package var y: Address
  /// What the gates make, if it is kept: [steps, batch, gates · units].
  package var gates: Address?
  /// The state before each step, if it is kept: [steps, batch, units].
  package var states: Address?
  /// Further numbers of each step, if they are kept: [steps, batch, units].
  package var extras: Address?

  package init(x: Address, kernel: Address, y: Address) {
    (self.x, self.kernel, self.y) = (x, kernel, y)
  }
}

/// What the kernels of recurrent layers share: typed addresses, masks, and the states of steps.
struct RecurrentSteps<N: GateLanes> {
  typealias Scalar = N.Scalar

  let shape: RecurrentShape
  let tensors: RecurrentTensors
  let gateCount: Int
  /// One matrix a gate.
  let matrices: [PanelMatrix<N>]
  /// States times their factors, for each gate.
  private let scaled: Workspace<Scalar>?

  init(_ shape: RecurrentShape, _ tensors: RecurrentTensors, gates: Int) {
    (self.shape, self.tensors, gateCount) = (shape, tensors, gates)
    matrices = (0..<gates).map { _ in PanelMatrix(depth: shape.units, columns: shape.units) }
    scaled =
      tensors.factors == nil ? nil : Workspace(count: gates * shape.batch * shape.units)
  }

  var units: Int { shape.units }
  /// The number of elements between one step and the next of what is kept for each unit.
  var stepSize: Int { shape.batch * shape.units }

  @inline(__always) func typed(_ address: RecurrentTensors.Address) -> Out<Scalar> {
    address.assumingMemoryBound(to: Scalar.self)
  }

  /// The gates' numbers of a sequence at a time step, within a tensor of all.
  @inline(__always)
  func gates(_ address: RecurrentTensors.Address, _ step: Int, _ row: Int) -> Out<Scalar> {
    typed(address) + (step * shape.batch + row) * gateCount * units
  }

  func isMasked(_ row: Int, _ step: Int) -> Bool {
    tensors.mask.map { !$0[row * shape.steps + step] } ?? false
  }

  /// Takes the matrices from the kernel, each as it is or turned around.
  func fillMatrices(transposed: Bool) {
    let width = gateCount * units
    ThreadPool.parallelItems(gateCount) { range in
      for gate in range {
        matrices[gate].fill(
          UnsafePointer(typed(tensors.kernel) + gate * units),
          rowStride: transposed ? 1 : width, columnStride: transposed ? width : 1)
      }
    }
  }

  /// Runs `body` for the sequences of each thread.
  func forEachThread(_ body: (Range<Int>) -> Void) {
    ThreadPool.parallelItems(shape.batch, grain: shape.grain(gates: gateCount), body: body)
  }

  /// Multiplies states by their factors, if there are any.
  func scale(_ states: In<Scalar>, _ rows: Range<Int>) {
    guard let factors = tensors.factors, let scaled else { return }
    for gate in 0..<gateCount {
      let start = gate * stepSize
      let (from, to) = (typed(factors) + start, scaled.pointer + start)
      for i in rows.lowerBound * units..<rows.upperBound * units { to[i] = states[i] * from[i] }
    }
  }

  /// What a gate's matrix is multiplied by: the states, or those that `scale` has made.
  func source(_ gate: Int, _ states: In<Scalar>) -> In<Scalar> {
    scaled.map { UnsafePointer($0.pointer + gate * stepSize) } ?? states
  }

  /// dState += dGate · matrixᵀ, times the factors, for the gates of a range. The gradients of gates
  /// lie a row of all gates apart; those of states as far as matrices are wide.
  func propagate(
    _ gates: Range<Int>, _ dGates: In<Scalar>, _ dStates: Out<Scalar>, _ rows: Range<Int>,
    _ room: Out<Scalar>
  ) {
    let padded = matrices[0].paddedColumns
    let from = dGates + rows.lowerBound * gateCount * units
    for gate in gates {
      let isPlain = tensors.factors == nil
      let to = (isPlain ? dStates : room) + rows.lowerBound * padded
      for (panel, columns) in matrices[gate].panels.enumerated() {
        matrices[gate].multiply(
          panel, rows: rows.count, from + gate * units, gateCount * units,
          to + columns.lowerBound, padded, adds: isPlain)
      }
      guard let factors = tensors.factors else { continue }
      for row in rows {
        let factor = typed(factors) + gate * stepSize + row * units
        for i in 0..<units { dStates[row * padded + i] += room[row * padded + i] * factor[i] }
      }
    }
  }
}

/// The states between steps: all are kept for a gradient, or two take turns.
struct RecurrentStates<N: GateLanes> {
  typealias Scalar = N.Scalar

  private let shape: RecurrentShape
  private let kept: Out<Scalar>?
  private let own: Workspace<Scalar>

  init(_ shape: RecurrentShape, kept: RecurrentTensors.Address?) {
    self.shape = shape
    self.kept = kept?.assumingMemoryBound(to: Scalar.self)
    own = Workspace(count: 2 * shape.batch * shape.units)
  }

  /// The states before the step that is computed as number `index`: [batch, units].
  func before(_ index: Int) -> Out<Scalar> {
    let size = shape.batch * shape.units
    return kept.map { $0 + shape.step(index) * size } ?? own.pointer + (index & 1) * size
  }

  /// The states after that step.
  func after(_ index: Int) -> Out<Scalar> {
    let isLast = index + 1 == shape.steps
    return isLast ? own.pointer + ((index + 1) & 1) * shape.batch * shape.units : before(index + 1)
  }

  /// Sets the states before the first step to 0.
  func clear(_ rows: Range<Int>) {
    guard shape.steps > 0 else { return }
    (before(0) + rows.lowerBound * shape.units)
      .update(repeating: 0, count: rows.count * shape.units)
  }
}
