import TFXCore
import TFXGraph
import TFXKernels

/// y = one number, uniform in [minval, maxval), another one in each step.
/// step: int64 [] → y: float32 [].   No gradient.
struct RandomFactor: Op {
  static let nodeForm = NodeForm.training

  var minval = 0.0
  var maxval = 1.0
  var seed: UInt64 = 0
  var stream: UInt32 = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("minval", &minval, "the least number")
    f.optional("maxval", &maxval, "the number that all are below")
    f.seed(&seed, stream: stream)
  }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) {
    (seed, stream) = graph.randomKey(seed, name)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    try inputs.expectStep(0)
    if !(minval.isFinite && maxval.isFinite && minval <= maxval) {
      throw ShapeError("maxval", expected: "a number from \(minval) on", found: "\(maxval)")
    }
    return [TensorSpec(.scalar, .float32)]
  }

  static let stopsGradient = true

  func lower(_ site: Site) -> Kernel? {
    let (seed, stream, low, high) = (seed, stream, Float(minval), Float(maxval))
    let step = site.input(0, Int64.self)
    let y = site.output(0, Float.self)
    return {
      let key = RandomKey(seed: seed, stream: stream, step: UInt32(truncatingIfNeeded: step[0]))
      Kernels.randomUniform(y, 1, key, low: low, high: high)
    }
  }
}

extension Graph {
  /// A `float32` scalar, uniform in a range, another one in each step.
  func randomFactor(
    _ range: (Double, Double), step: Output, seed: UInt64?, name: String
  ) throws(GraphError) -> Output {
    let definition = RandomFactor(
      minval: range.0, maxval: range.1, seed: seed ?? self.seed, stream: randomStream(name))
    return try add(definition, [step], name: name).output(0)
  }
}
