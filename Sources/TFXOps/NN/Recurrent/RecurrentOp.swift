import TFXCore
import TFXGraph
import TFXKernels

/// How a recurrent layer goes along sequences, as Keras's arguments say it.
public struct RecurrentOptions: Hashable, Sendable {
  /// Whether the last time step comes first.
  public var goBackwards = false
  /// Whether there is an output for each time step, in the order of computation, or the last one.
  public var returnSequences = false
  /// Whether the output of a masked step is 0; else it is that of the step before.
  public var zeroOutputForMask = false
  /// Whether what a gradient needs is kept; otherwise it is computed once more for it.
  public var isTraining = false

  /// Keras's defaults, for inference.
  public init() {}

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("go_backwards", &goBackwards, "whether the last time step comes first")
    f.optional("return_sequences", &returnSequences, "whether each time step has an output")
    f.optional(
      "zero_output_for_mask", &zeroOutputForMask, "whether the output of a masked step is 0")
    f.optional("is_training", &isTraining, "whether what a gradient needs is kept")
  }
}

/// Which inputs a recurrent operation has besides x and kernel, in this order.
struct RecurrentInputs: Hashable, Sendable {
  /// What is added to the product of states and kernel: [gates · units].
  var hasBias = false
  /// Which time steps count: bool [batch, steps].
  var hasMask = false
  /// What states are multiplied by before the product: [gates, batch, units].
  var hasFactors = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("has_mask", &hasMask, "whether an input says which time steps count")
    f.optional("has_dropout", &hasFactors, "whether an input holds factors of states")
  }

  /// The inputs of the list that starts behind `count` others.
  func places(behind count: Int) -> (bias: Int?, mask: Int?, factors: Int?, count: Int) {
    var next = count
    func take(_ has: Bool) -> Int? {
      if has { next += 1 }
      return has ? next - 1 : nil
    }
    let (bias, mask, factors) = (take(hasBias), take(hasMask), take(hasFactors))
    return (bias, mask, factors, next)
  }
}

/// The steps of a recurrent layer, one operation for all of them. What the inputs add to each gate is
/// computed before, for all steps at once:
/// x: [steps, batch, gates · units], kernel: [units, gates · units], and what ``RecurrentInputs``
/// says → y: [batch, steps, units], or [batch, units] of the last step alone.
///
/// In training, outputs before and behind y keep what the gradient needs: what the gates made,
/// [steps, batch, gates · units], then y, the states before each step, [steps, batch, units], and
/// what an operation has besides of that size.
protocol RecurrentOp: FloatingOp {
  /// The number of gates.
  static var gates: Int { get }
  /// The number of tensors that it keeps besides gates and states.
  var extras: Int { get }
  var options: RecurrentOptions { get set }
  var inputs: RecurrentInputs { get set }

  /// The gradient's operation, with what it takes and makes.
  var derivative: any OpDefinition { get }
  /// The work of one run.
  func loop(_ shape: RecurrentShape, _ tensors: RecurrentTensors, isDouble: Bool) -> () -> Void
  /// What the kernel's columns of each gate are multiplied by; the same for all if there is one.
  func sources(_ kept: KeptSteps) throws(GraphError) -> [Output]
}

/// What a recurrent operation has kept for its gradient.
struct KeptSteps {
  let gates: Output
  let states: Output
  let extras: [Output]
  let factors: Output?
}

/// The extents of a recurrent operation.
struct RecurrentExtents {
  let steps: Int
  let batch: Int
  let units: Int
}

extension RecurrentOp {
  static var nodeForm: NodeForm {
    .refused("TensorFlow computes recurrent layers by loops, which are not written")
  }

  /// The output that is y.
  var outputPlace: Int { options.isTraining ? 1 : 0 }

  var inPlaceInputs: [Int] { options.isTraining ? [0] : [] }

  func infer(_ specs: InputSpecs) throws(ShapeError) -> [TensorSpec] { try inferSteps(specs) }

