package import TFXCore
package import TFXGraph
package import TFXKernels

/// An operation that makes one element of all those along some axes.
package protocol ReductionOp: FloatingOp {
  /// The axes, negative ones counted from the end; all if nil.
  var axes: [Int]? { get }
  /// Whether they stay, with extent 1.
  var keepDims: Bool { get }
  /// What is made of the elements.
  var reduction: Reduction { get }
  /// The gradient with respect to x, given that with respect to y.
  func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output
}

extension ReductionOp {
  package var attributes: [Attribute] {
    [Attribute("axis", axes.map(\.description) ?? "all"), Attribute("keep_dims", keepDims)]
  }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    let x = try inputs.onlyFloating()
    let reduced = try x.shape.checkedAxes(axes)
    var dimensions: [Int] = []
    for (axis, extent) in x.shape.dimensions.enumerated() {
      if !reduced.contains(axis) {
        dimensions.append(extent)
      } else if keepDims {
        dimensions.append(1)
      }
    }
    return [TensorSpec(Shape(dimensions), x.dtype)]
  }

  package func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil] }
    return [try gradient(x: node[0], y: node.output(0), dy: dy)]
  }

  package func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let shape = site.inputs[0].spec.shape
    let plan = ReductionPlan(shape: shape.dimensions, axes: shape.axes(axes))
    let reduction = reduction
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.reduce(reduction, x, y, plan) }
  }
}
