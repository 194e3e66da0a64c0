public import TFXCore
public import TFXGraph
import TFXKernels

/// y = independent numbers from gamma distributions of shape alpha and scale 1.
/// alpha: [a…], step: int64 [] if given → y: [d…, a…].   No gradient.
struct RandomGamma: FloatingOp {
  static let nodeForm = NodeForm(inputs: 1)

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
    let alpha = try inputs.floating(0, "alpha")
    if !shape.isFullyKnown {
      throw ShapeError("shape", expected: "a shape that is fully known", found: "\(shape)")
    }
    return [TensorSpec(Shape(shape.dimensions + alpha.shape.dimensions), alpha.dtype)]
  }

  static let stopsGradient = true

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let key = source.key(site)
    let alpha = site.input(0, type)
    let y = site.output(0, type)
    let (alphaCount, count) = (site.inputCount(0), site.outputCount(0))
    return { () throws(KernelError) in
      for i in 0..<alphaCount where !(alpha[i].isFinite && alpha[i] > 0) {
        throw KernelError("alpha: expected more than 0, found \(alpha[i]) as element \(i)")
      }
      Kernels.randomGamma(alpha, alphaCount, y, count, key())
    }
  }
}

extension Graph {
  /// Independent random numbers from gamma distributions of density ∝ x^(α−1) e^(−βx).
  ///
  /// - Parameters:
  ///   - shape: How many numbers to draw for each element of `alpha`, fully known.
  ///   - alpha: Shapes of the distributions, greater than 0: [a…].
  ///   - beta: Inverse scales, which broadcast with `alpha`; 1 if nil.
  ///   - seed: The graph's seed if nil.
  ///   - step: An `int64` scalar of which the numbers are a function too; if nil, they are the same
  ///     in every run.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Returns: [shape…, a…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another type; a run throws for an element of `alpha` that is not
  ///   greater than 0.
  public func randomGamma(
    _ shape: Shape, alpha: Output, beta: Output? = nil, seed: UInt64? = nil, step: Output? = nil,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let source = randomSource(name ?? RandomGamma.type, seed: seed, step: step)
    let definition = RandomGamma(shape: shape, source: source)
    let y = try add(definition, [alpha] + step.list, name: name).output(0)
    if let beta { return try divide(y, beta) }
    return y
  }
}
