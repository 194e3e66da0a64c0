import TFXCore
public import TFXGraph
import TFXKernels

/// y = Σ x² / 2 over all elements.   x: [d…] → y: [].   ∂x = x ∂y.
struct L2Loss: FloatingOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    [TensorSpec(.scalar, try inputs.onlyFloating().dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.multiply(node[0], dy)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    L2Loss.kernel([site], type)
  }

  static func kernel<T: KernelScalar>(_ sites: [Site], _ type: T.Type) -> Kernel {
    let sums = HalfSquareSums(
      sites.map { ($0.input(0, type), $0.inputCount(0), $0.output(0, type)) })
    return { sums() }
  }
}

extension Graph {
  /// Half the sum of the squares of all elements, a scalar: TensorFlow's `tf.nn.l2_loss`.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless `x` is of a floating type.
  public func l2Loss(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(L2Loss(), [x], name: name).output(0)
  }
}
