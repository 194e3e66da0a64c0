import TFXCore
public import TFXGraph
import TFXKernels

/// y = x as it comes back from codes of a few bits, for training with their errors; the range is
/// moved so that 0 is a code.   x: [d…] → y: [d…].   ∂x = ∂y in range, 0 elsewhere.
struct FakeQuantWithMinMaxArgs: Op {
  var format = FakeQuantFormat()
  var min = -6.0
  var max = 6.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("min", &min, "the least number")
    f.optional("max", &max, "the largest number")
    format.fields(&f)
  }

  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    try format.check()
    try checkArguments(min, max)
    return [try inputs.oneOf([.float32], 0, "inputs")]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let gradient = FakeQuantWithMinMaxArgsGradient(format: format, min: min, max: max)
    return [try dy.graph.add(gradient, [dy, node[0]]).output(0)]
  }

  func lower(_ site: Site) -> Kernel? {
    let range = format.range(Float(min), Float(max))
    let x = site.input(0, Float.self)
    let y = site.output(0, Float.self)
    let count = site.outputCount(0)
    return { Kernels.fakeQuantize(x, y, count, range) }
  }
}

/// dx = dy where x is in range, else 0.   dy, x: [d…] → dx: [d…].
struct FakeQuantWithMinMaxArgsGradient: Op {
  static let nodeForm = NodeForm.gradient

  var format = FakeQuantFormat()
  var min = -6.0
  var max = 6.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("min", &min, "the least number")
    f.optional("max", &max, "the largest number")
    format.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    try format.check()
    try checkArguments(min, max)
    _ = try inputs.oneOf([.float32], 0, "gradients")
    return [try inputs.agreeing(0, 1, "inputs")]
  }

  func lower(_ site: Site) -> Kernel? {
    let range = format.range(Float(min), Float(max))
    let (dy, x) = (site.input(0, Float.self), site.input(1, Float.self))
    let dx = site.output(0, Float.self)
    let count = site.outputCount(0)
    return { _ = Kernels.fakeQuantizeGrad(dy, x, dx, count, range) }
  }
}

/// y = x as it comes back from codes of a few bits, with limits that are trained.
/// x: [d…], min, max: [] → y: [d…].   ∂x = ∂y in range, 0 elsewhere; ∂min = Σ ∂y below the range,
/// ∂max = Σ ∂y above.
struct FakeQuantWithMinMaxVars: Op {
  var format = FakeQuantFormat()

  mutating func fields(_ f: inout some FieldVisitor) {
    format.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    try format.check()
    try inputs.expectLimits("min", "max", first: 1)
    return [try inputs.oneOf([.float32], 0, "inputs")]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return try dy.graph.add(
      FakeQuantWithMinMaxVarsGradient(format: format), [dy] + node.inputs
    ).outputs
  }

  func lower(_ site: Site) -> Kernel? {
    let format = format
    let x = site.input(0, Float.self)
    let (min, max) = (site.input(1, Float.self), site.input(2, Float.self))
    let y = site.output(0, Float.self)
    let count = site.outputCount(0)
    return { () throws(KernelError) in
      try KernelError.checkLimits(min[0], max[0])
      // As TensorFlow: limits that were never set.
      if min[0] == max[0] { return Kernels.fill(y, 0, count) }
      Kernels.fakeQuantize(x, y, count, format.range(min[0], max[0]))
    }
  }
}

/// dx = dy where x is in range, else 0; dmin = Σ dy below the range, dmax = Σ dy above.
/// dy, x: [d…], min, max: [] → dx: [d…], dmin, dmax: [].
struct FakeQuantWithMinMaxVarsGradient: Op {
  static let nodeForm = NodeForm.gradient

  var format = FakeQuantFormat()

  mutating func fields(_ f: inout some FieldVisitor) {
    format.fields(&f)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    try format.check()
    _ = try inputs.oneOf([.float32], 0, "gradients")
    try inputs.expectLimits("min", "max", first: 2)
    return [try inputs.agreeing(0, 1, "inputs"), TensorSpec([]), TensorSpec([])]
  }

  func lower(_ site: Site) -> Kernel? {
    let format = format
    let (dy, x) = (site.input(0, Float.self), site.input(1, Float.self))
    let (min, max) = (site.input(2, Float.self), site.input(3, Float.self))
    let dx = site.output(0, Float.self)
    let (dmin, dmax) = (site.output(1, Float.self), site.output(2, Float.self))
    let count = site.outputCount(0)
    return { () throws(KernelError) in
      try KernelError.checkLimits(min[0], max[0])
      if min[0] == max[0] {
        dx.update(from: dy, count: count)
        (dmin[0], dmax[0]) = (0, 0)
        return
      }
      (dmin[0], dmax[0]) = Kernels.fakeQuantizeGrad(
        dy, x, dx, count, format.range(min[0], max[0]))
    }
  }
}

/// The codes of a fake quantisation.
struct FakeQuantFormat: Hashable {
  var bits = 8
  var isNarrow = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("num_bits", &bits, "bits of a code")
    f.optional("narrow_range", &isNarrow, "whether the least code is left out")
  }

  func check() throws(ShapeError) {
    if !(2...16).contains(bits) {
      throw ShapeError("num_bits", expected: "2…16", found: "\(bits)")
    }
  }

  func range(_ low: Float, _ high: Float) -> FakeQuantization {
    FakeQuantization(low: low, high: high, bits: bits, isNarrow: isNarrow)
  }
}

private func checkArguments(_ min: Double, _ max: Double) throws(ShapeError) {
  if !(min.isFinite && max.isFinite && min < max) {
    throw ShapeError("max", expected: "a number greater than min, \(min)", found: "\(max)")
  }
}

extension Graph {
  /// `x` as it comes back from codes of a few bits between two numbers.
  ///
  /// - Parameters:
  ///   - x: `float32`; what is out of range becomes its nearest limit.
  ///   - min: The least number.
  ///   - max: The greatest number; the range is moved a little so that 0 is a code.
  ///   - bits: How many bits codes have, 2 to 16.
  ///   - narrowRange: Whether the least code is not used.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types or numbers.
  public func fakeQuantWithMinMaxArgs(
    _ x: Output, min: Double = -6, max: Double = 6, bits: Int = 8, narrowRange: Bool = false,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let format = FakeQuantFormat(bits: bits, isNarrow: narrowRange)
    return try add(FakeQuantWithMinMaxArgs(format: format, min: min, max: max), [x], name: name)
      .output(0)
  }

  /// `x` as it comes back from codes of a few bits between two `float32` scalars, usually variables
  /// that are trained. If both are equal, all is 0.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types; a run throws if `min` is greater
  ///   than `max`.
  public func fakeQuantWithMinMaxVars(
    _ x: Output, min: Output, max: Output, bits: Int = 8, narrowRange: Bool = false,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let format = FakeQuantFormat(bits: bits, isNarrow: narrowRange)
    return try add(FakeQuantWithMinMaxVars(format: format), [x, min, max], name: name).output(0)
  }
}
