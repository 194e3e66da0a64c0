package import TFXCore
package import TFXGraph
package import TFXKernels

/// An operation that changes a variable by a gradient, as a rule says. Its inputs are the variable
/// and its slots, all resources of one shape, the learning rate, further scalars if it takes some,
/// the gradient, and a factor of the gradient if `treatment` has one.
package protocol UpdateOp: FloatingOp, Equatable {
  associatedtype Rule: UpdateRule
  /// The rule, whose parameters are the operation's attributes.
  var rule: Rule { get set }
  /// What is done to gradient and variable first.
  var treatment: UpdateTreatment { get set }
  /// Whether the powers β₁ᵗ and β₂ᵗ are inputs in place of the number of steps done.
  var takesPowers: Bool { get }
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

  fileprivate var attributes: [Attribute] {
    (clipValue.map { [Attribute("clip_value", .float($0))] } ?? [])
      + (weightDecay == 0 ? [] : [Attribute("weight_decay", .float(weightDecay))])
  }
}

extension UpdateOp {
  package init(_ rule: Rule) {
    self.init()
    self.rule = rule
  }

  package static var nodeForm: NodeForm { .training }

  package var takesPowers: Bool { false }
  package var attributes: [Attribute] { fieldAttributes + treatment.attributes }
  package var writtenInputs: [Int] { Array(0...rule.slotCount) }

  /// Throws unless each parameter is within its limits.
  private func checkParameters() throws(ShapeError) {
    var (visited, visitor) = (self, LimitVisitor())
    visited.fields(&visitor)
    if let error = visitor.error { throw error }
  }

  /// The names of the scalars, of which the first is the learning rate. All have the variable's type
  /// but `step`, the number of steps done, which is int64.
  fileprivate var scalarNames: [String] {
    if takesPowers { return ["lr", "beta1_power", "beta2_power"] }
    return Rule.countsSteps ? ["lr", "step"] : ["lr"]
  }

  /// The places of the scalars.
  var scalars: Range<Int> {
    rule.slotCount + 1..<rule.slotCount + 1 + scalarNames.count
  }

  /// The place of the gradient.
  var gradientInput: Int { scalars.upperBound }
  var inputCount: Int { gradientInput + (treatment.hasFactor ? 2 : 1) }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    let gradient = gradientInput
    try inputs.expect(inputCount)
    try checkParameters()
    let variable = try inputs.handle(0, "var")
    for slot in 1..<scalars.lowerBound
    where try inputs.handle(slot, "slot \(slot)").shape != variable.shape {
      throw ShapeError(
        "slot \(slot)", expected: "the variable's shape \(variable.shape)",
        found: "\(inputs[slot].shape)")
    }
    _ = try inputs.floating(gradient, "grad")
    try inputs.fitsVariable(gradient, "grad")
    var numbers = Array(zip(scalars, scalarNames))
    if treatment.hasFactor { numbers.append((gradient + 1, "factor")) }
    for (index, name) in numbers {
      if name == "step" {
        try inputs.expectStep(index)
      } else {
        try inputs.sameType(gradient, index, name)
        _ = try inputs.ranked(index, 0, name)
      }
    }
    return []
  }

  package func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    kernel([site.inputs], type)
  }

  /// The work of several updates in one sweep. They share their scalars.
  ///
  /// - Parameters:
  ///   - sites: The inputs of each.
  ///   - product: What makes the gradient of the only one, if it does not lie in memory.
  ///   - rows: What the gradients of all are, if they are those of looked up rows.
  func kernel<T: KernelScalar>(
    _ sites: [[Buffer]], _ type: T.Type, product: GradientProduct? = nil,
    rows: RowGradients? = nil
  ) -> Kernel {
    let (op, gradient) = (self, gradientInput)
    let weights = WeightUpdates(
      sites.map { inputs in
        WeightUpdates.Weight(
          variable: inputs[0].pointer, slots: inputs[1..<scalars.lowerBound].map(\.pointer),
          gradient: inputs[gradient].pointer,
          factor: treatment.hasFactor ? inputs[gradient + 1].pointer : nil,
          count: inputs[0].spec.shape.elementCount)
      }, type, product: product, rows: rows, clipValue: treatment.clipValue,
      weightDecay: treatment.weightDecay)
    let numbers = scalars.map { UnsafeRawPointer(sites[0][$0].pointer) }
    let number = { (index: Int) in Double(numbers[index].load(as: type)) }
    if takesPowers {
      return {
        op.rule.sweep(
          weights, UpdateClock(rate: number(0), step: 1, powers: (number(1), number(2))))
      }
    }
    guard Rule.countsSteps else {
      return { op.rule.sweep(weights, UpdateClock(rate: number(0))) }
    }
    let steps = StepProduct()
    return { () throws(KernelError) in
      // A user's own counter may have any number.
      let done = numbers[1].load(as: Int64.self)
      if !(0..<Int64(Int32.max)).contains(done) {
        throw KernelError("step: expected from 0 to less than \(Int32.max), found \(done)")
      }
      op.rule.sweep(
        weights, UpdateClock(rate: number(0), step: Int(done) + 1, product: steps))
    }
  }
}

/// Finds the first field of an update that is out of its limits.
private struct LimitVisitor: FieldVisitor {
  var error: ShapeError?

  mutating func visit<Value: FieldValue>(_ field: Field<Value>, _ value: inout Value) {
    if let limits = field.limits, !limits.contains(value), error == nil {
      error = ShapeError(field.name, expected: limits.description, found: "\(value)")
    }
  }
}

extension Graph {
  /// An operation that changes a variable by its gradient when it runs.
  ///
  /// - Parameters:
  ///   - update: How, with its treatment of gradient and variable.
  ///   - variable: A variable of floating numbers.
  ///   - slots: What the rule keeps for it, in the order of its formula.
  ///   - learningRate: A scalar of the variable's type.
  ///   - scalars: The number of steps done, an `int64` scalar, or powers, for updates that take them.
  ///   - gradient: The gradient in the variable's shape.
  ///   - factor: A scalar that the gradient is multiplied by.
  ///   - isLazy: Whether, if the gradient is that of looked up rows, other rows stay as they are.
  ///   - name: The operation's name.
  @discardableResult
  package func update<Update: UpdateOp>(
    _ update: Update, _ variable: Variable, slots: [Variable] = [], learningRate: Output,
    scalars: [Output] = [], gradient: Output, factor: Output? = nil, isLazy: Bool = false,
    name: String? = nil
  ) throws(GraphError) -> Operation {
    var update = update
    update.treatment.hasFactor = factor != nil
    let others = [variable.handle] + slots.map(\.handle) + [learningRate] + scalars
    let last = factor.map { [$0] } ?? []
    let lookup = gradient.operation
    if isLazy, let of = lookup.definition as? GatherGrad, of.isOfRows {
      return try add(
        RowsUpdate(update: update, changesAll: false), lookup.inputs + others + last, name: name)
    }
    return try add(update, others + [gradient] + last, name: name)
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
