package import TFXCore
package import TFXGraph
package import TFXKernels

/// An operation that changes a variable by a gradient. Its inputs are the variable and its slots,
/// all resources of one shape, the learning rate, the number of steps done if it `takesStep`, the
/// gradient, and a factor of the gradient if `treatment` has one.
package protocol UpdateOp: FloatingOp, Equatable {
  /// How many slots it keeps.
  var slotCount: Int { get }

  /// Whether it depends on the number of steps done.
  var takesStep: Bool { get }

  /// What is done to gradient and variable first.
  var treatment: UpdateTreatment { get }

  /// Changes all weights in one sweep.
  func kernel<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: UnsafePointer<T>, step: UnsafePointer<Int64>?
  ) -> Kernel
}

/// What an update does before its own maths, as Keras does it: the gradient is multiplied by the
/// factor g ← f g, or clipped g ← min(max(g, −c), c); then the variable decays,
/// variable ← variable − η λ variable.
package struct UpdateTreatment: Hashable, Sendable {
  /// Whether there is a factor f, the last input.
  package fileprivate(set) var hasFactor = false
  /// c; nil for no limit.
  package var clipValue: Double?
  /// λ.
  package var weightDecay: Double

  package init(clipValue: Double? = nil, weightDecay: Double = 0) {
    self.clipValue = clipValue
    self.weightDecay = weightDecay
  }

  /// A sweep that refuses a number of steps that none is, as a user's own counter may have it.
  static func checked(_ step: UnsafePointer<Int64>?, _ sweep: @escaping Kernel) -> Kernel {
    guard let step else { return sweep }
    return { () throws(KernelError) in
      if !(0..<Int64(Int32.max)).contains(step[0]) {
        throw KernelError("step: expected from 0 to less than \(Int32.max), found \(step[0])")
      }
      try sweep()
    }
  }

  fileprivate var attributes: [Attribute] {
    (clipValue.map { [Attribute("clip_value", .float($0))] } ?? [])
      + (weightDecay == 0 ? [] : [Attribute("weight_decay", .float(weightDecay))])
  }
}

/// What every update needs besides its parameters.
package struct UpdateInputs {
  package var variable: Variable
  package var slots: [Variable]
  /// A scalar of the variable's type.
  package var learningRate: Output
  /// The number of steps done before: an `int64` scalar. For those updates that take it.
  package var step: Output?
  /// The gradient in the variable's shape.
  package var gradient: Output
  /// A scalar that the gradient is multiplied by.
  package var factor: Output?
  package var treatment: UpdateTreatment

  package init(
    _ variable: Variable, slots: [Variable] = [], learningRate: Output, step: Output? = nil,
    gradient: Output, factor: Output? = nil, treatment: UpdateTreatment = UpdateTreatment()
  ) {
    self.variable = variable
    self.slots = slots
    self.learningRate = learningRate
    self.step = step
    self.gradient = gradient
    self.factor = factor
    self.treatment = treatment
    self.treatment.hasFactor = factor != nil
  }

  /// The inputs of an operation, in order.
  fileprivate func outputs(takesStep: Bool) -> [Output] {
    var outputs = [variable.handle] + slots.map(\.handle) + [learningRate]
    if takesStep, let step { outputs.append(step) }
    return outputs + [gradient] + (factor.map { [$0] } ?? [])
  }
}

extension UpdateOp {
  package static var nodeForm: NodeForm { .training }

  package var takesStep: Bool { false }
  package var attributes: [Attribute] { fieldAttributes + treatment.attributes }
  package var writtenInputs: [Int] { Array(0...slotCount) }

