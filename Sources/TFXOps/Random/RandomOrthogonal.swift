public import TFXCore
public import TFXGraph
import TFXKernels

/// y = gain · a random orthogonal matrix: that of the QR decomposition of normal numbers, as in
/// Keras; of more than two axes, all but the last make up the rows.   → y: [d…, c].
/// Saxe et al., 2014.
struct RandomOrthogonal: RandomOp {
  static let nodeForm = NodeForm.training

  var gain = 1.0
  var spec = TensorSpec(.scalar)
  var seed: UInt64 = 0
  var stream: UInt32 = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.spec(&spec)
    f.optional("gain", &gain, "the length of rows or columns")
    f.seed(&seed, stream: stream)
  }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) {
    (seed, stream) = graph.randomKey(seed, name)
  }

  func check() throws(ShapeError) {
    if spec.shape.rank < 2 {
      throw ShapeError("shape", expected: "at least 2 axes", found: "\(spec.shape)")
    }
    if !gain.isFinite { throw ShapeError("gain", expected: "a number", found: "\(gain)") }
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (key, gain) = (key, T(gain))
    let y = site.output(0, type)
    let count = site.outputCount(0)
    let columns = site.outputShape(0)[spec.shape.rank - 1]
    let rows = columns == 0 ? 0 : count / columns
    if T.self == Float.self, count > 0, let refusal = MathLibrary.openBLAS.refusal() {
      return refusal
    }
    return {
      Kernels.randomNormal(y, count, key, mean: 0, standardDeviation: 1)
      Kernels.orthogonal(y, rows: rows, columns: columns, gain: gain)
    }
  }
}

extension Graph {
  /// A random matrix whose rows or columns, whichever are fewer, are orthogonal and of length `gain`;
  /// all axes but the last make up the rows.
  ///
  /// - Parameters:
  ///   - shape: The shape, fully known.
  ///   - gain: The length of the rows or columns.
  ///   - dtype: `float32` or `float64`.
  ///   - seed: The graph's seed if nil.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for fewer than two axes.
  public func randomOrthogonal(
    _ shape: Shape, gain: Double = 1, _ dtype: DType = .float32,
    seed: UInt64? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = RandomOrthogonal(
      gain: gain, spec: TensorSpec(shape, dtype), seed: seed ?? self.seed,
      stream: randomStream(name ?? RandomOrthogonal.type))
    return try add(definition, name: name).output(0)
  }
}
