public import TFXCore
public import TFXGraph
import TFXKernels

/// y = independent whole numbers from Poisson distributions of mean rate.
/// rate: [a…], step: int64 [] if given → y: [d…, a…].   No gradient.
struct RandomPoisson: FloatingOp {
  static let nodeForm = NodeForm("RandomPoissonV2", inputs: 1)

  var shape = Shape.scalar
  var source = RandomSource()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("shape", &shape, "how many to draw for each element of the input")
    f.seed(&source.seed, stream: source.stream)
  }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) {
    source = graph.randomSource(source.seed, name, hasStep: inputs.count > 1)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try source.check(inputs, after: 1)
    let rate = try inputs.floating(0, "rate")
    if !shape.isFullyKnown {
      throw ShapeError("shape", expected: "a shape that is fully known", found: "\(shape)")
    }
    return [TensorSpec(Shape(shape.dimensions + rate.shape.dimensions), rate.dtype)]
  }

  static let stopsGradient = true

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let key = source.key(site)
    let rate = site.input(0, type)
    let y = site.output(0, type)
    let (rateCount, count) = (site.inputCount(0), site.outputCount(0))
    return { () throws(KernelError) in
      for i in 0..<rateCount where !(rate[i].isFinite && rate[i] >= 0) {
        throw KernelError("rate: expected 0 or more, found \(rate[i]) as element \(i)")
      }
      Kernels.randomPoisson(rate, rateCount, y, count, key())
    }
  }
}

extension Graph {
  /// Independent random whole numbers, in a floating type, from Poisson distributions.
  ///
  /// - Parameters:
  ///   - shape: How many numbers to draw for each element of `rate`, fully known.
  ///   - rate: Means of the distributions, 0 or more: [a…].
  ///   - seed: The graph's seed if nil.
  ///   - step: An `int64` scalar of which the numbers are a function too; if nil, they are the same
  ///     in every run.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Returns: [shape…, a…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another type; a run throws for an element of `rate` that is
  ///   negative.
  public func randomPoisson(
    _ shape: Shape, rate: Output, seed: UInt64? = nil, step: Output? = nil,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let source = randomSource(name ?? RandomPoisson.type, seed: seed, step: step)
    let definition = RandomPoisson(shape: shape, source: source)
    return try add(definition, [rate] + step.list, name: name).output(0)
  }
}
