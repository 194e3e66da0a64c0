import TFXCore
public import TFXGraph
import TFXKernels

/// y = the slices of x along its first axis in random order.   x: [n, d…], step: int64 [] if given
/// → y: [n, d…].   No gradient, as in TensorFlow.
struct RandomShuffle: MovementOp {
  static let nodeForm = NodeForm(inputs: 1)

  var source = RandomSource()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.seed(&source.seed, stream: source.stream)
  }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) {
    source = graph.randomSource(source.seed, name, hasStep: inputs.count > 1)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try source.check(inputs, after: 1)
    _ = try inputs.withAxes(1, 0, "value")
    return [try inputs.withValues(0, "value")]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let rows = site.inputShape(0)[0]
    let inner = rows == 0 ? 0 : site.inputCount(0) / rows
    let key = source.key(site)
    let x = site.input(0, type)
    let y = site.output(0, type)
    return {
      for (row, from) in Kernels.randomOrder(rows, key()).enumerated() {
        (y + row * inner).update(from: x + from * inner, count: inner)
      }
    }
  }
}

extension Graph {
  /// The slices of `x` along its first axis in random order.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type: [n, d…].
  ///   - seed: The graph's seed if nil.
  ///   - step: An `int64` scalar of which the order is a function too; if nil, it is the same in
  ///     every run.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a scalar.
  public func randomShuffle(
    _ x: Output, seed: UInt64? = nil, step: Output? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let source = randomSource(name ?? RandomShuffle.type, seed: seed, step: step)
    return try add(RandomShuffle(source: source), [x] + step.list, name: name).output(0)
  }
}
