import TFXCore
public import TFXGraph
import TFXKernels

/// y = x / (1 − rate) with probability 1 − rate, else 0, independently for each element.
/// x: [d…], step: int64 [] → y: [d…].   ∂x = the same of ∂y.
///
/// What is dropped is a function of seed, stream, step and the element's place, so that the gradient
/// is the same operation, and a step can be computed again. Srivastava et al., 2014.
struct Dropout: FloatingOp {
  var rate: Double
  var seed: UInt64
  var stream: UInt32

  var attributes: [Attribute] {
    [Attribute("rate", rate), Attribute("seed", seed), Attribute("stream", stream)]
  }
  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.floating(0, "x")
    try inputs.expectStep(1)
    if !(0..<1).contains(rate) {
      throw ShapeError("rate", expected: "from 0 to less than 1", found: "\(rate)")
    }
    return [x]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil, nil] }
    return [try dy.graph.add(self, [dy, node[1]]).output(0), nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (seed, stream, rate) = (seed, stream, T(rate))
    let x = site.input(0, type)
    let step = site.input(1, Int64.self)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return {
      let key = RandomKey(seed: seed, stream: stream, step: UInt32(truncatingIfNeeded: step[0]))
      Kernels.dropout(x, y, count, key, rate: rate)
    }
  }
}

extension Graph {
  /// `x` with each element set to 0 with probability `rate`, the others divided by `1 - rate`.
  ///
  /// - Parameters:
  ///   - x: A tensor of a floating type.
  ///   - rate: From 0 to less than 1.
  ///   - step: An `int64` scalar; each step drops other elements.
  ///   - seed: The graph's seed if nil.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another rate or type.
  public func dropout(
    _ x: Output, rate: Double, step: Output, seed: UInt64? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let stream = randomStream(name ?? Dropout.type)
    let definition = Dropout(rate: rate, seed: seed ?? self.seed, stream: stream)
    return try add(definition, [x, step], name: name).output(0)
  }
}