  func inferSteps(_ specs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    let places = inputs.places(behind: 2)
    try specs.expect(places.count)
    let dtype = try specs.floating(0, "x").dtype
    let e = try specs.recurrentExtents(Self.gates, x: 0, kernel: 1, places.mask)
    if let bias = places.bias {
      let width = e.units == Shape.unknown ? Shape.unknown : e.units * Self.gates
      try specs.expectSpec(TensorSpec([width], dtype), bias, "bias")
    }
    if let factors = places.factors {
      try specs.expectSpec(
        TensorSpec([Self.gates, e.batch, e.units], dtype), factors, "dropout")
    }
    let y = TensorSpec(options.outputShape(e), dtype)
    if !options.isTraining { return [y] }
    let width = e.units == Shape.unknown ? Shape.unknown : e.units * Self.gates
    let gates = TensorSpec([e.steps, e.batch, width], dtype)
    let state = TensorSpec([e.steps, e.batch, e.units], dtype)
    return [gates, y, state] + Array(repeating: state, count: extras)
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    for (index, gradient) in outputGradients.enumerated()
    where index != outputPlace && gradient != nil {
      throw .noGradient(op: Self.type, node: "\(node.name):\(index)")
    }
    guard let dy = outputGradients[outputPlace] else { return node.inputs.map { _ in nil } }
    let graph = dy.graph
    var keeper = self
    keeper.options.isTraining = true
    let kept = options.isTraining ? node : try graph.add(keeper, node.inputs)
    let places = inputs.places(behind: 2)
    let steps = KeptSteps(
      gates: kept.output(0), states: kept.output(2),
      extras: (0..<extras).map { kept.output(3 + $0) },
      factors: places.factors.map { node[$0] })
    let others = [places.mask, places.factors].compactMap { $0 }.map { node[$0] }
    let made = try graph.add(
      derivative, [dy, node[1], steps.gates, steps.states] + steps.extras + others)
    let dx = made.output(0)
    // With respect to what the product of states and kernel, with its bias, is.
    let dProduct = made.outputs.last ?? dx
    let dKernel = try kernelGradient(try sources(steps), dProduct)
    let dBias =
      inputs.hasBias ? [try graph.sum(dProduct, axes: [0, 1])] : []
    return [dx, dKernel] + dBias + others.map { _ in nil }
  }

  func sources(_ kept: KeptSteps) throws(GraphError) -> [Output] { try scaledStates(kept) }

  /// The states, or those of each gate where there are factors.
  func scaledStates(_ kept: KeptSteps) throws(GraphError) -> [Output] {
    guard let factors = kept.factors else { return [kept.states] }
    var sources: [Output] = []
    for gate in 0..<Self.gates { sources.append(try kept.states * factors[gate]) }
    return sources
  }

  /// The units of states; throws if only a run will know them, since each gate has so many columns.
  func knownUnits(_ states: Output) throws(GraphError) -> Int {
    let units = states.shape[2]
    if units == Shape.unknown {
      throw .invalid(
        op: Self.type, node: states.operation.name,
        ShapeError("kernel", expected: "a known number of units", found: "\(states.shape)"))
    }
    return units
  }

  /// Σ sourceᵀ · dProduct over all steps.
  private func kernelGradient(
    _ sources: [Output], _ dProduct: Output
  ) throws(GraphError) -> Output {
    let graph = dProduct.graph
    let units = sources.count > 1 ? try knownUnits(sources[0]) : sources[0].shape[2]
    var products: [Output] = []
    for (gate, source) in sources.enumerated() {
      var d = dProduct
      if sources.count > 1 { d = try d[0..., 0..., (gate * units)..<((gate + 1) * units)] }
      products.append(
        try graph.matMul(
          graph.reshape(source, to: [Shape.unknown, units]),
          graph.reshape(d, to: [Shape.unknown, d.shape[2]]), transposeA: true))
    }
    return products.count == 1 ? products[0] : try graph.concat(products, axis: 1)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (x, y) = (site.inputs[0].pointer, site.outputs[outputPlace].pointer)
    var tensors = RecurrentTensors(x: x, kernel: site.inputs[1].pointer, y: y)
    let places = inputs.places(behind: 2)
    tensors.bias = places.bias.map { site.inputs[$0].pointer }
    tensors.mask = places.mask.map { site.input($0, Bool.self) }
    tensors.factors = places.factors.map { site.inputs[$0].pointer }
    if options.isTraining {
      tensors.gates = site.outputs[0].pointer
      tensors.states = site.outputs[2].pointer
      if extras > 0 { tensors.extras = site.outputs[3].pointer }
    }
    let shape = options.shape(site.inputShape(0), units: site.inputShape(1)[0])
    if shape.steps == 0 {
      let (y, count) = (site.output(outputPlace, type), site.outputCount(outputPlace))
      return { Kernels.fill(y, 0, count) }
    }
    let loop = loop(shape, tensors, isDouble: type == Double.self)
    return { loop() }
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    2 * inputs[0].shape.elementCount * inputs[1].shape[0]
  }
}

/// The gradient of a recurrent operation: ∂y, kernel, what was kept, and the mask and the factors
/// where there are such → ∂x: [steps, batch, gates · units].
protocol RecurrentGradOp: FloatingOp {
  associatedtype Forward: RecurrentOp

  var forward: Forward { get set }
  /// Whether the product of states and kernel has a gradient of its own, as large as that of x.
  var hasProduct: Bool { get }

  /// The work of one run; the last address is that of the product's gradient.
  func loop(
    _ shape: RecurrentShape, _ tensors: RecurrentTensors, _ dProduct: UnsafeMutableRawPointer?,
    isDouble: Bool
  ) -> () -> Void
}

