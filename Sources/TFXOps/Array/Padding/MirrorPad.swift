public import TFXCore
public import TFXGraph
import TFXKernels

/// y = x with its own elements mirrored around it.   x: [d…] → y: [bᵢ + dᵢ + aᵢ…].
/// ∂x = the ∂y of all places that show an element, summed.
struct MirrorPad: MovementOp {
  var paddings: Paddings = []
  var mode = MirrorPadMode.reflect

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("paddings", &paddings, "how much before and behind, for each axis")
    f.required("mode", &mode, "`SYMMETRIC` repeats the border, `REFLECT` does not")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withValues(0, "input")
    return [TensorSpec(try mode.padded(x.shape, paddings), x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [
      try dy.graph.add(MirrorPadGrad(paddings: paddings, mode: mode), [dy, node[0]]).output(0)
    ]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let plan = MirrorPlan(
      shape: site.inputShape(0), paddings: paddings.pairs, reflects: mode == .reflect)
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.mirrorPad(x, y, plan) }
  }
}

/// dx = the sum of the dy of all places that show an element.   dy: [bᵢ + dᵢ + aᵢ…], x: [d…], of
/// which the shape counts → dx: [d…].   Its own gradient is the padding.
struct MirrorPadGrad: FloatingOp {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var paddings: Paddings = []
  var mode = MirrorPadMode.reflect

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("paddings", &paddings, "how much before and behind, for each axis")
    f.show("mode", .string(mode.rawValue))
  }

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let dy = try inputs.floating(0, "dy")
    try inputs.expectShape(try mode.padded(inputs[1].shape, paddings), 0, "dy")
    return [TensorSpec(inputs[1].shape, dy.dtype)]
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    return [try d.graph.mirrorPad(d, paddings, mode: mode), nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let plan = MirrorPlan(
      shape: site.outputShape(0), paddings: paddings.pairs, reflects: mode == .reflect)
    let dy = site.input(0, type)
    let dx = site.output(0, type)
    let count = site.outputCount(0)
    return {
      Kernels.fill(dx, 0, count)
      Kernels.mirrorPadGrad(dy, dx, plan)
    }
  }
}

/// How a mirrored padding begins.
public enum MirrorPadMode: String, Choice, Hashable {
  /// The border is not repeated: 3 2 | 1 2 3 | 2 1.
  case reflect = "REFLECT"
  /// The border is repeated: 2 1 | 1 2 3 | 3 2.
  case symmetric = "SYMMETRIC"

  /// The shape with the padding, which a tensor must have enough elements for.
  func padded(_ shape: Shape, _ paddings: Paddings) throws(ShapeError) -> Shape {
    let padded = try paddings.padded(shape)
    for (extent, pair) in zip(shape.dimensions, paddings.pairs) where extent != Shape.unknown {
      let most = self == .reflect ? extent - 1 : extent
      if max(pair.before, pair.after) > max(most, 0) {
        throw ShapeError(
          "paddings", expected: "at most \(max(most, 0)) for extent \(extent) of \(shape)",
          found: "\(max(pair.before, pair.after))")
      }
    }
    return padded
  }
}

extension Graph {
  /// `x` with its own elements mirrored around it.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type: [d…].
  ///   - paddings: How many places to put before and behind, for each axis; at most its extent, less
  ///     1 if the border is not repeated.
  ///   - mode: Whether the border is repeated.
  ///   - name: The operation's name.
  /// - Returns: [before + d + behind…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for paddings that are negative or too large.
  public func mirrorPad(
    _ x: Output, _ paddings: Paddings, mode: MirrorPadMode, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(MirrorPad(paddings: paddings, mode: mode), [x], name: name).output(0)
  }
}
