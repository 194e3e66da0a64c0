import TFXCore
public import TFXGraph

/// y = the number of axes of x.   x: [d…] → y: int32 [].   No gradient.
struct Rank: Op, HostOp {
  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    _ = try inputs.withValues(0, "input")
    return [TensorSpec([], .int32)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil] }

  // Where x is of strings.
  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    [Tensor(Int32(inputs[0].shape.rank))]
  }

  func lower(_ site: Site) -> Kernel? {
    let rank = Int32(site.inputShape(0).count)
    let y = site.output(0, Int32.self)
    return { y[0] = rank }
  }
}

extension Graph {
  /// The number of axes of `x`, as an `int32` scalar.
  public func rank(of x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Rank(), [x], name: name).output(0)
  }
}
