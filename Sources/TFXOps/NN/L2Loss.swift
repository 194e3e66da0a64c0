import TFXCore
public import TFXGraph
import TFXKernels

/// y = Σ x² / 2 over all elements.   x: [d…] → y: [].   ∂x = x ∂y.
struct L2Loss: FloatingOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    [TensorSpec(.scalar, try inputs.onlyFloating().dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil] }
    return [try dy.graph.multiply(node[0], dy)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    L2Loss.kernel([site], type)
  }

  func merging(_ other: any Op) -> (any Op)? { other is L2Loss ? MergedL2Loss(count: 2) : nil }

  fileprivate static func kernel<T: KernelScalar>(_ sites: [Site], _ type: T.Type) -> Kernel {
    let sums = HalfSquareSums(
      sites.map { ($0.input(0, type), $0.inputCount(0), $0.output(0, type)) })
    return { sums() }
  }
}

/// Several L2Loss in one sweep over all their tensors. A plan makes it; it does not stand in a
/// graph. Its inputs and outputs are theirs, one behind the other.
struct MergedL2Loss: FloatingOp {
  static let type = "_MergedL2Loss"

  var count = 1

  mutating func fields(_ f: inout some FieldVisitor) { f.show("N", .int(count)) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(count)
    var outputs: [TensorSpec] = []
    for part in 0..<count { outputs += try L2Loss().infer(InputSpecs([inputs[part]])) }
    return outputs
  }

  func merging(_ other: any Op) -> (any Op)? {
    other is L2Loss ? MergedL2Loss(count: count + 1) : nil
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    L2Loss.kernel(site.parts(count), type)
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
