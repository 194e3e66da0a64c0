package import TFXCore
package import TFXGraph
package import TFXKernels

/// A comparison of two tensors of one type, element by element, broadcast as in NumPy. No
/// gradient flows through it.
package protocol ComparisonOp: Op {
  /// The relation between a[i] and b[i].
  var comparison: ComparisonKernel { get }
}

extension ComparisonOp {
  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let a = try inputs.oneOf([.float32, .float64, .int32, .int64, .uint8], 0, "a")
    try inputs.sameType(0, 1, "b")
    return [TensorSpec(try a.shape.broadcast(with: inputs[1].shape), .bool)]
  }

  package func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil, nil] }

  package func lower(_ site: Site) -> Kernel? {
    switch site.inputs[0].spec.dtype {
    case .float64: kernel(site, Double.self)
    case .int32: kernel(site, Int32.self)
    case .int64: kernel(site, Int64.self)
    case .uint8: kernel(site, UInt8.self)
    default: kernel(site, Float.self)
    }
  }

  private func kernel<Element: ComparableElement>(
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
}
