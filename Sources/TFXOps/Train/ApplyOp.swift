package import TFXCore
package import TFXGraph
package import TFXKernels

/// The update of one variable by an optimizer of TensorFlow 1, under the name that it has there
/// (`ApplyAdam`). The operations called `ResourceApply…` have Keras's formulas.
///
/// Inputs: the handles of the variable and its slots, scalars, and the gradient.
/// variable, slots: resource of [d…]; scalars: []; gradient: [d…], all of one floating type.
package protocol ApplyOp: FloatingOp {
  /// The slots' names in TensorFlow, in the order of inputs.
  static var slotNames: [String] { get }
  /// The names of the scalars, in the order of inputs, of which the first is the learning rate.
  static var scalarNames: [String] { get }
  /// The update for given scalars.
  func update(_ scalar: (Int) -> Double) -> TrainUpdate
  /// Throws for attributes that make no sense.
  func check() throws(ShapeError)
}

extension ApplyOp {
  package static var nodeForm: NodeForm { .training }

  package static var scalarNames: [String] { ["lr"] }
  package var writtenInputs: [Int] { Array(0...Self.slotNames.count) }

  package func check() throws(ShapeError) {}

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    let (slots, scalars) = (Self.slotNames.count, Self.scalarNames.count)
    try inputs.expect(slots + scalars + 2)
    try check()
    let variable = try inputs.handle(0, "var")
    for (index, name) in Self.slotNames.enumerated() {
      let slot = try inputs.handle(index + 1, name)
      if slot.shape != variable.shape {
        throw ShapeError(
          name, expected: "the variable's shape \(variable.shape)", found: "\(slot.shape)")
      }
    }
    let gradient = slots + scalars + 1
    _ = try inputs.floating(gradient, "grad")
    try inputs.fitsVariable(gradient, "grad")
    for (index, name) in Self.scalarNames.enumerated() {
      try inputs.sameType(gradient, slots + 1 + index, name)
      _ = try inputs.ranked(slots + 1 + index, 0, name)
    }
    return []
  }

  package func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let op = self
    let slotCount = Self.slotNames.count
    let variable = site.variable(0, type)
    let slots = (0..<slotCount).map { site.variable($0 + 1, type) }
    let scalars = Self.scalarNames.indices.map { site.input(slotCount + 1 + $0, type) }
    let gradientIndex = slotCount + scalars.count + 1
    let gradient = site.input(gradientIndex, type)
    let count = site.inputCount(gradientIndex)
    return {
      Kernels.train(op.update { Double(scalars[$0][0]) }, variable, slots, gradient, count)
    }
  }

  /// Throws unless an attribute is 0 or more.
  func expectNotNegative(_ name: String, _ value: Double) throws(ShapeError) {
    if !(value >= 0) { throw ShapeError(name, expected: "0 or more", found: "\(value)") }
  }
}
