package import TFXCore
package import TFXGraph
package import TFXKernels

/// An operation that maps each element by itself: y[i] = f(x[i]). It takes floating types, and
/// others for which it has a function.
package protocol UnaryOp: FloatingOp {
  /// The function f.
  var function: UnaryKernel { get }
  /// The function f of whole numbers; nil if it takes none.
  var integerFunction: IntegerUnaryKernel? { get }
  /// The function f of complex numbers; nil if it takes none.
  var complexFunction: ComplexUnaryKernel? { get }
  /// The gradient with respect to x, given that with respect to y; none if the operation
  /// ``OpDefinition/stopsGradient``.
  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output
}

extension UnaryOp {
  package var integerFunction: IntegerUnaryKernel? { nil }
  package var complexFunction: ComplexUnaryKernel? { nil }
  package var inPlaceInputs: [Int] { [0] }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let types = DType.elementwise(
      integers: integerFunction != nil, complex: complexFunction != nil)
    return [try inputs.oneOf(types, 0, "x")]
  }

  package func lower(_ site: Site) -> Kernel? {
    let dtype = site.outputs[0].spec.dtype
    if let integerFunction, let type = dtype.integerType {
      return integerKernel(site, integerFunction, type)
    }
    if let complexFunction, dtype == .complex64 {
      let x = site.input(0, ComplexPair.self)
      let y = site.output(0, ComplexPair.self)
      let count = site.outputCount(0)
      return { complexFunction(x, y, count) }
    }
    return dtype == .float64 ? kernel(site, Double.self) : kernel(site, Float.self)
  }

  private func integerKernel<I: KernelInteger>(
    _ site: Site, _ function: IntegerUnaryKernel, _ type: I.Type
  ) -> Kernel {
    let x = site.input(0, type)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { function(x, y, count) }
  }

  package func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0], !Self.stopsGradient else { return [nil] }
    return [try gradient(x: node[0], y: node.output(0), dy: dy)]
  }

  package func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    throw .noGradient(op: Self.type, node: y.operation.name)
  }

  package func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let function = function
    let x = site.input(0, type)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { function(x, y, count) }
  }
}

/// An operation on two tensors, element by element, broadcast as in NumPy:
/// y[i] = f(a[i], b[i]). It takes floating types, and others for which it has a function.
package protocol BinaryOp: FloatingOp {
  /// The function f.
  var function: BinaryKernel { get }
  /// The function f of whole numbers; nil if it takes none.
  var integerFunction: IntegerBinaryKernel? { get }
  /// The function f of complex numbers; nil if it takes none.
  var complexFunction: ComplexBinaryKernel? { get }
  /// The gradients with respect to a and b in the shape of y, given that with respect to y; none if
  /// the operation ``OpDefinition/stopsGradient``.
  func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?)
}

extension BinaryOp {
  package var integerFunction: IntegerBinaryKernel? { nil }
  package var complexFunction: ComplexBinaryKernel? { nil }
  package var inPlaceInputs: [Int] { [0, 1] }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let types = DType.elementwise(
      integers: integerFunction != nil, complex: complexFunction != nil)
    let a = try inputs.oneOf(types, 0, "a")
    try inputs.sameType(0, 1, "b")
    return [TensorSpec(try a.shape.broadcast(with: inputs[1].shape), a.dtype)]
  }

  package func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0], !Self.stopsGradient else { return [nil, nil] }
    let (da, db) = try gradients(a: node[0], b: node[1], y: node.output(0), dy: dy)
    return [
      try da.map { (da) throws(GraphError) in
        try dy.graph.sumToShape(da, of: node[0], against: node.inputs)
      },
      try db.map { (db) throws(GraphError) in
        try dy.graph.sumToShape(db, of: node[1], against: node.inputs)
      },
    ]
  }

  package func gradients(
    a: Output, b: Output, y: Output, dy: Output
  ) throws(GraphError) -> (Output?, Output?) {
    throw .noGradient(op: Self.type, node: y.operation.name)
  }

  package func lower(_ site: Site) -> Kernel? {
    if let kernel = site.binaryKernel(integerFunction, complexFunction) { return kernel }
    return site.outputs[0].spec.dtype == .float64
      ? kernel(site, Double.self) : kernel(site, Float.self)
  }

  package func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let function = function
    let a = site.input(0, type)
    let b = site.input(1, type)
    let y = site.output(0, type)
    if site.inputShape(0) == site.inputShape(1) {
      let count = site.outputCount(0)
      return { function(a, b, y, count) }
    }
    let plan = BroadcastPlan(site.inputShape(0), site.inputShape(1))
    return { function(a, b, y, plan) }
  }
}