  /// The place of the gradient.
  var gradientInput: Int { slotCount + (takesStep ? 3 : 2) }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    let (rate, gradient) = (slotCount + 1, gradientInput)
    try inputs.expect(gradient + (treatment.hasFactor ? 2 : 1))
    let variable = try inputs.handle(0, "var")
    for slot in 1..<rate where try inputs.handle(slot, "slot \(slot)").shape != variable.shape {
      throw ShapeError(
        "slot \(slot)", expected: "the variable's shape \(variable.shape)",
        found: "\(inputs[slot].shape)")
    }
    _ = try inputs.floating(gradient, "grad")
    try inputs.fitsVariable(gradient, "grad")
    try inputs.sameType(gradient, rate, "lr")
    _ = try inputs.ranked(rate, 0, "lr")
    if takesStep { try inputs.expectStep(rate + 1) }
    if treatment.hasFactor {
      try inputs.sameType(gradient, gradient + 1, "factor")
      _ = try inputs.ranked(gradient + 1, 0, "factor")
    }
    return []
  }

  package func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    kernel([site], type)
  }

  /// The work of several updates in one sweep. They share learning rate and step.
  fileprivate func kernel<T: KernelScalar>(_ sites: [Site], _ type: T.Type) -> Kernel {
    let weights = sites.map { site in
      WeightUpdates.Weight(
        variable: site.inputs[0].pointer,
        slots: (0..<slotCount).map { site.inputs[$0 + 1].pointer },
        gradient: site.inputs[gradientInput].pointer,
        factor: treatment.hasFactor ? site.inputs[gradientInput + 1].pointer : nil,
        count: site.inputCount(gradientInput))
    }
    let step: UnsafePointer<Int64>? = takesStep ? sites[0].input(slotCount + 2) : nil
    let sweep = kernel(
      WeightUpdates(
        weights, clipValue: treatment.clipValue, weightDecay: treatment.weightDecay),
      learningRate: sites[0].input(slotCount + 1, type), step: step)
    return UpdateTreatment.checked(step, sweep)
  }
}

/// Several updates of one kind, with the same parameters, in one sweep over all their variables.
/// A plan makes it from updates; it does not stand in a graph. Its inputs are theirs, one behind
/// the other.
struct MergedUpdate: FloatingOp {
  static let type = "_MergedUpdate"

  var update: any UpdateOp = ResourceApplyGradientDescent()
  var count = 1

  var attributes: [Attribute] {
    [Attribute("merged_op", .string(Swift.type(of: update).type)), Attribute("N", .int(count))]
      + update.attributes
  }

  private var inputCount: Int {
    update.slotCount + (update.takesStep ? 4 : 3) + (update.treatment.hasFactor ? 1 : 0)
  }

  var writtenInputs: [Int] {
    (0..<count).flatMap { part in update.writtenInputs.map { part * inputCount + $0 } }
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(count * inputCount)
    for part in 0..<count {
      let first = part * inputCount
      _ = try update.infer(InputSpecs((first..<first + inputCount).map { inputs[$0] }))
    }
    return []
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let sites = site.parts(count)
    // The scalars that all share stand behind the slots.
    let shared = update.slotCount + 1..<update.slotCount + (update.takesStep ? 3 : 2)
    let isShared = sites.allSatisfy { part in
      shared.allSatisfy { part.inputs[$0].pointer == sites[0].inputs[$0].pointer }
    }
    if isShared { return update.kernel(sites, type) }
    let kernels = sites.map { update.kernel($0, type) }
    return { () throws(KernelError) in for kernel in kernels { try kernel() } }
  }
}

extension Graph {
  /// An update with the given inputs.
  func addUpdate(
    _ update: some UpdateOp, _ inputs: UpdateInputs, name: String?
  ) throws(GraphError) -> Operation {
    try add(update, inputs.outputs(takesStep: update.takesStep), name: name)
  }
}

extension InputSpecs {
  /// Checks the count of steps done before.
  func expectStep(_ index: Int) throws(ShapeError) {
    if all[index] != TensorSpec(.scalar, .int64) {
      throw ShapeError("step", expected: "int64[]", found: "\(all[index])")
    }
  }
}
