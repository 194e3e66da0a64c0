public import TFXCore
public import TFXGraph
import TFXKernels

/// y = independent classes with the probabilities softmax(logits).
/// logits: [b, n], step: int64 [] if given → y: int32 or int64 [b, samples].   No gradient.
struct Multinomial: FloatingOp {
  static let nodeForm = NodeForm(inputs: 1)

  var samples = 1
  var outputDtype = DType.int64
  var source = RandomSource()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_samples", &samples, in: .atLeast(0), "how many classes to draw for each row")
    f.optional("output_dtype", &outputDtype, "`int32` or `int64`")
    f.seed(&source.seed, stream: source.stream)
  }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) {
    source = graph.randomSource(source.seed, name, hasStep: inputs.count > 1)
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try source.check(inputs, after: 1)
    _ = try inputs.floating(0, "logits")
    let logits = try inputs.ranked(0, 2, "logits")
    if logits.shape[1] == 0 {
      throw ShapeError("logits", expected: "one class at least", found: "\(logits)")
    }
    if samples < 0 {
      throw ShapeError("num_samples", expected: "0 or more", found: "\(samples)")
    }
    if outputDtype != .int32, outputDtype != .int64 {
      throw ShapeError("output_dtype", expected: "int32 or int64", found: "\(outputDtype)")
    }
    return [TensorSpec([logits.shape[0], samples], outputDtype)]
  }

  static let stopsGradient = true

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    outputDtype == .int32
      ? kernel(site, site.output(0, Int32.self), type)
      : kernel(site, site.output(0, Int64.self), type)
  }

  private func kernel<T: KernelScalar, Class: FixedWidthInteger>(
    _ site: Site, _ y: UnsafeMutablePointer<Class>, _ type: T.Type
  ) -> Kernel {
    let samples = samples
    let (rows, classes) = site.matrix(0)
    let key = source.key(site)
    let logits = site.input(0, type)
    return { () throws(KernelError) in
      for row in 0..<rows {
        let logits = logits + row * classes
        var (isPossible, isBroken) = (false, false)
        for c in 0..<classes {
          isPossible = isPossible || logits[c].isFinite
          isBroken = isBroken || logits[c].isNaN || logits[c] == .infinity
        }
        if isBroken || !isPossible {
          let all = (0..<classes).map { logits[$0] }
          throw KernelError(
            "logits: expected a row that gives probabilities, found \(all) as row \(row)")
        }
      }
      Kernels.multinomial(
        logits, y, rows: rows, classes: classes, samples: samples, key())
    }
  }
}

extension Graph {
  /// Independent random classes with the probabilities softmax(`logits`) of each row.
  ///
  /// - Parameters:
  ///   - logits: Unnormalised logarithms of the probabilities: [b, n]; −∞ for never.
  ///   - samples: How many classes to draw for each row.
  ///   - dtype: `int32` or `int64`.
  ///   - seed: The graph's seed if nil.
  ///   - step: An `int64` scalar of which the classes are a function too; if nil, they are the same
  ///     in every run.
  ///   - name: The operation's name, of which its random numbers are a function.
  /// - Returns: [b, samples].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types; a run throws for a row
  ///   with +∞ or not-a-number, or with −∞ alone.
  public func multinomial(
    _ logits: Output, samples: Int, _ dtype: DType = .int64, seed: UInt64? = nil,
    step: Output? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = Multinomial(
      samples: samples, outputDtype: dtype,
      source: randomSource(name ?? Multinomial.type, seed: seed, step: step))
    return try add(definition, [logits] + step.list, name: name).output(0)
  }
}