/// The gradient of a unary operation: dx[i] = g(first[i], second[i]) for tensors of one shape, in
/// the operand order of TensorFlow. It has no gradient itself.
package protocol UnaryGradOp: FloatingOp {
  /// The function g.
  var function: BinaryKernel { get }
  /// The function g of whole numbers; nil if it takes none.
  var integerFunction: IntegerBinaryKernel? { get }
  /// The function g of complex numbers; nil if it takes none.
  var complexFunction: ComplexBinaryKernel? { get }
}

extension UnaryGradOp {
  package static var nodeForm: NodeForm { .gradient }

  package var integerFunction: IntegerBinaryKernel? { nil }
  package var complexFunction: ComplexBinaryKernel? { nil }
  package var inPlaceInputs: [Int] { [0, 1] }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let types = DType.elementwise(
      integers: integerFunction != nil, complex: complexFunction != nil)
    _ = try inputs.oneOf(types, 0, "gradients")
    return [try inputs.agreeing(0, 1, "features")]
  }

  package func lower(_ site: Site) -> Kernel? {
    if let kernel = site.binaryKernel(integerFunction, complexFunction) { return kernel }
    return site.outputs[0].spec.dtype == .float64
      ? kernel(site, Double.self) : kernel(site, Float.self)
  }

  package func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let function = function
    let first = site.input(0, type)
    let second = site.input(1, type)
    let dx = site.output(0, type)
    let count = site.outputCount(0)
    return { function(first, second, dx, count) }
  }
}

extension Site {
  /// The kernel of a function of inputs 0 and 1, broadcast as NumPy does, where they are whole or
  /// complex; nil where they are floating.
  func binaryKernel(
    _ integerFunction: IntegerBinaryKernel?, _ complexFunction: ComplexBinaryKernel?
  ) -> Kernel? {
    let dtype = outputs[0].spec.dtype
    if let integerFunction, let type = dtype.integerType {
      return integerKernel(integerFunction, type)
    }
    guard let complexFunction, dtype == .complex64 else { return nil }
    let a = input(0, ComplexPair.self)
    let b = input(1, ComplexPair.self)
    let y = output(0, ComplexPair.self)
    let plan = BroadcastPlan(inputShape(0), inputShape(1))
    return { complexFunction(a, b, y, plan) }
  }

  private func integerKernel<I: KernelInteger>(
    _ function: IntegerBinaryKernel, _ type: I.Type
  ) -> Kernel {
    let a = input(0, type)
    let b = input(1, type)
    let y = output(0, type)
    let count = inputCount(1)
    let plan = BroadcastPlan(inputShape(0), inputShape(1))
    return { () throws(KernelError) in
      if let refusal = function.refusal(b, count) { throw KernelError(refusal) }
      function(a, b, y, plan)
    }
  }
}

extension Shape {
  /// The shape that both broadcast to by NumPy's rules; unknown extents are taken to fit.
  package func broadcast(with other: Shape) throws(ShapeError) -> Shape {
    var dimensions: [Int] = []
    for axis in 1...max(rank, other.rank, 1) where axis <= max(rank, other.rank) {
      let a = axis <= rank ? self[-axis] : 1
      let b = axis <= other.rank ? other[-axis] : 1
      switch (a, b) {
      case (1, _): dimensions.append(b)
      case (_, 1): dimensions.append(a)
      case (Shape.unknown, _): dimensions.append(b)
      case (_, Shape.unknown): dimensions.append(a)
      default:
        if a != b {
          throw ShapeError("b", expected: "a shape that broadcasts with \(self)", found: "\(other)")
        }
        dimensions.append(a)
      }
    }
    return Shape(dimensions.reversed())
  }
}
