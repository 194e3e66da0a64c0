public import TFXCore
public import TFXGraph
import TFXKernels

/// y = independent whole numbers, uniform in minval..<maxval.   step: int64 [] if given → y: [d…].
struct RandomUniformInt: Op {
  static let nodeForm = NodeForm(fields: ["Tout": "dtype"], inputs: 0)

  var minval = 0
  var maxval = 1
  var spec = TensorSpec(.scalar, .int32)
  var source = RandomSource()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.spec(&spec)
    f.optional("minval", &minval, "the least number")
    f.required("maxval", &maxval, "the number that all are below")
    f.seed(&source.seed, stream: source.stream)
  }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) {
    source = graph.randomSource(source.seed, name, hasStep: inputs.count > 0)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try source.check(inputs, after: 0)
    if ![.int32, .int64].contains(spec.dtype) || !spec.shape.isFullyKnown {
      throw ShapeError("shape", expected: "int32 or int64 of known shape", found: "\(spec)")
    }
    if maxval <= minval {
      throw ShapeError("maxval", expected: "a number greater than \(minval)", found: "\(maxval)")
    }
    let isSmall = Int32(exactly: minval) != nil && Int32(exactly: maxval - 1) != nil
    if spec.dtype == .int32 && !isSmall {
      throw ShapeError("maxval", expected: "numbers of int32", found: "\(minval)..<\(maxval)")
    }
    return [spec]
  }

  static let stopsGradient = true

  func lower(_ site: Site) -> Kernel? {
    spec.dtype == .int32 ? kernel(site, Int32.self) : kernel(site, Int64.self)
  }

  private func kernel<E: FixedWidthInteger & SignedInteger>(
    _ site: Site, _ type: E.Type
  ) -> Kernel {
    let (low, high) = (Int64(minval), Int64(maxval))
    let key = source.key(site)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { Kernels.randomInteger(y, count, key(), low: low, high: high) }
  }
}

extension Graph {
  /// Independent random whole numbers, uniform in `range`.
  ///
  /// - Parameters:
  ///   - shape: The shape, fully known.
  ///   - range: The numbers, one at least.
  ///   - dtype: `int32` or `int64`.
  ///   - seed: The graph's seed if nil.
  ///   - step: An `int64` scalar of which the numbers are a function too; if nil, they are the same
  ///     in every run.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another type or an empty range.
  public func randomUniform(
    _ shape: Shape, in range: Range<Int>, _ dtype: DType = .int32, seed: UInt64? = nil,
    step: Output? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = RandomUniformInt(
      minval: range.lowerBound, maxval: range.upperBound, spec: TensorSpec(shape, dtype),
      source: randomSource(name ?? RandomUniformInt.type, seed: seed, step: step))
    return try add(definition, step.list, name: name).output(0)
  }
}