extension RecurrentGradOp {
  static var unnamed: String? { Unnamed.gradient }
  static var nodeForm: NodeForm { .gradient }

  var hasProduct: Bool { false }
  /// ∂x goes over what the gates made.
  var inPlaceInputs: [Int] { [2] }

  mutating func fields(_ f: inout some FieldVisitor) { forward.fields(&f) }

  /// Where mask and factors are among the inputs.
  private var places: (bias: Int?, mask: Int?, factors: Int?, count: Int) {
    var others = forward.inputs
    others.hasBias = false
    return others.places(behind: 4 + forward.extras)
  }

  func infer(_ specs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    let places = places
    try specs.expect(places.count)
    let dtype = try specs.floating(2, "gates").dtype
    let e = try specs.recurrentExtents(Forward.gates, x: 2, kernel: 1, places.mask)
    try specs.expectSpec(TensorSpec(forward.options.outputShape(e), dtype), 0, "dy")
    let state = TensorSpec([e.steps, e.batch, e.units], dtype)
    for index in 3..<4 + forward.extras { try specs.expectSpec(state, index, "states") }
    if let factors = places.factors {
      try specs.expectSpec(
        TensorSpec([Forward.gates, e.batch, e.units], dtype), factors, "dropout")
    }
    let dx = TensorSpec(specs[2].shape, dtype)
    return hasProduct ? [dx, dx] : [dx]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    var tensors = RecurrentTensors(
      x: site.outputs[0].pointer, kernel: site.inputs[1].pointer, y: site.inputs[0].pointer)
    let places = places
    tensors.mask = places.mask.map { site.input($0, Bool.self) }
    tensors.factors = places.factors.map { site.inputs[$0].pointer }
    tensors.gates = site.inputs[2].pointer
    tensors.states = site.inputs[3].pointer
    if forward.extras > 0 { tensors.extras = site.inputs[4].pointer }
    let shape = forward.options.shape(site.inputShape(2), units: site.inputShape(1)[0])
    let loop = loop(
      shape, tensors, hasProduct ? site.outputs[1].pointer : nil, isDouble: type == Double.self)
    return { loop() }
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    2 * inputs[2].shape.elementCount * inputs[1].shape[0]
  }
}

extension RecurrentOptions {
  fileprivate func outputShape(_ e: RecurrentExtents) -> Shape {
    returnSequences ? [e.batch, e.steps, e.units] : [e.batch, e.units]
  }

  fileprivate func shape(_ x: [Int], units: Int) -> RecurrentShape {
    RecurrentShape(
      steps: x[0], batch: x[1], units: units, goesBackwards: goBackwards,
      returnsSequences: returnSequences, zeroesMasked: zeroOutputForMask)
  }
}

extension InputSpecs {
  /// The extents that the numbers of gates, the kernel and the mask agree on.
  fileprivate func recurrentExtents(
    _ gates: Int, x: Int, kernel: Int, _ mask: Int?
  ) throws(ShapeError) -> RecurrentExtents {
    try sameType(x, kernel, "kernel")
    let numbers = try ranked(x, 3, "x").shape
    let matrix = try ranked(kernel, 2, "kernel").shape
    let widths = [matrix[1], numbers[2]].filter { $0 != Shape.unknown }
    let units = matrix[0] != Shape.unknown ? matrix[0] : widths.first.map { $0 / gates }
    guard let units else {
      return RecurrentExtents(steps: numbers[0], batch: numbers[1], units: Shape.unknown)
    }
    try expectShape([units, units * gates], kernel, "kernel")
    try expectShape([numbers[0], numbers[1], units * gates], x, "x")
    guard let mask else {
      return RecurrentExtents(steps: numbers[0], batch: numbers[1], units: units)
    }
    try expectSpec(TensorSpec([numbers[1], numbers[0]], .bool), mask, "mask")
    let (batch, steps) = (all[mask].shape[0], all[mask].shape[1])
    return RecurrentExtents(
      steps: numbers[0] == Shape.unknown ? steps : numbers[0],
      batch: numbers[1] == Shape.unknown ? batch : numbers[1], units: units)
  }
}

extension Graph {
  /// Adds a recurrent operation with the inputs that there are.
  func recurrent(
    _ operation: some RecurrentOp, _ x: Output, _ kernel: Output, bias: Output? = nil,
    mask: Output?, dropout: Output?, options: RecurrentOptions, name: String?
  ) throws(GraphError) -> Output {
    var definition = operation
    definition.options = options
    definition.inputs = RecurrentInputs(
      hasBias: bias != nil, hasMask: mask != nil, hasFactors: dropout != nil)
    let others = [bias, mask, dropout].compactMap { $0 }
    let node = try add(definition, [x, kernel] + others, name: name)
    return node.output(definition.outputPlace)
  }
}
