import TFXCore
public import TFXGraph
import TFXKernels

/// Sums or products of all elements up to each one along an axis.   x: [d…] → y: [d…].
protocol CumulativeOp: NumberOp {
  var axis: Int { get set }
  /// Whether an element itself is left out.
  var exclusive: Bool { get set }
  /// Whether it goes from the end.
  var reverse: Bool { get set }
  var isProduct: Bool { get }
  /// The gradient with respect to x, given that with respect to y.
  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output
}

extension CumulativeOp {
  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, "the axis to go along; from the end if negative")
    f.optional("exclusive", &exclusive, "whether an element itself is left out")
    f.optional("reverse", &reverse, "whether it goes from the last to the first")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf(DType.elementwise(integers: true, complex: true), 0, "x")
    _ = try x.shape.checkedAxis(axis)
    return [x]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try gradient(x: node[0], y: node.output(0), dy: dy)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    ringKernel(site, type)
  }

  func numberKernel<N: KernelInteger>(_ site: Site, _ type: N.Type) -> Kernel {
    ringKernel(site, type)
  }

  func complexKernel(_ site: Site) -> Kernel { ringKernel(site, ComplexPair.self) }

  private func ringKernel<R: KernelRing>(_ site: Site, _ type: R.Type) -> Kernel {
    let (outer, extent, inner) = site.split(0, at: axis)
    let (isProduct, exclusive, reverse) = (isProduct, exclusive, reverse)
    let x = site.input(0, type)
    let y = site.output(0, type)
    return {
      Kernels.cumulate(
        x, y, outer: outer, axis: extent, inner: inner, isProduct: isProduct,
        exclusive: exclusive, reverse: reverse)
    }
  }
}

/// y = Σ x up to each element.   x: [d…] → y: [d…].   ∂x = Σ ∂y from the other end.
struct Cumsum: CumulativeOp {
  var axis = 0
  var exclusive = false
  var reverse = false

  var isProduct: Bool { false }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.cumsum(dy, axis: axis, exclusive: exclusive, reverse: !reverse)
  }
}

/// y = Π x up to each element.   x: [d…] → y: [d…].   ∂x = Σ y ∂y from the other end, / x; 0 where
/// x is, as TensorFlow has it.
struct Cumprod: CumulativeOp {
  var axis = 0
  var exclusive = false
  var reverse = false

  var isProduct: Bool { true }

  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    let graph = dy.graph
    let sums = try graph.cumsum(
      graph.multiply(y, dy), axis: axis, exclusive: exclusive, reverse: !reverse)
    return try graph.divideNoNan(sums, x)
  }
}

extension Graph {
  /// The sums of all elements up to each one along an axis.
  ///
  /// - Parameters:
  ///   - x: A tensor of numbers.
  ///   - axis: Negative ones are counted from the end.
  ///   - exclusive: Whether an element itself is left out.
  ///   - reverse: Whether it goes from the end.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is no such axis.
  public func cumsum(
    _ x: Output, axis: Int = 0, exclusive: Bool = false, reverse: Bool = false,
    name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Cumsum(axis: axis, exclusive: exclusive, reverse: reverse), [x], name: name).output(0)
  }

  /// The products of all elements up to each one along an axis.
  ///
  /// - Parameters:
  ///   - x: A tensor of numbers.
  ///   - axis: Negative ones are counted from the end.
  ///   - exclusive: Whether an element itself is left out.
  ///   - reverse: Whether it goes from the end.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is no such axis.
  public func cumprod(
    _ x: Output, axis: Int = 0, exclusive: Bool = false, reverse: Bool = false,
    name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Cumprod(axis: axis, exclusive: exclusive, reverse: reverse), [x], name: name).output(0)
  }
}
