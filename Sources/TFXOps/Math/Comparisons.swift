package import TFXCore
public import TFXGraph
package import TFXKernels

/// A comparison of two tensors of one type, element by element, broadcast as in NumPy. No
/// gradient flows through it.
package protocol ComparisonOp: Op {
  /// The relation between a[i] and b[i].
  var comparison: ComparisonKernel { get }
  /// The types of elements that can be compared so.
  var types: [DType] { get }
}

extension ComparisonOp {
  package var types: [DType] { DType.elementwise(integers: true) }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let a = try inputs.oneOf(types, 0, "a")
    try inputs.sameType(0, 1, "b")
    return [TensorSpec(try a.shape.broadcast(with: inputs[1].shape), .bool)]
  }

  package static var stopsGradient: Bool { true }

  package func lower(_ site: Site) -> Kernel? {
    switch site.inputs[0].spec.dtype {
    case .float64: kernel(site, Double.self)
    case .int8: kernel(site, Int8.self)
    case .int16: kernel(site, Int16.self)
    case .int32: kernel(site, Int32.self)
    case .int64: kernel(site, Int64.self)
    case .uint8, .bool: kernel(site, UInt8.self)
    case .complex64: complexKernel(site)
    default: kernel(site, Float.self)
    }
  }

  fileprivate func kernel<Element: ComparableElement>(
    _ site: Site, _ type: Element.Type
  ) -> Kernel {
    let comparison = comparison
    let a = site.input(0, type)
    let b = site.input(1, type)
    let y = site.output(0, UInt8.self)
    if site.inputShape(0) == site.inputShape(1) {
      let count = site.outputCount(0)
      return { comparison(a, b, y, count) }
    }
    let plan = BroadcastPlan(site.inputShape(0), site.inputShape(1))
    return { comparison(a, b, y, plan) }
  }

  private func complexKernel(_ site: Site) -> Kernel {
    let isNegated = comparison == .notEqual
    let a = site.input(0, ComplexPair.self)
    let b = site.input(1, ComplexPair.self)
    let y = site.output(0, UInt8.self)
    let plan = BroadcastPlan(site.inputShape(0), site.inputShape(1))
    return { Kernels.equalComplex(a, b, y, plan, negated: isNegated) }
  }
}

/// Whether elements are equal or differ can be asked of any type, of strings too.
extension ComparisonOp where Self: HostOp {
  package var types: [DType] {
    DType.elementwise(integers: true, complex: true) + [.bool, .string]
  }

  package func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    // Only strings come here. Numbers that stand for them compare alike.
    var codes: [ByteString: Int32] = [:]
    let encoded = inputs.map { input in
      Tensor(
        input.scalars(as: ByteString.self).map { text in
          let code = codes[text] ?? Int32(codes.count)
          codes[text] = code
          return code
        }, shape: input.shape)
    }
    return try Site.evaluate(self, name: context.name, encoded) { (site) throws(KernelError) in
      try kernel(site, Int32.self)()
    }
  }
}

/// y = a = b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
struct Equal: ComparisonOp, HostOp {
  var comparison: ComparisonKernel { .equal }
}

/// y = a ≠ b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
struct NotEqual: ComparisonOp, HostOp {
  var comparison: ComparisonKernel { .notEqual }
}

/// y = a < b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
struct Less: ComparisonOp {
  var comparison: ComparisonKernel { .less }
}

/// y = a ≤ b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
struct LessEqual: ComparisonOp {
  var comparison: ComparisonKernel { .lessEqual }
}

/// y = a > b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
struct Greater: ComparisonOp {
  var comparison: ComparisonKernel { .greater }
}

/// y = a ≥ b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
struct GreaterEqual: ComparisonOp {
  var comparison: ComparisonKernel { .greaterEqual }
}

extension Graph {
  /// Whether `a = b`, element by element, broadcast as in NumPy. Elements of any type, strings
  /// and truth values too.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func equal(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Equal(), [a, b], name: name).output(0)
  }

  /// Whether `a ≠ b`, element by element, broadcast as in NumPy. Elements of any type, strings
  /// and truth values too.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func notEqual(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(NotEqual(), [a, b], name: name).output(0)
  }

  /// Whether `a < b`, element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func less(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Less(), [a, b], name: name).output(0)
  }

  /// Whether `a ≤ b`, element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func lessEqual(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(LessEqual(), [a, b], name: name).output(0)
  }

  /// Whether `a > b`, element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func greater(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Greater(), [a, b], name: name).output(0)
  }

  /// Whether `a ≥ b`, element by element, broadcast as in NumPy.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the types differ or the shapes don't fit.
  public func greaterEqual(
    _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(GreaterEqual(), [a, b], name: name).output(0)
  }
}
