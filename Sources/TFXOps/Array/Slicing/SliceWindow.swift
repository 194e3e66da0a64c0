import TFXCore
import TFXGraph
import TFXKernels

/// What a slice takes of a tensor: along each axis, `counts` places from `begin` on, `steps` apart.
struct SliceWindow {
  var begin: [Int]
  /// Unknown where the extent is, or the bounds are.
  var counts: [Int]
  var steps: [Int]
  /// The shape of the slice: the counts, perhaps without some axes and with new ones.
  var shape: Shape

  /// The move of the window's elements out of a tensor of a shape to a tensor of their own.
  func plan(of shape: [Int]) -> MovePlan {
    let from = MovePlan.steps(shape)
    return MovePlan(
      shape: counts, from: zip(from, steps).map { $0 * $1 }, to: MovePlan.steps(counts),
      fromOffset: zip(from, begin).reduce(0) { $0 + $1.0 * $1.1 })
  }

  /// The move of a tensor's elements into the window of a tensor of a shape.
  func inversePlan(of shape: [Int]) -> MovePlan {
    let to = MovePlan.steps(shape)
    return MovePlan(
      shape: counts, from: MovePlan.steps(counts), to: zip(to, steps).map { $0 * $1 },
      toOffset: zip(to, begin).reduce(0) { $0 + $1.0 * $1.1 })
  }
}

/// An operation that takes a part of input 0 that a window describes; its bounds are attributes, or
/// inputs that follow.   ∂x = ∂y in the window, 0 elsewhere.
protocol WindowOp: MovementOp {
  /// How many inputs with bounds there are.
  var boundInputs: Int { get }

  /// The window on a tensor of a shape.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - first: Which of them is the first with bounds.
  func window(_ x: Shape, _ inputs: InputSpecs, first: Int) throws(ShapeError) -> SliceWindow
}

extension WindowOp {
  var valueInputs: Set<Int> { Set(1..<1 + boundInputs) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1 + boundInputs)
    let x = try inputs.withValues(0, "input")
    return [TensorSpec(try window(x.shape, inputs, first: 1).shape, x.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    let none = node.inputs.dropFirst().map { (_) -> Output? in nil }
    guard let dy = outputGradients[0] else { return [nil] + none }
    let inputs = [dy, node[0]] + node.inputs.dropFirst()
    return [try dy.graph.add(SliceGrad(slice: self), inputs).output(0)] + none
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let plan = settledWindow(site, site.inputs[0].spec.shape, first: 1).plan(
      of: site.inputShape(0))
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.move(x, y, plan) }
  }

  /// The window where everything is known.
  func settledWindow(_ site: Site, _ shape: Shape, first: Int) -> SliceWindow {
    let values = site.inputs.indices.map { site.value($0) }
    do {
      return try window(shape, InputSpecs(site.inputs.map(\.spec), values: values), first: first)
    } catch {
      preconditionFailure("'\(site.name)' passed inference, but: \(error)")
    }
  }
}

/// dx = dy in the window of a slice, 0 elsewhere.   dy: [e…], x: [d…], of which the shape counts,
/// then the bounds → dx: [d…].   Its own gradient is the slice.
struct SliceGrad: BitwiseOp {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var slice: any WindowOp = Slice()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.show("of", .string(Swift.type(of: slice).type))
    slice.fields(&f)
  }

  var shapeOnlyInputs: Set<Int> { [1] }
  var valueInputs: Set<Int> { Set(2..<2 + slice.boundInputs) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2 + slice.boundInputs)
    let dy = try inputs.bits(0, "dy")
    let shape = inputs[1].shape
    try inputs.expectShape(try slice.window(shape, inputs, first: 2).shape, 0, "dy")
    return [TensorSpec(shape, dy.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    let none = node.inputs.dropFirst().map { (_) -> Output? in nil }
    guard let d = outputGradients[0] else { return [nil] + none }
    return [try d.graph.add(slice, [d] + node.inputs.dropFirst(2)).output(0)] + none
  }

  func kernel<Element: BitwiseCopyable>(_ site: Site, _ type: Element.Type) -> Kernel {
    let window = slice.settledWindow(site, site.outputs[0].spec.shape, first: 2)
    let plan = window.inversePlan(of: site.outputShape(0))
    let dy = site.input(0, type)
    let dx = site.output(0, type)
    let byteCount = site.outputCount(0) * MemoryLayout<Element>.size
    return {
      Kernels.zero(dx, byteCount)
      Kernels.move(dy, dx, plan)
    }
  }
}
